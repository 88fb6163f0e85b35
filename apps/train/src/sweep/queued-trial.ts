import type { JobState } from '@sobolev/queue'
import * as z from 'zod'
import { rootSchema } from './shipment.ts'

/** A trial as it travels to a worker: all that it needs, and the digests of the files that it reads. */
export const queuedTrialSchema = z.object({
  index: z.int().nonnegative(),
  point: z.int().nonnegative(),
  round: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  parameters: z.record(z.string(), z.unknown()),
  name: z.string().regex(/^trial-\d{4,}$/),
  metric: z.string(),
  threads: z.union([z.int().positive(), z.literal('auto')]),
  /** With every default, and the paths of the machine that it comes from. */
  config: z.record(z.string(), z.unknown()),
  roots: z.array(rootSchema),
})

export type QueuedTrial = z.output<typeof queuedTrialSchema>

/** What a worker gives back. */
export const trialResultSchema = z.object({
  state: z.enum(['finished', 'diverged', 'failed']),
  message: z.string().nullable(),
  started: z.string(),
  seconds: z.number(),
  /** The name of the run's folder, and the files in it; null where there is none. */
  run: z
    .object({
      id: z.string().regex(/^[\w-][\w.-]*$/),
      /** Where it lay. */
      path: z.string(),
      files: z.array(z.object({ name: z.string().regex(/^[\w-][\w.-]*$/), sha256: z.string() })),
    })
    .nullable(),
  /** Where the roots lay, in their order. */
  roots: z.array(z.string()),
  /** The machine that ran it. */
  host: z.string(),
})

export type TrialResult = z.output<typeof trialResultSchema>

/** Files by the SHA-256 of their content, as `FileStore` of @sobolev/queue keeps them. */
export interface QueueFiles {
  put(sha256: string, path: string): Promise<void>
  get(sha256: string, path: string): Promise<void>
  remove(sha256s: readonly string[]): Promise<void>
  /** Those of one job alone. */
  ofJob(id: string): QueueFiles
}

/** A queue of trials, as `JobQueue` of @sobolev/queue is one. */
export interface TrialQueue {
  readonly files: QueueFiles
  add(id: string, trial: object): Promise<void>
  state(id: string): Promise<JobState>
  remove(id: string): Promise<boolean>
  /** How many workers there are at the moment. */
  workers(): Promise<number>
  close(): Promise<void>
}
