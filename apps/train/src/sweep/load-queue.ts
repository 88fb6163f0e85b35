import { InputError } from '../errors.ts'
import { ownVersion } from '../run/package-versions.ts'

export type QueuePackage = typeof import('@sobolev/queue')

/**
 * The package that talks to Redis, which one installs to use it.
 *
 * @throws InputError that says how to install it
 */
export async function loadQueue(): Promise<QueuePackage> {
  try {
    return await import('@sobolev/queue')
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw error
    const message = `spreading trials over machines needs the package @sobolev/queue; install it with: npm install @sobolev/queue@${ownVersion()}`
    throw new InputError(message, { cause: error })
  }
}

/** Whether it is an error of the package, such as that a file is not in the queue. */
export const isQueueError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'QueueError'

/** Does something with the queue; its errors are the user's to mend. */
export async function withQueueErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isQueueError(error)) throw new InputError(error.message, { cause: error })
    throw error
  }
}
