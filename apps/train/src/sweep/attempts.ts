import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { explainFileError } from '../file-error.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts'

/** Milliseconds after which an attempt on another machine that gives no sign of life counts as dead. */
const silence = 120_000
/** Milliseconds between signs of life. */
const beat = 10_000

const attemptSchema = z.object({
  host: z.string(),
  boot: z.string(),
  pid: z.number(),
  began: z.string(),
  identity: z.string(),
  /** Set once the process gives the trial up, or has done it. */
  hasEnded: z.boolean().default(false),
})

/** An attempt at a trial that a process has begun and nobody else may run meanwhile. */
export interface Attempt {
  /** From 1. */
  readonly number: number
  /** Gives a sign of life; cheap enough for every step. */
  beat(): void
  /** Says that this process is not at it any more. */
  end(): void
}

/** An attempt that was found in a trial's folder. */
export interface FoundAttempt {
  readonly number: number
  readonly process: ProcessIdentity
  /** What the trial was, see `identityOf`. */
  readonly identity: string
  readonly isAlive: boolean
}

/**
 * Begins the next attempt at a trial, unless another process has one going.
 *
 * Attempts are numbered files, of which a process may create one if those before it are dead. That a file of a number
 * can be created only once decides between two processes that find the same attempt dead; nothing is ever unlocked, so
 * nothing can stay locked.
 *
 * @param folder the trial's, made where there is none
 * @param identity of the trial, see `identityOf`
 * @returns null where another process is at it
 */
export function beginAttempt(folder: string, identity: string): Attempt | null {
  mkdirSync(folder, { recursive: true })
  const last = lastAttempt(folder)
  if (last?.isAlive) return null
  const number = (last?.number ?? 0) + 1
  const file = attemptFile(folder, number)
  const described = { ...thisProcess(), identity }
  try {
    writeFileSync(file, `${JSON.stringify(described)}\n`, { flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null
    throw error
  }
  let latest = performance.now()
  return {
    number,
    beat() {
      if (performance.now() - latest < beat) return
      latest = performance.now()
      const now = new Date()
      utimesSync(file, now, now)
    },
    end() {
      writeTextAtomic(file, `${JSON.stringify({ ...described, hasEnded: true })}\n`)
    },
  }
}

/** The last attempt at a trial; null where none was begun. */
export function lastAttempt(folder: string): FoundAttempt | null {
  const numbers = namesIn(folder).flatMap((name) => {
    const [, digits] = /^attempt-(\d+)\.json$/.exec(name) ?? []
    return digits === undefined ? [] : [Number(digits)]
  })
  if (numbers.length === 0) return null
  const number = Math.max(...numbers)
  const file = attemptFile(folder, number)
  const age = Date.now() - statSync(file).mtimeMs
  const parsed = attemptSchema.safeParse(jsonIn(file))
  // The process that created it was killed before, or has yet to write it.
  if (!parsed.success) {
    const process = { host: '', boot: '', pid: 0, began: '' }
    return { number, process, identity: '', isAlive: age < beat }
  }
  const { identity, hasEnded, ...process } = parsed.data
  return { number, process, identity, isAlive: !hasEnded && (isAlive(process) ?? age < silence) }
}

const attemptFile = (folder: string, number: number): string =>
  join(folder, `attempt-${number}.json`)

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new Error(explainFileError(error, 'folder'), { cause: error })
  }
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
