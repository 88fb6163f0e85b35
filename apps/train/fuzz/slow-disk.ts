/**
 * Loaded before a training (`node --import`), makes writing a checkpoint slow and tells of each stage on
 * file descriptor 3, so that a kill can be aimed at it: `write`, `sync`, `rename <sha256>`, `renamed`
 * and `done`, each with the file's name. Each look at the
 * clock finds it 20 seconds later, so that a checkpoint is due every few steps.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

const { openSync, writeSync, fsyncSync, renameSync } = fs
const checkpoints = new Map<number, string>()
let renamed = ''

function tell(stage: string, name: string): void {
  writeSync(3, `${stage} ${name}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
}

/** `.best.safetensors.0a1b2c.tmp` → `best.safetensors`. */
function nameOf(path: string): string | undefined {
  return /^\.(\w+\.safetensors)\.\w+\.tmp$/.exec(basename(path))?.[1]
}

const slow = {
  openSync(...given: Parameters<typeof openSync>): number {
    const file = openSync(...given)
    const name = nameOf(String(given[0]))
    if (name === undefined) checkpoints.delete(file)
    else checkpoints.set(file, name)
    return file
  },
  writeSync(file: number, bytes: Uint8Array, offset?: number): number {
    const name = checkpoints.get(file)
    if (name === undefined || bytes.length < 2) return writeSync(file, bytes, offset)
    // Half now and half at the next call, as a slow disk takes it.
    const begin = offset ?? 0
    const length = begin === 0 ? Math.ceil(bytes.length / 2) : bytes.length - begin
    const taken = writeSync(file, bytes, begin, length)
    tell('write', name)
    return taken
  },
  fsyncSync(file: number): void {
    const name = checkpoints.get(file)
    if (name !== undefined) tell('sync', name)
    fsyncSync(file)
    if (name === undefined && renamed !== '') {
      tell('done', renamed)
      renamed = ''
    }
  },
  renameSync(from: string, to: string): void {
    const name = nameOf(from)
    if (name === undefined) {
      renameSync(from, to)
      return
    }
    const digest = createHash('sha256').update(fs.readFileSync(from)).digest('hex')
    tell(`rename ${digest}`, name)
    renameSync(from, to)
    tell('renamed', name)
    renamed = name
  },
}
Object.assign(fs, slow)
syncBuiltinESMExports()

let milliseconds = 0
performance.now = () => {
  milliseconds += 20_000
  return milliseconds
}
