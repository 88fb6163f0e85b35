/**
 * Kills trainings while they write a checkpoint, and looks at what is left: `npm run kills`, or
 * `npm run kills -- --kills 20 --seed 7`. After each kill every checkpoint must be whole and the one
 * that was committed last, or the next; the log of epochs must be that of a training that was not killed,
 * and end in a whole line or a torn one that readers leave out; and `sobolev resume` must go on from what
 * is there, until it is killed as well.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../src/bundle.fixture.ts'
import { blobs, blobsConfig } from '../src/cli/project.fixture.ts'
import { readCheckpoint } from '../src/run/checkpoint.ts'
import { listRuns } from '../src/run/find-run.ts'
import { parseMetrics } from '../src/run/metrics-log.ts'
import { readResumePoint } from '../src/train/resume-point.ts'
import { Choices } from './random.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
  },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const built = mkdtempSync(join(tmpdir(), 'sobolev-kills-program-'))
const program = await bundle('./main.ts', join(built, 'program'))
const slowDisk = await bundle('../fuzz/slow-disk.ts', join(built, 'disk'))
const stages = ['write', 'sync', 'rename', 'renamed'] as const
/** How often one run is killed before another begins. */
const killsPerRun = 10
const hits = new Map<string, number>()

/** What a training told of one of its checkpoints before it was killed. */
interface Told {
  /** SHA-256 of the file that is in place for certain. */
  committed: string
  /** SHA-256 of the file that is being put in its place. */
  coming: string
}

/** A training in a folder of its own, which is killed and resumed. */
interface Victim {
  readonly folder: string
  readonly choices: Choices
  /** What there is to know of its checkpoints, by the file's name. */
  readonly told: Map<string, Told>
  /** The folder of its run, once it has begun. */
  run: string | undefined
}

function begin(seed: number, kill: number): Victim {
  const folder = mkdtempSync(join(tmpdir(), 'sobolev-kills-'))
  writeFileSync(join(folder, 'blobs.csv'), blobs(80))
  writeFileSync(join(folder, 'blobs.yaml'), blobsConfig)
  return { folder, choices: new Choices(seed, kill), told: new Map(), run: undefined }
}

function words({ folder, run }: Victim, epochs: number): string[] {
  const file = join(folder, 'blobs.yaml')
  const output = join(folder, 'runs')
  return run === undefined
    ? ['train', file, '--output', output, '--set', `training.epochs=${epochs}`, '--threads', '1']
    : ['resume', run, '--threads', '1']
}

/** The log of a training that nothing happens to. */
function wholeLog(epochs: number): string {
  const victim = begin(0, 0)
  execFileSync(process.execPath, [program, ...words(victim, epochs)], { stdio: 'ignore' })
  const [run] = listRuns(victim.folder)
  if (run === undefined) throw new Error('the training must leave a run')
  const log = readFileSync(run.files.metrics, 'utf8')
  rmSync(victim.folder, { recursive: true, force: true })
  return log
}

/** Trains or resumes, and kills at a stage of writing a checkpoint. */
async function killOne(victim: Victim): Promise<void> {
  const { choices, told } = victim
  const child = spawn(
    process.execPath,
    ['--import', slowDisk, program, ...words(victim, 1_000_000)],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint += text
  })
  const stage = choices.of(stages)
  let countdown = 1 + choices.below(12)
  let text = ''
  let last = ''
  child.stdio[3]?.on('data', (chunk) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      const words = line.split(' ')
      const name = words.at(-1) ?? ''
      const file = told.get(name) ?? { committed: '', coming: '' }
      told.set(name, file)
      if (words[0] === 'rename') file.coming = words[1] ?? ''
      if (words[0] === 'done') file.committed = file.coming
      last = words[0] ?? ''
      if (last === stage && --countdown === 0)
        setTimeout(() => child.kill('SIGKILL'), choices.below(9))
    }
  })
  await ended
  if (countdown > 0) throw new Error(`the training ended by itself: ${complaint}`)
  hits.set(last, (hits.get(last) ?? 0) + 1)
}

/** Makes sure that nothing of a killed run is torn or lost. */
function look(victim: Victim): void {
  const [run] = listRuns(victim.folder)
  if (run === undefined) throw new Error('there must be a run')
  victim.run = run.path
  for (const [name, file] of victim.told) {
    const path = join(run.path, name)
    if (!existsSync(path)) {
      if (file.committed !== '') throw new Error(`${name} was committed and is gone`)
      continue
    }
    readCheckpoint(path)
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (digest !== file.committed && digest !== file.coming) {
      throw new Error(`${name} is neither what was committed last nor the next`)
    }
    file.committed = digest
  }
  const log = readFileSync(run.files.metrics, 'utf8')
  if (!expected.startsWith(log.slice(0, expected.length)))
    throw new Error('the log is not that of a training that was not killed')
  const epochs = parseMetrics(log)
  epochsSeen = Math.max(epochsSeen, epochs.length)
  const point = readResumePoint(run.files)
  if ((point?.progress.lines ?? 0) > epochs.length) throw new Error('the log lacks epochs')
}

const expected = wholeLog(500)
let epochsSeen = 0
let victim: Victim | undefined
for (let kill = 0; kill < Number(values.kills); kill++) {
  if (kill % killsPerRun === 0) {
    if (victim) rmSync(victim.folder, { recursive: true, force: true })
    victim = begin(seed, kill)
  }
  if (victim === undefined) continue
  try {
    await killOne(victim)
    look(victim)
  } catch (error) {
    console.error(`kill ${kill} of seed ${seed}: look at ${victim.folder}`)
    throw error
  }
  if (kill % 50 === 49) console.error(`${kill + 1} kills`)
}
if (victim) rmSync(victim.folder, { recursive: true, force: true })
rmSync(built, { recursive: true, force: true })
const where = [...hits].sort().map(([stage, count]) => `${count} after "${stage}"`)
console.log(
  `${values.kills} kills of seed ${seed}, up to ${epochsSeen} epochs, nothing torn or lost; ${where.join(', ')}`,
)
