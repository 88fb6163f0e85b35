import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { InputError } from '../errors.ts'
import { findRun, pathsOf, type RunPlaces } from './find-run.ts'
import { isRunFolder, type StoredRun } from './read-run.ts'

const resultSchema = z.object({ checkpoint: z.enum(['best.safetensors', 'last.safetensors']) })

/**
 * The checkpoint file that a text on the command line means: the file itself, or that of the run which `findRun` finds
 * by its folder, a file in it, its id or a name, of which it is that of the latest run with a checkpoint.
 *
 * @throws InputError if there is none, or an id is that of several runs
 */
export function findCheckpoint(reference: string, places: RunPlaces): string {
  const path = pathsOf(reference, places).find((path) => existsSync(path) && !isNoteOfRun(path))
  if (path !== undefined && (!isFolder(path) || checkpointOfRun(path) !== undefined))
    return checkpointAt(path)
  return checkpointAt(findRun(reference, places, hasCheckpoint).path)
}

/**
 * The checkpoint file that a path means: the file itself; in a run's folder the one that its result names, or else the
 * best, or else the last; in the folder of a name's runs (`runs/two-moons`) that of the latest run with a checkpoint.
 *
 * @throws InputError if there is none
 */
export function checkpointAt(path: string): string {
  const found = isFolder(path) ? (checkpointOfRun(path) ?? checkpointOfLatestRun(path)) : path
  if (found !== undefined && existsSync(found)) return refuseText(found)
  const message = existsSync(path)
    ? 'holds no checkpoint; a run writes its first one after its first epoch'
    : 'no such run or checkpoint; give a run folder, such as the one that training printed'
  throw new InputError({ place: path, message })
}

/** Whether a run has come as far as a checkpoint; one with a damaged result has, and reading it says so. */
const hasCheckpoint = ({ path }: StoredRun): boolean =>
  existsSync(join(path, 'result.json')) || checkpointOfRun(path) !== undefined

/** Whether a file is one that a run keeps beside its checkpoints, such as its config: it stands for the run. */
const isNoteOfRun = (path: string): boolean =>
  !isFolder(path) && isRunFolder(dirname(path)) && !path.endsWith('.safetensors') && isText(path)

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

function refuseText(file: string): string {
  if (!isText(file)) return file
  const what = /\.ya?ml$/i.test(file)
    ? 'is a config; give the run that was trained from it, such as runs/<its name>'
    : 'is no checkpoint; give a run folder, such as the one that training printed'
  throw new InputError({ place: file, message: what })
}

/** A checkpoint begins with eight bytes that no text has: the length of its header. */
function isText(file: string): boolean {
  const start = Buffer.alloc(8)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, start, 0, start.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return !start.includes(0)
}
