import { randomBytes } from 'node:crypto'
import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import * as z from 'zod'
import { InputError } from '../errors.ts'
import { writingTo } from '../write-error.ts'

/** Milliseconds from one sign of life to the next. */
const beat = 15_000
/** How old the last sign of life of a process on another machine may be. */
const patience = 120_000

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Tells the process from a later one of the same number; null where the system does not say. */
  process: z.string().nullable(),
  since: z.string(),
})

/** The process that trains in a run's folder. */
export type LockHolder = z.output<typeof holderSchema>

/**
 * Keeps other processes out of a run while one trains it: a file that names the process, and goes with it. One that a
 * killed process left behind does not count: on the same machine the process is looked up, on another one the file
 * must have been touched within two minutes.
 */
export class RunLock {
  readonly #file: string
  readonly #text: string
  readonly #beating: NodeJS.Timeout

  private constructor(file: string, text: string) {
    this.#file = file
    this.#text = text
    this.#beating = setInterval(() => this.#touch(), beat).unref()
  }

  /** @throws InputError naming the process that trains there; WriteError */
  static take(file: string): RunLock {
    const holder: LockHolder = {
      pid: process.pid,
      host: hostname(),
      process: processStart('self'),
      since: new Date().toISOString(),
    }
    const text = `${JSON.stringify(holder)}\n`
    while (!created(file, text)) {
      const before = lockHolder(file)
      if (before !== null) throw new InputError(heldBy(file, before))
      setAside(file)
    }
    return new RunLock(file, text)
  }

  /** Lets others in; a second call does nothing. */
  release(): void {
    clearInterval(this.#beating)
    // Another may have taken over while this process was stopped for long.
    if (textOf(this.#file) === this.#text) rmSync(this.#file, { force: true })
  }

  #touch(): void {
    try {
      utimesSync(this.#file, new Date(), new Date())
    } catch {
      // The folder is gone or read-only, of which training hears when it writes.
    }
  }
}

/** The process that trains in a run's folder at the moment, by its lock; null where none does. */
export function lockHolder(file: string): LockHolder | null {
  const text = textOf(file)
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (text === undefined || touched === undefined) return null
  const isFresh = Date.now() - touched < patience
  const holder = parsedHolder(text)
  // Between being made and being written it is empty.
  if (holder === null) return isFresh && text === '' ? unknownHolder : null
  if (holder.host !== hostname()) return isFresh ? holder : null
  return isAlive(holder) ? holder : null
}

const unknownHolder: LockHolder = { pid: 0, host: '', process: null, since: '' }

function heldBy(file: string, { pid, host }: LockHolder): { place: string; message: string } {
  const who =
    pid === 0 ? 'another process' : `process ${pid}${host === hostname() ? '' : ` on ${host}`}`
  return { place: file, message: `${who} trains this run at the moment; wait for it, or stop it` }
}

function parsedHolder(text: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: there is one, of another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const start = processStart(String(holder.pid))
  return start === null || holder.process === null || start === holder.process
}

/** The boot and the moment in it when a process began, where the system says so, as Linux does. */
function processStart(pid: string): string | null {
  const boot = textOf('/proc/sys/kernel/random/boot_id')?.trim()
  const stat = textOf(`/proc/${pid}/stat`)
  // After the name in brackets, which may hold anything, the start is the twentieth field.
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return boot === undefined || ticks === undefined ? null : `${boot} ${ticks}`
}

function created(file: string, text: string): boolean {
  return writingTo(file, () => {
    let descriptor: number
    try {
      descriptor = openSync(file, 'wx')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    }
    try {
      writeSync(descriptor, text)
    } finally {
      closeSync(descriptor)
    }
    return true
  })
}

/** Removes a stale lock. Of several processes that try, one succeeds, and a lock that one made meanwhile stays. */
function setAside(file: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}.tmp`
  const moved = writingTo(file, () => {
    try {
      renameSync(file, aside)
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
      throw error
    }
  })
  if (!moved) return
  if (lockHolder(aside) === null) rmSync(aside, { force: true })
  else renameSync(aside, file)
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
