import { signalNumber } from '#platform'

/** The signals that end a command in order: Ctrl-C, `kill`, and a terminal that was closed. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A command that stopped because a signal asked it to; its exit code is 128 plus the signal's number. */
export class InterruptedError extends Error {
  override readonly name: string = 'InterruptedError'
  readonly exitCode: number

  /** @param signal the signal's name, one of `stopSignals`: an abort signal's reason */
  constructor(signal: unknown, message: string = 'interrupted') {
    super(message)
    const name = stopSignals.find((known) => known === signal) ?? 'SIGINT'
    this.exitCode = 128 + signalNumber(name)
  }
}

/**
 * The result of `work`, or an InterruptedError as soon as `signal` aborts: for work that has nothing to
 * save. The work itself continues until the process ends, and its result is ignored.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new InterruptedError(signal.reason))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
