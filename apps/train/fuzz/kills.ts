/**
 * Kills trainings while they write a checkpoint, and looks at what is left: `npm run kills`, or
 * `npm run kills -- --kills 20 --seed 7`. After each kill every checkpoint must be whole and the one
 * that was committed last, or the next; the log of epochs must end in a whole line or a torn one
 * that readers leave out; and what is there must be what `resume` can go on from.
 */
import { spawn } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../src/bundle.fixture.ts'
import { blobs, blobsConfig } from '../src/cli/project.fixture.ts'
import { readCheckpoint } from '../src/run/checkpoint.ts'
import { parseMetrics } from '../src/run/metrics-log.ts'
import { runFiles } from '../src/run/run-folder.ts'
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
const hits = new Map<string, number>()

/** What a training told of one of its checkpoints before it was killed. */
interface Told {
  /** SHA-256 of the file that is in place for certain. */
  committed: string
  /** SHA-256 of the file that is being put in its place. */
  coming: string
}

/** Trains, kills at a stage of writing a checkpoint, and returns what it told. */
async function killOne(folder: string, choices: Choices): Promise<Map<string, Told>> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', slowDisk, program, 'train', join(folder, 'blobs.yaml')],
      ...['--output', join(folder, 'runs'), '--set', 'training.epochs=1000000', '--threads', '1'],
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint += text
  })
  const told = new Map<string, Told>()
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
  return told
}

/** Makes sure that nothing of a killed run is torn or lost. */
function look(folder: string, told: ReadonlyMap<string, Told>): void {
  const named = join(folder, 'runs', 'blobs')
  const [id = ''] = readdirSync(named)
  for (const [name, { committed, coming }] of told) {
    const path = join(named, id, name)
    if (!existsSync(path)) {
      if (committed !== '') throw new Error(`${name} was committed and is gone`)
      continue
    }
    readCheckpoint(path)
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (digest !== committed && digest !== coming) {
      throw new Error(`${name} is neither what was committed last nor the next`)
    }
  }
  const files = runFiles(join(named, id))
  const log = parseMetrics(readFileSync(files.metrics, 'utf8'))
  const point = readResumePoint(files)
  if ((point?.progress.lines ?? 0) > log.length) throw new Error('the log lacks epochs')
}

for (let kill = 0; kill < Number(values.kills); kill++) {
  const folder = mkdtempSync(join(tmpdir(), 'sobolev-kills-'))
  writeFileSync(join(folder, 'blobs.csv'), blobs(80))
  writeFileSync(join(folder, 'blobs.yaml'), blobsConfig)
  try {
    look(folder, await killOne(folder, new Choices(seed, kill)))
  } catch (error) {
    console.error(`kill ${kill} of seed ${seed}: look at ${folder}`)
    throw error
  }
  rmSync(folder, { recursive: true, force: true })
}
rmSync(built, { recursive: true, force: true })
const where = [...hits].sort().map(([stage, count]) => `${count} after "${stage}"`)
console.log(`${values.kills} kills of seed ${seed}, nothing torn or lost; ${where.join(', ')}`)
