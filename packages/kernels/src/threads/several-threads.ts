import type { Instance, Waiting } from '../instance.ts'
import { MAX_THREADS } from './max-threads.ts'
import { Schedule } from './schedule.ts'
import { Team } from './team.ts'
import { waitingOn } from './waiting.ts'
import { hasWorkers } from './workers.ts'

/**
 * What a machine and its programs need to run on several threads. They are given it, and do not make it themselves, so
 * that where one thread is enough nothing of it is shipped.
 */
export interface Threads {
  /** How many there are, the main thread among them. */
  readonly count: number
  /** Whether workers can be started here. */
  readonly available: boolean
  /** How the main thread waits for the others. */
  readonly waitingOn: (memory: ArrayBuffer) => Waiting
  /** Decides which instructions of a program they share. */
  schedule(): Schedule
  /** Starts the workers. */
  start(instance: Instance): Team
}

/** So many threads: the main thread and workers. Throws a RangeError unless it is a whole number from 1 to 64. */
export function severalThreads(count: number): Threads {
  if (!Number.isInteger(count) || count < 1 || count > MAX_THREADS)
    throw new RangeError(
      `severalThreads: threads must be a whole number from 1 to ${MAX_THREADS}, got ${typeof count === 'string' ? JSON.stringify(count) : count}`,
    )
  return {
    count,
    available: hasWorkers(),
    waitingOn,
    schedule: () => new Schedule(count),
    start: (instance) => new Team(instance, count),
  }
}
