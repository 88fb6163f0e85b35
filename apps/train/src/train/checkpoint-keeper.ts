import { existsSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '../run/atomic-write.ts'
import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { writingTo } from '../write-error.ts'
import type { CheckpointTaker } from './train-member.ts'

/** Least time between two times of writing after an epoch, in milliseconds. */
const afterEpochs = 2000
/** The same within an epoch. */
const withinEpochs = 10_000
/** Writing takes at most one part in so many of the time. */
const share = 20

/** Where the best and the last checkpoint are kept. */
export interface CheckpointPaths {
  readonly best: string
  readonly last: string
}

/** What a `CheckpointKeeper` begins with, and goes by. */
export interface KeeperOptions {
  /** In milliseconds. */
  readonly clock?: () => number
  /** What the files hold already; of a last checkpoint that is the best, the file of the best may hold an older one. */
  readonly kept?: { readonly best: Checkpoint | undefined; readonly last: Checkpoint }
  /** Is called before a checkpoint is written: what it counts on is on the disk then. */
  readonly beforeWriting?: () => void
}

/**
 * Writes the best and the last checkpoint of a training: the first at once, later ones no more often than every two
 * seconds, so that runs of short epochs do not wait for the disk. What was held back is written by `flush`, which
 * every orderly end of training calls; a killed process loses seconds.
 *
 * Whenever a process is killed, the last on the disk is one to go on from: the best epoch that it tells of is the
 * best on the disk, or the last itself.
 */
export class CheckpointKeeper implements CheckpointTaker {
  #paths: CheckpointPaths
  readonly #now: () => number
  readonly #beforeWriting: () => void
  #initial: Checkpoint | undefined
  #best: Checkpoint | undefined
  #last: Checkpoint | undefined
  #savedBest: Checkpoint | undefined
  #savedLast: Checkpoint | undefined
  readonly #begun: number
  #writtenAt = Number.NEGATIVE_INFINITY
  #cost = 0

  constructor(
    paths: CheckpointPaths,
    { clock = () => performance.now(), kept, beforeWriting = () => {} }: KeeperOptions = {},
  ) {
    this.#paths = paths
    this.#now = clock
    this.#beforeWriting = beforeWriting
    this.#begun = clock()
    if (kept === undefined) return
    this.#best = kept.best
    // A process that was killed between the two has written the last alone.
    if (kept.best !== kept.last) this.#savedBest = kept.best
    this.#last = this.#savedLast = kept.last
    this.#writtenAt = this.#begun
  }

  /** Takes the checkpoint of the beginning, which is written where nothing else is. */
  begin(checkpoint: Checkpoint): void {
    this.#initial = checkpoint
  }

  /** Takes the checkpoint of an epoch that just ended. */
  offer(checkpoint: Checkpoint, isBest: boolean): void {
    this.#last = checkpoint
    if (isBest) this.#best = checkpoint
    if (this.#isDue(afterEpochs)) this.flush()
  }

  /**
   * Puts all that was taken on the disk, and beside it the best weights of several trainings, from which alone none of
   * them could go on.
   */
  offerBest(checkpoint: Checkpoint): void {
    this.flush()
    writeCheckpoint(this.#paths.best, checkpoint)
    this.#best = this.#savedBest = checkpoint
  }

  /**
   * Takes the checkpoint of a step within an epoch, where the last one was written long enough ago; `null` where it
   * is of no use.
   */
  offerWithin(take: () => Checkpoint | null): void {
    if (!this.#isDue(withinEpochs) || this.#now() - this.#begun < withinEpochs) return
    const checkpoint = take()
    if (checkpoint === null) return
    this.#last = checkpoint
    this.flush()
  }

  /** The last checkpoint taken, on disk or not yet. */
  get last(): Checkpoint | undefined {
    return this.#last
  }

  /** The best checkpoint taken, on disk or not yet. */
  get best(): Checkpoint | undefined {
    return this.#best
  }

  /** The file on the disk that is furthest in training, and what it holds; none before the first. */
  get saved(): SavedCheckpoint | undefined {
    const saved = [
      { path: this.#paths.last, of: this.#savedLast },
      { path: this.#paths.best, of: this.#savedBest },
    ].flatMap(({ path, of }): SavedCheckpoint[] =>
      of === undefined ? [] : [{ path, epoch: of.description.epoch, step: of.description.step }],
    )
    return saved.sort((a, b) => b.step - a.step)[0]
  }

  /** Puts all that was taken on the disk. */
  flush(): void {
    const started = this.#now()
    if (this.#best !== undefined && this.#savedBest !== this.#best) {
      // First as the last: a last one that tells of another best one than there is could not go on.
      this.#writeLast(this.#best)
      writeCheckpoint(this.#paths.best, this.#best)
      this.#savedBest = this.#best
    }
    const last = this.#last ?? this.#initial
    if (last !== undefined) this.#writeLast(last)
    this.#writtenAt = this.#now()
    this.#cost = this.#writtenAt - started
  }

  /**
   * Puts its files in place of others, whole ones in place of whole ones; those that a process did so with before it
   * was killed are there already.
   */
  moveTo(paths: CheckpointPaths): void {
    const from = this.#paths
    writingTo(paths.last, () => {
      if (existsSync(from.best)) renameSync(from.best, paths.best)
      if (existsSync(from.last)) renameSync(from.last, paths.last)
      syncFolder(dirname(paths.last))
    })
    this.#paths = paths
  }

  #writeLast(checkpoint: Checkpoint): void {
    if (this.#savedLast === checkpoint) return
    this.#beforeWriting()
    writeCheckpoint(this.#paths.last, checkpoint)
    this.#savedLast = checkpoint
  }

  #isDue(interval: number): boolean {
    return this.#now() - this.#writtenAt >= Math.max(interval, share * this.#cost)
  }
}

/** A checkpoint on the disk. */
export interface SavedCheckpoint {
  readonly path: string
  readonly epoch: number
  readonly step: number
}
