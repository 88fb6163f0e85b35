import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { WriteError } from '../write-error.ts'
import type { Outcome } from './outcome.ts'
import { ProcessDied } from './process-died.ts'
import type { TrialExecutor } from './run-sweep.ts'
import type { FromTrialProcess, ToTrialProcess } from './trial-messages.ts'
import type { TrialOrder } from './trial-order.ts'

/** Bytes of what a process writes to stderr that are kept for the message of its death. */
const keptBytes = 2000

/** Processes on this machine that run trials, begun as they are needed and kept for the next trial. */
export class TrialProcesses implements TrialExecutor {
  readonly slots: number
  readonly #command: readonly string[]
  readonly #program: string
  readonly #idle: ChildProcess[] = []
  readonly #busy = new Set<ChildProcess>()

  /**
   * @param slots how many run at once
   * @param command the words of the command line, for the runs' environments
   * @param program what the processes run, `trial-process.ts`
   */
  constructor(slots: number, command: readonly string[], program: string = trialProcess()) {
    this.slots = slots
    this.#command = command
    this.#program = program
  }

  run(order: TrialOrder, onStep: (fraction: number) => void): Promise<Outcome | null> {
    const child = this.#takeIdle() ?? begin(this.#program)
    this.#busy.add(child)
    let complaint = ''
    const hear = (text: unknown): void => {
      complaint = `${complaint}${text}`.slice(-keptBytes)
    }
    child.stderr?.on('data', hear)
    return new Promise<Outcome | null>((resolve, reject) => {
      const finish = (): void => {
        this.#busy.delete(child)
        child.stderr?.off('data', hear)
        child.off('message', listen).off('exit', died)
      }
      const listen = (message: FromTrialProcess): void => {
        if (message.kind === 'step') {
          onStep(message.fraction)
          return
        }
        finish()
        if (message.kind === 'outcome') {
          this.#idle.push(child)
          resolve(message.outcome)
          return
        }
        child.disconnect()
        reject(message.kind === 'interrupted' ? new InterruptedError('SIGTERM') : asError(message))
      }
      const gone = (how: string): void => {
        finish()
        const words = complaint.trim() === '' ? '' : `: ${complaint.trim()}`
        reject(new ProcessDied(`the process of trial ${order.index} ${how}${words}`))
      }
      const died = (code: number | null, signal: string | null): void =>
        gone(signal === null ? `ended with exit code ${code}` : `ended by ${signal}`)
      child.on('message', listen).on('exit', died)
      tell(child, { kind: 'run', order, command: this.#command }, ({ message }) =>
        gone(`cannot be reached: ${message}`),
      )
    })
  }

  stop(signal: string): void {
    // One that is gone has told so by its exit.
    for (const child of this.#busy) tell(child, { kind: 'stop', signal })
  }

  close(): void {
    for (const child of this.#idle.splice(0)) if (child.connected) child.disconnect()
  }

  /** A process that waits for a trial; those that ended meanwhile are let go. */
  #takeIdle(): ChildProcess | undefined {
    for (let child = this.#idle.pop(); child !== undefined; child = this.#idle.pop())
      if (child.connected && child.exitCode === null && child.signalCode === null) return child
    return undefined
  }
}

/** The program of the processes: sources run as they are, built files as they were built. */
function trialProcess(): string {
  const name = import.meta.url.endsWith('.ts') ? './trial-process.ts' : './trial-process.js'
  return fileURLToPath(new URL(name, import.meta.url))
}

function begin(program: string): ChildProcess {
  return fork(program, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
}

function tell(
  child: ChildProcess,
  message: ToTrialProcess,
  onError: (error: Error) => void = () => {},
): void {
  child.send(message, (error) => {
    if (error) onError(error)
  })
}

function asError({ name, message }: Extract<FromTrialProcess, { kind: 'error' }>): Error {
  if (name === 'WriteError') return new WriteError(message)
  return name === 'InputError' ? new InputError(message) : new Error(message)
}
