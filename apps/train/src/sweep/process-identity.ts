import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** What tells a process from all others, on other machines and in other times too. */
export interface ProcessIdentity {
  readonly host: string
  /** Which start of the machine it belongs to; empty where the system does not tell. */
  readonly boot: string
  readonly pid: number
  /** When it began, in the system's own count; empty where the system does not tell. */
  readonly began: string
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { ...thisBoot(), pid: process.pid, began: beginningOf(process.pid) }
}

/** Whether a process of this machine is alive; null for one of another machine, or of another start of this one. */
export function isAlive({ host, boot, pid, began }: ProcessIdentity): boolean | null {
  const here = thisBoot()
  if (host !== here.host || boot !== here.boot) return null
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's process is alive, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  // Another process may have got the number since.
  return beginningOf(pid) === began
}

function thisBoot(): Pick<ProcessIdentity, 'host' | 'boot'> {
  return { host: hostname(), boot: textOf('/proc/sys/kernel/random/boot_id').trim() }
}

/** The 22nd field of the process's state; the second, its name in brackets, may hold blanks. */
function beginningOf(pid: number): string {
  const state = textOf(`/proc/${pid}/stat`)
  return state.slice(state.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
