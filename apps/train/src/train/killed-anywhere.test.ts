import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { checkpointOf, readCheckpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import type { Invocation } from '../run/environment.ts'
import { StoredRun } from '../run/read-run.ts'
import { decodeFile } from '../run/safetensors.ts'
import { prepare } from './prepare.ts'
import { resumeRun } from './resume-run.ts'
import { runTraining } from './run-training.ts'
import { startRun } from './start-run.ts'
import { readProgress } from './training-progress.ts'

/** What the files of a run hold at one moment, by their names: what a process that is killed then leaves behind. */
type Moment = ReadonlyMap<string, Buffer>

const { openSync, writeSync, renameSync, rmSync, ftruncateSync, fsyncSync } = fs
const real = { openSync, writeSync, renameSync, rmSync, ftruncateSync, fsyncSync }
let onChange = (): void => {}
const appending = new Set<number>()
const telling = {
  openSync(path: string, flags: string): number {
    const file = real.openSync(path, flags)
    const appends = flags.startsWith('a')
    if (appends) appending.add(file)
    else appending.delete(file)
    if (appends) onChange()
    return file
  },
  writeSync(file: number, bytes: Uint8Array, offset = 0): number {
    if (!appending.has(file)) return real.writeSync(file, bytes, offset)
    // Half of the bytes first, so that a line is seen half written.
    const left = bytes.length - offset
    const taken = real.writeSync(file, bytes, offset, offset === 0 ? Math.ceil(left / 2) : left)
    onChange()
    return taken
  },
  renameSync(...given: Parameters<typeof fs.renameSync>): void {
    real.renameSync(...given)
    onChange()
  },
  rmSync(...given: Parameters<typeof fs.rmSync>): void {
    real.rmSync(...given)
    onChange()
  },
  // What is killed is a process, and not the machine.
  fsyncSync(): void {},
  ftruncateSync(...given: Parameters<typeof fs.ftruncateSync>): void {
    real.ftruncateSync(...given)
    onChange()
  },
}

const project = fs.mkdtempSync(join(tmpdir(), 'sobolev-killed-'))
beforeAll(() => {
  Object.assign(fs, telling)
  syncBuiltinESMExports()
  let milliseconds = 0
  // A checkpoint is due after every step.
  vi.spyOn(performance, 'now').mockImplementation(() => {
    milliseconds += 20_000
    return milliseconds
  })
})
afterAll(() => {
  Object.assign(fs, real)
  syncBuiltinESMExports()
  vi.restoreAllMocks()
  real.rmSync(project, { recursive: true })
})

const invocation: Invocation = {
  ...{ command: ['train'], workingDirectory: project },
  vectorBits: 128,
  threads: 1,
}
const reading = { signal: new AbortController().signal, onReading() {}, eager: true }
const listener = { signal: reading.signal, onStep() {}, onEpoch() {} }

async function resume(path: string): Promise<void> {
  const options = { ...reading, invocation, overrides: [] }
  const { prepared, folder, resumption } = await resumeRun(new StoredRun(path), options)
  await runTraining(prepared, folder, listener, resumption)
}

/** The files of a run as they are, less the lock, which is that of a process that lives. */
function momentOf(path: string): Moment {
  const names = fs.readdirSync(path).filter((name) => name !== 'lock.json')
  return new Map(names.map((name) => [name, fs.readFileSync(join(path, name))]))
}

/** Puts the files of a moment in the place of those of the run, with a checkpoint that is half written. */
function goBackTo(path: string, moment: Moment): void {
  real.rmSync(path, { recursive: true })
  fs.mkdirSync(path)
  for (const [name, bytes] of moment) fs.writeFileSync(join(path, name), bytes)
  fs.writeFileSync(join(path, '.last.safetensors.0a1b2c.tmp'), 'half')
}

/** What training goes on from at a moment: all but the time that it took, and what others read. */
function stateOf(moment: Moment): string {
  const parts = [...moment].map(([name, bytes]) => {
    if (name === 'metrics.jsonl') return bytes.toString()
    return name.endsWith('.safetensors') ? `${name} ${contentOf(bytes)}` : name
  })
  return parts
    .filter((part) => !/(?:\.tmp|environment\.json)$/.test(part))
    .sort()
    .join('\n')
}

/** What a checkpoint is of; each is decoded once. */
const contents = new Map<string, string>()
function contentOf(bytes: Buffer): string {
  const key = bytes.toString('latin1')
  const known = contents.get(key)
  if (known !== undefined) return known
  const { weights, description } = checkpointOf(decodeFile(bytes, 'x'), 'x')
  const { member, position } = readProgress(description.progress, 'x')
  const content = [member, position.epoch, position.row, weightsDigest(weights)].join(' ')
  contents.set(key, content)
  return content
}

/** All that a run comes to, less times and its folder. */
function outcomeOf(path: string): unknown {
  const { files, result } = new StoredRun(path)
  const [best, last] = [readCheckpoint(files.best), readCheckpoint(files.last)]
  return {
    names: fs.readdirSync(path).sort(),
    log: fs.readFileSync(files.metrics, 'utf8'),
    result: { ...result, seconds: 0, run: '' },
    ...{ best: best.weights, last: last.weights, optimizer: last.optimizer },
  }
}

test('killed after any change of its files, and again after any change from there on, it comes to the same', async () => {
  const rows = Array.from({ length: 24 }, (_, row) => [(row * 7) % 11, row % 2 ? 'a' : 'b'])
  fs.writeFileSync(join(project, 'rows.csv'), `x,label\n${rows.join('\n')}\n`)
  const file = join(project, 'config.yaml')
  const text = `
seed: 3
data: { file: rows.csv, target: label }
training: { epochs: 2, batchSize: 12, earlyStopping: { patience: 1 } }
optimizer: { adam: { learningRate: 0.3 } }
model: { layers: [{ dense: { units: 2, activation: tanh } }] }
ensemble: { deepEnsemble: 2 }
`
  fs.writeFileSync(file, text)
  const config = await loadConfig(file, [])
  const prepared = await prepare(config, reading)
  const folder = startRun(prepared, join(project, 'runs'), invocation)
  const { path } = folder
  const seen = new Map<string, Moment>()
  onChange = () => {
    const moment = momentOf(path)
    const state = stateOf(moment)
    if (!seen.has(state)) seen.set(state, moment)
  }
  onChange()
  await runTraining(prepared, folder, listener)
  const whole = outcomeOf(path)
  // A map that grows while it is gone through.
  for (const [state, moment] of seen) {
    goBackTo(path, moment)
    await resume(path)
    expect(outcomeOf(path), state).toEqual(whole)
  }
  expect(seen.size).toBeGreaterThan(30)
  onChange = () => {}
})
