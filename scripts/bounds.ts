import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// npm run bounds: trains shipped configs under a bound on the mean input-gradient norm, with five seeds each, and prints
// what the norm comes to. A few minutes.

const root = join(import.meta.dirname, '..')
const main = join(root, 'apps/train/src/main.ts')
const output = mkdtempSync(join(tmpdir(), 'sobolev-bounds-'))
const seeds = [1, 2, 3, 4, 5]

const cases = [
  { config: 'two-moons', bound: 0.4 },
  { config: 'friedman', bound: 0.4 },
  { config: 'friedman', bound: 0.2 },
]

/** What a command of the program prints as JSON. */
const run = (...argv: readonly string[]): Readonly<Record<string, unknown>> =>
  JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', main, ...argv, '--json'], {
      cwd: root,
      encoding: 'utf8',
    }),
  )

interface Norms {
  readonly training: number
  readonly validation: number
}

/** The mean input-gradient norm of the final weights over the rows of both parts. */
function normsOf(config: string, seed: number, penalties: string): Norms {
  const sets = [`output=${output}`, `seed=${seed}`, `penalties=${penalties}`]
  const settings = sets.flatMap((text) => ['--set', text])
  const trained = run('train', `configs/${config}.yaml`, '--quiet', ...settings)
  const normOn = (part: keyof Norms): number => {
    const { figures } = run('evaluate', String(trained.run), '--part', part)
    return Number(Reflect.get(Object(figures), 'inputGradientNorm'))
  }
  return { training: normOn('training'), validation: normOn('validation') }
}

/** `0.398 (0.391 to 0.401)`. */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${mean.toFixed(3)} (${least.toFixed(3)} to ${most.toFixed(3)})`
}

const columns = [
  'config',
  'bound',
  'training rows',
  'held-out rows',
  'training rows without it',
  'held',
]
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
process.stdout.write(line(columns) + line(columns.map(() => '---')))
try {
  for (const { config, bound } of cases) {
    const penalties = `{ inputGradient: { squared: false, weight: { atMost: ${bound} } } }`
    const bounded = seeds.map((seed) => normsOf(config, seed, penalties))
    const free = seeds.map((seed) => normsOf(config, seed, '{}'))
    const training = bounded.map((norms) => norms.training)
    const held = training.every((norm) => norm <= 1.05 * bound)
    process.stdout.write(
      line([
        ...[config, String(bound), spread(training)],
        spread(bounded.map(({ validation }) => validation)),
        ...[spread(free.map((norms) => norms.training)), held ? 'yes' : 'no'],
      ]),
    )
    if (!held) process.exitCode = 1
  }
} finally {
  rmSync(output, { recursive: true, force: true })
}
