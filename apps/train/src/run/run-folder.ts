import { randomBytes } from 'node:crypto'
import { rmdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { createFolder, makeFolders } from './make-folders.ts'
import { deviceWords, isWindowsDevice } from './windows-device.ts'

/** A new folder of a run. */
export interface RunFolder extends RunFiles {
  /** The topmost folder that was created for this run; those above it existed before. */
  readonly topmost: string
}

/** Where a run keeps its files. */
export interface RunFiles {
  /** `<output>/<name>/<id>`, absolute. */
  readonly path: string
  /** The id alone: the time of its start in UTC and four random digits. */
  readonly id: string
  /** The config with all defaults and overrides in. */
  readonly config: string
  /** Versions, machine, command line and data digests. */
  readonly environment: string
  /** One line per epoch. */
  readonly metrics: string
  /** The checkpoint of the best epoch. */
  readonly best: string
  /** The checkpoint of the last epoch. */
  readonly last: string
  /** The checkpoints of a training that others came before, whose checkpoints predict until it is finished. */
  readonly unfinished: { readonly best: string; readonly last: string }
  /** The final figures and the digest of the final weights, once a run has ended in order. */
  readonly result: string
  /** What there is to know of the trained model, in words: `README.md`. */
  readonly card: string
  /** Why a run ended that could not go on: it diverged, or its files could not be written. */
  readonly failure: string
  /** The process that trains in the folder, while it does. */
  readonly lock: string
}

/**
 * Makes a new folder `<output>/<name>/<id>` for a run; one that exists is never touched.
 *
 * @param output folder of all runs, made where there is none
 * @param startTime the time in the id, which sorts the runs of a name by their start
 * @throws InputError if the name cannot be a folder's, or the folder cannot be made
 */
export function createRunFolder(
  output: string,
  name: string,
  startTime: Date = new Date(),
): RunFolder {
  checkRunName(name)
  const parent = resolve(output, name)
  try {
    const topmost = makeFolders(parent)
    for (;;) {
      const id = runId(startTime)
      const path = join(parent, id)
      if (createFolder(path)) return { ...runFiles(path), topmost: resolve(topmost ?? path) }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `the run's folder cannot be made: ${reason}; name another folder with --output`
    throw new InputError({ place: parent, message }, { cause: error })
  }
}

/**
 * Removes a run's folder, and those above it that were made for it and hold no other run: nothing
 * is left of a run that never got to train.
 */
export function removeRunFolder({ path, topmost }: RunFolder): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // On a disk that fails, the reason why the run ended matters more.
    return
  }
  for (let folder = path; folder !== topmost && folder !== dirname(folder); ) {
    folder = dirname(folder)
    try {
      rmdirSync(folder)
    } catch {
      // Not empty: other runs live there.
      return
    }
  }
}

/** @throws InputError unless the name can be one folder's name on every system */
export function checkRunName(name: string): void {
  if (isWindowsDevice(name)) throw new InputError(`name: ${deviceWords(name)}`)
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_ .+=-]{0,99}$/u.test(name) && !/[ .]$/.test(name)) return
  throw new InputError(
    `name: must be a folder's name of letters, digits, "-", "_", "." and spaces, got ${JSON.stringify(name)}`,
  )
}

/** The files of the run in a folder, whether it has them or not. */
export function runFiles(folder: string): RunFiles {
  const path = resolve(folder)
  return {
    path,
    id: basename(path),
    config: join(path, 'config.yaml'),
    environment: join(path, 'environment.json'),
    metrics: join(path, 'metrics.jsonl'),
    best: join(path, 'best.safetensors'),
    last: join(path, 'last.safetensors'),
    unfinished: {
      best: join(path, 'best.unfinished.safetensors'),
      last: join(path, 'last.unfinished.safetensors'),
    },
    result: join(path, 'result.json'),
    card: join(path, 'README.md'),
    failure: join(path, 'failure.json'),
    lock: join(path, 'lock.json'),
  }
}

function runId(now: Date): string {
  // 2026-01-31T12:34:56.789Z → 20260131-123456.789
  const time = now.toISOString().replace(/[-:Z]/g, '').replace('T', '-')
  return `${time}-${randomBytes(2).toString('hex')}`
}
