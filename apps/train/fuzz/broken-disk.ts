/**
 * Loaded before a training (`node --import`), makes a call of the system fail with EIO from one time on, as a disk with
 * a fault does: `DISK_FAULT='fsync 12'` is the twelfth and all after it. Each look at the clock finds it 20 seconds later, so
 * that a checkpoint is due every few steps.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { openSync, writeSync, fsyncSync, renameSync } = fs
const [name = '', time = '1'] = (process.env.DISK_FAULT ?? '').split(' ')
let left = Number(time)

function reach(call: string): void {
  if (call !== name || --left > 0) return
  throw Object.assign(new Error(`EIO: i/o error, ${call}`), {
    code: 'EIO',
    errno: -5,
    syscall: call,
  })
}

Object.assign(fs, {
  openSync(...given: Parameters<typeof openSync>): number {
    if (given[1] !== 'r' && given[1] !== undefined) reach('open')
    return openSync(...given)
  },
  writeSync(file: number, bytes: Uint8Array, offset?: number): number {
    reach('write')
    return writeSync(file, bytes, offset)
  },
  fsyncSync(file: number): void {
    reach('fsync')
    fsyncSync(file)
  },
  renameSync(...given: Parameters<typeof renameSync>): void {
    reach('rename')
    renameSync(...given)
  },
})
syncBuiltinESMExports()

let milliseconds = 0
performance.now = () => {
  milliseconds += 20_000
  return milliseconds
}
