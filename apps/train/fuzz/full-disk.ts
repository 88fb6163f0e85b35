/**
 * Trains on disks that fail, and looks at what is left: `npm run full-disk`, or `npm run full-disk -- --tries 20 --seed 7`.
 * Disks that are full are real ones, small file systems in memory, which only root may mount; disks with a fault are
 * made so for the training, which finds that a call of the system fails with EIO, and all after it. The training must
 * say so and name its last good checkpoint, its checkpoints must be whole, and once there is room it must go on to what
 * it comes to on a disk without faults.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../src/bundle.fixture.ts'
import { blobs, blobsConfig } from '../src/cli/project.fixture.ts'
import { readCheckpoint } from '../src/run/checkpoint.ts'
import { listRuns } from '../src/run/find-run.ts'
import type { StoredRun } from '../src/run/read-run.ts'
import { Choices } from './random.ts'

const { values } = parseArgs({
  options: { tries: { type: 'string', default: '8' }, seed: { type: 'string' } },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const folder = mkdtempSync(join(tmpdir(), 'sobolev-full-disk-'))
const program = await bundle('./main.ts', join(folder, 'program'))
const fastClock = await bundle('../fuzz/fast-clock.ts', join(folder, 'clock'))
const brokenDisk = await bundle('../fuzz/broken-disk.ts', join(folder, 'broken'))
writeFileSync(join(folder, 'blobs.csv'), blobs(80))
writeFileSync(join(folder, 'blobs.yaml'), blobsConfig)

/** Runs the command line to its end. */
function sobolev(words: readonly string[], preloaded: readonly string[], env = {}) {
  const preloads = preloaded.flatMap((file) => ['--import', file])
  return spawnSync(process.execPath, [...preloads, program, ...words, '--threads', '1'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
}

const train = (output: string): string[] => [
  ...['train', 'blobs.yaml', '--output', output, '--set', 'training.epochs=300'],
]

/** The log and the result of a run, less its folder and the time it took. */
function outcomeOf(run: StoredRun | undefined): string {
  if (run === undefined) throw new Error('there must be a run')
  const result = { ...run.result, run: '', seconds: 0 }
  return `${readFileSync(run.files.metrics, 'utf8')}${JSON.stringify(result)}`
}

/** Looks at what a training that could not write has said and left; whether there is a run to go on with. */
function look(output: string, told: ReturnType<typeof sobolev>, words: string): boolean {
  const { status, stdout, stderr } = told
  const said = stderr.trimEnd().split('\n').at(-1) ?? ''
  if (status !== 1 || stdout !== '') throw new Error(`ended with ${status}: ${stdout}${stderr}`)
  if (!said.startsWith('error: ') || !said.includes(`cannot be written: ${words}`))
    throw new Error(`must say "cannot be written: ${words}", got ${said}`)
  const [run] = listRuns(output)
  if (run === undefined) return false
  const left = readdirSync(run.path).filter((name) => /\.tmp$|^lock/.test(name))
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  for (const file of [run.files.best, run.files.last]) if (existsSync(file)) readCheckpoint(file)
  const [, good] = /the last good checkpoint is (\S+)/.exec(said) ?? []
  if (good !== undefined) readCheckpoint(join(folder, good))
  return true
}

/** Goes on where there is room and no fault, and compares. */
function goOn(output: string, words: readonly string[]): void {
  const { status, stderr } = sobolev(words, [fastClock])
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
  if (outcomeOf(listRuns(output)[0]) !== expected)
    throw new Error('it must come to the same as on a disk without faults')
}

const wholeOutput = join(folder, 'whole')
sobolev(train(wholeOutput), [fastClock])
const expected = outcomeOf(listRuns(wholeOutput)[0])

/** Trains on a file system with room for so many KiB; whether a run was left that could go on. */
function onFullDisk(output: string, size: number): boolean {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'sobolev', output])
  try {
    const hasRun = look(
      output,
      sobolev(train(output), [fastClock]),
      'the disk is full (ENOSPC); make room',
    )
    execFileSync('mount', ['-o', 'remount,size=64m', output])
    goOn(output, hasRun ? ['resume', output] : train(output))
    return hasRun
  } finally {
    execFileSync('umount', [output])
  }
}

/** Trains on a disk where a call of the system fails from one time on; whether a run was left that could go on. */
function onBrokenDisk(output: string, fault: string): boolean {
  const told = sobolev(train(output), [brokenDisk], { DISK_FAULT: fault })
  if (told.status === 0) throw new Error(`the training must come to ${fault}`)
  const hasRun = look(output, told, 'the disk reports a fault (EIO); write to another')
  goOn(output, hasRun ? ['resume', output] : train(output))
  return hasRun
}

function mayMount(): string {
  const place = join(folder, 'mount')
  mkdirSync(place)
  const { error, status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', 'size=64k', 'sobolev', place],
    { encoding: 'utf8' },
  )
  if (error ?? status !== 0) return error?.message ?? stderr.trim()
  execFileSync('umount', [place])
  return ''
}

const refusal = mayMount()
if (refusal !== '') console.log(`full disks are not tried, as none may be mounted here: ${refusal}`)
const calls = ['open', 'write', 'fsync', 'rename'] as const
const resumed = { full: 0, broken: 0 }
for (let number = 0; number < Number(values.tries); number++) {
  const choices = new Choices(seed, number)
  const size = 48 + 4 * choices.below(30)
  const fault = `${choices.of(calls)} ${1 + choices.below(40)}`
  const output = join(folder, `try-${number}`)
  try {
    mkdirSync(output)
    if (refusal === '' && onFullDisk(output, size)) resumed.full++
    if (onBrokenDisk(output, fault)) resumed.broken++
  } catch (error) {
    console.error(
      `try ${number} of seed ${seed}, ${size} KiB, EIO from ${fault} on: look at ${output}`,
    )
    throw error
  }
  console.error(`try ${number}: ${size} KiB, EIO from ${fault} on`)
}
rmSync(folder, { recursive: true, force: true })
console.log(
  `${values.tries} tries of seed ${seed}: ${resumed.full} runs went on after a full disk, ${resumed.broken} after a broken one, all others began again; the same log, result and digest`,
)
