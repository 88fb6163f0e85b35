import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'

/** Least time between two writes of the same file, in milliseconds. */
const interval = 2000

/**
 * Writes the best and the last checkpoint of a run: the first of each at once, later ones no more
 * often than every two seconds, so that runs of short epochs do not wait for the disk. What was
 * held back is written by `flush`, which every orderly end of training calls; a killed process
 * loses two seconds at most.
 */
export class CheckpointKeeper {
  readonly #files: readonly CheckpointFile[]
  readonly #best: CheckpointFile
  readonly #last: CheckpointFile

  /**
   * @param best path of the best checkpoint
   * @param last path of the last checkpoint
   * @param clock in milliseconds
   * @param waits whether nothing is written before `flush`; false unless given
   */
  constructor(
    best: string,
    last: string,
    {
      clock = () => performance.now(),
      waits = false,
    }: { readonly clock?: () => number; readonly waits?: boolean } = {},
  ) {
    this.#best = new CheckpointFile(best, clock, waits)
    this.#last = new CheckpointFile(last, clock, waits)
    this.#files = [this.#best, this.#last]
  }

  /** Takes the checkpoint of an epoch that just ended. */
  offer(checkpoint: Checkpoint, isBest: boolean): void {
    if (isBest) this.#best.offer(checkpoint)
    this.#last.offer(checkpoint)
  }

  /** The last checkpoint taken, on disk or not yet. */
  get last(): Checkpoint | undefined {
    return this.#last.latest
  }

  /** The best checkpoint taken, on disk or not yet. */
  get best(): Checkpoint | undefined {
    return this.#best.latest
  }

  /** The file on the disk that is furthest in training, and what it holds; none before the first. */
  get saved(): SavedCheckpoint | undefined {
    const saved = [this.#last, this.#best].flatMap((file) => file.saved ?? [])
    return saved.sort((a, b) => b.step - a.step)[0]
  }

  /** Puts all that was taken on the disk. */
  flush(): void {
    for (const file of this.#files) file.flush()
  }
}

/** A checkpoint on the disk. */
export interface SavedCheckpoint {
  readonly path: string
  readonly epoch: number
  readonly step: number
}

class CheckpointFile {
  readonly #path: string
  readonly #now: () => number
  readonly #waits: boolean
  #latest: Checkpoint | undefined
  #isWritten = true
  #saved: SavedCheckpoint | undefined
  #writtenAt = Number.NEGATIVE_INFINITY

  constructor(path: string, now: () => number, waits: boolean) {
    this.#path = path
    this.#now = now
    this.#waits = waits
  }

  get latest(): Checkpoint | undefined {
    return this.#latest
  }

  get saved(): SavedCheckpoint | undefined {
    return this.#saved
  }

  offer(checkpoint: Checkpoint): void {
    this.#latest = checkpoint
    this.#isWritten = false
    if (!this.#waits && this.#now() - this.#writtenAt >= interval) this.flush()
  }

  flush(): void {
    if (this.#isWritten || this.#latest === undefined) return
    writeCheckpoint(this.#path, this.#latest)
    this.#isWritten = true
    const { epoch, step } = this.#latest.description
    this.#saved = { path: this.#path, epoch, step }
    this.#writtenAt = this.#now()
  }
}
