import { WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { connect } from './connection.ts'
import { FileStore } from './file-store.ts'
import { queueName } from './job-queue.ts'

/** Milliseconds after which a job whose worker gives no sign of life belongs to another. */
const lockDuration = 30_000
const stalledInterval = 10_000
/** How often a job may lose its worker: one that kills its workers must not kill all of them. */
const maxStalledCount = 3

/** A job that is given back undone, for another worker to take. */
export class JobReturned extends Error {
  override readonly name: string = 'JobReturned'
}

/** A job as a worker sees it. */
export interface Job {
  readonly id: string
  readonly data: unknown
  readonly files: FileStore
  /** Says how much is done, from 0 to 1. */
  report(fraction: number): void
}

/** What a worker does, and how much of it at once. */
export interface JobWorkerOptions {
  /** Of the program: jobs of another version are not taken. */
  readonly version: string
  readonly slots: number
  /**
   * Does a job; what it returns must be carried by `JSON.stringify`.
   *
   * @throws JobReturned to give it back; any other error counts as a failed attempt, of which a job has three
   */
  readonly run: (job: Job) => Promise<object>
  /** Hears of a connection that is lost, and of one that stands again. */
  readonly onConnection: (isThere: boolean) => void
}

/** Takes jobs from a Redis server until it is closed. */
export class JobWorker {
  readonly #redis: Redis
  readonly #worker: Worker

  private constructor(redis: Redis, { version, slots, run, onConnection }: JobWorkerOptions) {
    this.#redis = redis
    const files = new FileStore(redis)
    this.#worker = new Worker(
      queueName(version),
      async (job, token) => {
        try {
          return await run({
            id: job.id ?? '',
            data: job.data,
            files,
            report: (fraction) => void job.updateProgress(fraction).catch(() => {}),
          })
        } catch (error) {
          if (!(error instanceof JobReturned)) throw error
          await job.moveToWait(token)
          throw new WaitingError()
        }
      },
      { connection: redis, concurrency: slots, lockDuration, stalledInterval, maxStalledCount },
    )
    this.#worker.on('error', () => {})
    let isThere = true
    const tell = (now: boolean): void => {
      if (now !== isThere) onConnection(now)
      isThere = now
    }
    redis.on('close', () => tell(false)).on('ready', () => tell(true))
  }

  /** @throws QueueError if no server answers at the URL */
  static async open(url: string, options: JobWorkerOptions): Promise<JobWorker> {
    return new JobWorker(await connect(url), options)
  }

  /** Takes no more jobs, and waits for those at hand. */
  async close(): Promise<void> {
    await this.#worker.close()
    this.#redis.removeAllListeners('close').disconnect()
  }
}
