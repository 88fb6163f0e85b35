import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { connect } from './connection.ts'
import { FileStore } from './file-store.ts'

/**
 * The queue of all jobs of all sweeps on a server: a worker takes from every one. A version has a queue of its own, as
 * another might train other weights.
 */
export const queueName = (version: string): string => `sobolev-trials-${version}`

/** Seconds that a finished job is kept for whoever added it. */
const shelfLife = 7 * 24 * 3600

/** How far a job has come. */
export type JobState =
  /** It was never added, was removed, or the server has lost it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string }

/** Jobs on a Redis server as the one sees them who wants them done. */
export class JobQueue {
  readonly files: FileStore
  readonly #redis: Redis
  readonly #queue: Queue

  private constructor(redis: Redis, version: string) {
    this.#redis = redis
    this.#queue = new Queue(queueName(version), { connection: redis })
    // What is wrong with the connection shows in the commands themselves, which wait until it is there again.
    this.#queue.on('error', () => {})
    this.files = new FileStore(redis)
  }

  /**
   * @param version whose workers are to do the jobs
   * @throws QueueError if no server answers at the URL
   */
  static async open(url: string, version: string): Promise<JobQueue> {
    return new JobQueue(await connect(url), version)
  }

  /** How many workers there are at the moment. */
  workers(): Promise<number> {
    return this.#queue.getWorkersCount()
  }

  /**
   * Adds a job, unless there is one of this id.
   *
   * @param data what `JSON.stringify` carries
   */
  async add(id: string, data: object): Promise<void> {
    await this.#queue.add('trial', data, {
      jobId: id,
      attempts: 3,
      backoff: 1000,
      removeOnComplete: { age: shelfLife },
      removeOnFail: { age: shelfLife },
    })
  }

  async state(id: string): Promise<JobState> {
    const job = await this.#queue.getJob(id)
    if (job === undefined) return { kind: 'missing' }
    switch (await job.getState()) {
      case 'completed': {
        // The job was read before its state: only now its result is there for certain.
        const done = await this.#queue.getJob(id)
        return done === undefined ? { kind: 'missing' } : { kind: 'done', result: done.returnvalue }
      }
      case 'failed':
        return { kind: 'failed', message: job.failedReason ?? 'unknown' }
      case 'active':
        return { kind: 'running', fraction: typeof job.progress === 'number' ? job.progress : 0 }
      case 'unknown':
        return { kind: 'missing' }
      default:
        return { kind: 'waiting' }
    }
  }

  /** Takes a job out; one that a worker has at hand stays. Returns whether it is gone. */
  async remove(id: string): Promise<boolean> {
    return (await this.#queue.remove(id)) === 1
  }

  async close(): Promise<void> {
    await this.#queue.close()
    this.#redis.disconnect()
  }
}
