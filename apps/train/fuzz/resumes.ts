/**
 * Kills a training at random moments, resumes it each time, and compares what it comes to with a training that was not
 * killed: `npm run resumes`, or `npm run resumes -- --kills 5 --seed 7 --epochs 500`. Dropout, batch norm, an average
 * of the weights, SAM and early stopping are on; checkpoints are written within epochs too. Weights, log and result
 * must be the same. Each process has another number of threads than the one before it, from one to three; `--node PATH`,
 * which may be given again, names other Nodes that take turns.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle } from '../src/bundle.fixture.ts'
import { blobs } from '../src/cli/project.fixture.ts'
import { listRuns } from '../src/run/find-run.ts'
import type { StoredRun } from '../src/run/read-run.ts'
import { Choices } from './random.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '25' },
    epochs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    /** Paths of other Nodes, with which processes start in turn: `$(npx -y -p node@26 node -p process.execPath)`. */
    node: { type: 'string', multiple: true, default: [] },
  },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const choices = new Choices(seed, 0)
const folder = mkdtempSync(join(tmpdir(), 'sobolev-resumes-'))
const program = await bundle('./main.ts', join(folder, 'program'))
const fastClock = await bundle('../fuzz/fast-clock.ts', join(folder, 'clock'))
writeFileSync(join(folder, 'blobs.csv'), blobs(200))
writeFileSync(
  join(folder, 'blobs.yaml'),
  `
seed: 3
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 8, activation: tanh } }, batchNorm, { dropout: 0.2 }] }
optimizer: { adam: { learningRate: 0.01 } }
penalties: { sam: { radius: 0.05, weight: 1 } }
average: { ema: 0.99 }
training: { epochs: ${values.epochs}, batchSize: 16, earlyStopping: { patience: ${values.epochs} } }
`,
)

const nodes = [process.execPath, ...values.node]
let processes = 0
/** Starts the command line, each time with another number of threads, and the next Node. */
function start(words: readonly string[]): { child: ChildProcess; ended: Promise<number | null> } {
  const threads = 1 + (processes % 3)
  const node = nodes[processes % nodes.length] ?? process.execPath
  processes++
  const argv = ['--import', fastClock, program, ...words, '--threads', String(threads)]
  const child = spawn(node, argv, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint = `${complaint}${text}`.slice(-2000)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', (code) => {
      if (code === null || code === 0) resolve(code)
      else reject(new Error(`${words.join(' ')} ended with ${code}: ${complaint}`))
    })
  })
  return { child, ended }
}

/** The log and the result of a run, less its folder and the time it took. */
function outcomeOf(run: StoredRun | undefined): string {
  if (run === undefined) throw new Error('there must be a run')
  const result = { ...run.result, run: '', seconds: 0 }
  return `${readFileSync(run.files.metrics, 'utf8')}${JSON.stringify(result)}`
}

await start(['train', 'blobs.yaml', '--output', 'whole']).ended
let kills = 0
let words = ['train', 'blobs.yaml', '--output', 'killed']
while (kills < Number(values.kills)) {
  const { child, ended } = start(words)
  await new Promise<void>((resolve) => {
    // Once it trains: of a process that has not begun there is nothing to kill.
    child.stderr?.once('data', () => resolve())
    child.once('close', () => resolve())
  })
  await setTimeout(choices.below(400))
  child.kill('SIGKILL')
  if ((await ended) === 0) break
  kills++
  const [run] = listRuns(join(folder, 'killed'))
  if (run !== undefined) words = ['resume', run.path]
}
await start(words).ended
const [whole] = listRuns(join(folder, 'whole'))
const [killed] = listRuns(join(folder, 'killed'))
if (outcomeOf(whole) !== outcomeOf(killed))
  throw new Error(`the run that was killed differs; seed ${seed}, look at ${folder}`)
const resumed = killed?.environment.resumed ?? []
const stepsPerEpoch = whole?.epochs[0]?.step ?? 1
const within = resumed.filter(({ step }) => step % stepsPerEpoch !== 0).length
console.log(
  `${kills} kills of seed ${seed}, ${resumed.length} resumptions, ${within} of them within an epoch, ${whole?.epochs.length} epochs: the same log, result and digest ${whole?.result?.digest}`,
)
rmSync(folder, { recursive: true, force: true })
