/**
 * The six example programs beside the same ones in PyTorch, from launch to the end, in one run: `npm run bench:programs`.
 * Each side draws its own numbers; each has to reach what the program is for. Writes `benchmarks/programs.md` when nothing
 * is left out.
 *
 * `--quick`: a few steps, to try it. `--only maml,gru`: some of them. `--repeat 3`: the best of so many. PYTHON: the
 * Python that has torch; without it Sobolev is measured alone.
 */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Program, programs } from '../examples/programs.ts'
import { host } from './host.ts'
import { shown, table } from './race/table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    repeat: { type: 'string', default: '1' },
  },
})
const root = join(import.meta.dirname, '..')
const python = process.env.PYTHON ?? 'python3'
const wanted = values.only?.split(',')
const repeat = Math.max(1, Number(values.repeat))

/** What a process printed, and how long it took in seconds, from launch to the end. */
interface Run {
  readonly printed: readonly string[]
  readonly seconds: number
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Run {
  const begin = performance.now()
  const text = execFileSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { printed: text.trim().split('\n'), seconds: (performance.now() - begin) / 1000 }
}

/** The fastest of several runs. */
const best = (attempts: readonly (() => Run)[]): Run =>
  attempts.map((attempt) => attempt()).reduce((a, b) => (b.seconds < a.seconds ? b : a))

const again = (attempt: () => Run): (() => Run)[] => Array.from({ length: repeat }, () => attempt)

const node = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Run =>
  best(again(() => run(process.execPath, ['--import', 'tsx', ...args], env)))

/** With one thread and with as many as PyTorch takes by itself: small networks are often faster with one. */
const pytorch = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Run =>
  best([
    ...again(() => run(python, args, { ...env, OMP_NUM_THREADS: '1' })),
    ...again(() => run(python, args, env)),
  ])

const version = pytorchVersion()
const rows: string[][] = []
let misses = 0
for (const [file, program] of Object.entries(programs)) {
  const name = file.replace(/\.ts$/, '')
  if (wanted && !wanted.includes(name)) continue
  const env: Record<string, string> = values.quick ? { STEPS: program.short.steps } : {}
  const ours = node([`examples/${file}`], env)
  const script = `benchmarks/peers/programs/${name}.py`
  const theirs = version === null ? null : pytorch([script], env)
  if (!program.reached(ours.printed)) misses++
  rows.push([
    program.name,
    program.aim,
    ...shownRun(ours, program),
    ...(theirs ? shownRun(theirs, program) : ['–', '–']),
    theirs ? shown(theirs.seconds / ours.seconds, 2) : '–',
  ])
  console.error(rows.at(-1)?.join('  '))
}
const startup = {
  ours: node(['--input-type=module', '-e', "await import('@sobolev/nn')"], {
    NODE_OPTIONS: '--conditions=@sobolev/source',
  }).seconds,
  theirs: version === null ? Number.NaN : pytorch(['-c', 'import torch']).seconds,
}
const report = [
  `${new Date().toISOString().slice(0, 10)}, ${host()}; PyTorch ${version ?? 'was not there'}, with one thread or with its own number, whichever was faster. Seconds from launch to the end${repeat > 1 ? `, the best of ${repeat}` : ''}; of these, ${shown(startup.ours, 2)} s are the start of Sobolev from its TypeScript sources and ${shown(startup.theirs, 2)} s that of PyTorch. A star: it did not reach its aim.`,
  table(['program', 'aim', 'Sobolev printed', 's', 'PyTorch printed', 's', 'times as fast'], rows),
].join('\n\n')
console.log(report)
if (!values.quick && !wanted && version !== null)
  await writeFile(
    join(import.meta.dirname, 'programs.md'),
    `# Six programs beside PyTorch\n\n${report}\n`,
  )
if (misses > 0 && !values.quick) process.exitCode = 1

function shownRun({ printed, seconds }: Run, { reached }: Program): [string, string] {
  return [`${printed.at(-1) ?? ''}${reached(printed) ? '' : ' *'}`, shown(seconds)]
}

function pytorchVersion(): string | null {
  try {
    return run(python, ['-c', 'import torch; print(torch.__version__)'], {}).printed[0] ?? null
  } catch {
    return null
  }
}
