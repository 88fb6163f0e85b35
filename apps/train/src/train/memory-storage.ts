import type { Checkpoint } from '../run/checkpoint.ts'
import type { EpochRecord, RunResult } from './records.ts'
import type { ResumePoint } from './resume-point.ts'
import type { CheckpointTaker } from './train-member.ts'
import type { RunStorage } from './train-run.ts'
import { readProgress } from './training-progress.ts'

/** Keeps a run in memory, where there is no disk: its last and its best checkpoint, and how many epochs it has had. */
export class MemoryStorage implements RunStorage {
  readonly path: string
  readonly log: RunStorage['log']
  #member = 0
  #taker = new CheckpointMemory()
  #before: CheckpointMemory | null = null
  #final: Checkpoint | undefined

  /** @param path what the run is called in messages */
  constructor(path: string) {
    this.path = path
    let lines = 0
    this.log = {
      get lines() {
        return lines
      },
      append(_record: EpochRecord) {
        lines++
      },
    }
  }

  keeperOf(member: number): CheckpointTaker {
    if (member === this.#member) return this.#taker
    this.#member = member
    this.#before = this.#taker
    this.#taker = new CheckpointMemory()
    return this.#taker
  }

  onTrained(): void {}

  saveFinal(checkpoint: Checkpoint): void {
    this.#final = checkpoint
  }

  saveOther(): void {}

  /** The weights that a finished run ends with are those of this checkpoint. */
  finalOf({ checkpoint }: Pick<RunResult, 'checkpoint'>): Checkpoint | undefined {
    const { best, last } = this.#taker
    return this.#final ?? (checkpoint === 'best.safetensors' ? best : last)
  }

  /** Where a run that was stopped goes on; null where it begins. */
  get point(): ResumePoint | null {
    const { best, last: checkpoint } = this.#taker
    if (checkpoint === undefined) return null
    const progress = readProgress(checkpoint.description.progress, this.path)
    const before = progress.earlier?.isBest ? this.#before?.best : this.#before?.last
    return { progress, checkpoint, file: this.path, best, earlier: before ?? null }
  }
}

/** Holds the last and the best checkpoint of a training. */
class CheckpointMemory implements CheckpointTaker {
  best: Checkpoint | undefined
  last: Checkpoint | undefined

  begin(checkpoint: Checkpoint): void {
    this.last = checkpoint
  }

  offer(checkpoint: Checkpoint, isBest: boolean): void {
    this.last = checkpoint
    if (isBest) this.best = checkpoint
  }

  offerBest(checkpoint: Checkpoint): void {
    this.best = checkpoint
  }

  /** Within an epoch there is nothing that could be lost. */
  offerWithin(): void {}

  flush(): void {}
}
