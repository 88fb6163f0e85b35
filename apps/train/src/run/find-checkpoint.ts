import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { InputError } from '../errors.ts'

const resultSchema = z.object({ checkpoint: z.enum(['best.safetensors', 'last.safetensors']) })

/**
 * The checkpoint file that a path on the command line means: the file itself; in a run's folder the
 * one that its result names, or else the best, or else the last; in the folder of a name's runs
 * (`runs/two-moons`) that of the latest run with a checkpoint.
 *
 * @throws InputError if there is none
 */
export function findCheckpoint(path: string): string {
  const found = isFolder(path) ? (checkpointOfRun(path) ?? checkpointOfLatestRun(path)) : path
  if (found !== undefined && existsSync(found)) return refuseText(found)
  const message = existsSync(path)
    ? 'holds no checkpoint; a run writes its first one after its first epoch'
    : 'no such run or checkpoint; give a run folder, such as the one that training printed'
  throw new InputError({ place: path, message })
}

function checkpointOfRun(folder: string): string | undefined {
  const candidates = [checkpointNamedByResult(folder), 'best.safetensors', 'last.safetensors']
  return candidates
    .map((name) => (name === undefined ? '' : join(folder, name)))
    .find((file) => file !== '' && existsSync(file))
}

function checkpointOfLatestRun(folder: string): string | undefined {
  const runs = readdirSync(folder).sort().reverse()
  for (const run of runs) {
    const path = join(folder, run)
    const found = isFolder(path) ? checkpointOfRun(path) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function checkpointNamedByResult(folder: string): string | undefined {
  const file = join(folder, 'result.json')
  if (!existsSync(file)) return undefined
  try {
    return resultSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).checkpoint
  } catch (error) {
    throw new InputError(
      { place: file, message: 'damaged; name the checkpoint in the folder instead' },
      { cause: error },
    )
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** A checkpoint begins with eight bytes that no text has: the length of its header. */
function refuseText(file: string): string {
  const start = Buffer.alloc(8)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, start, 0, start.length, 0)
  } finally {
    closeSync(descriptor)
  }
  if (start.includes(0)) return file
  const what = /\.ya?ml$/i.test(file)
    ? 'is a config; give the run that was trained from it, such as runs/<its name>'
    : 'is no checkpoint; give a run folder, such as the one that training printed'
  throw new InputError({ place: file, message: what })
}
