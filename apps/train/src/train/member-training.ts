import type { StoredTensor, Tensors } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { BestEpoch } from './best-epoch.ts'
import type { FinishedEpoch } from './fit.ts'
import { beginning, type Training } from './lane.ts'
import { monitorsOf } from './measures.ts'
import type { Prepared } from './prepare.ts'
import type { TrainingFigures } from './records.ts'
import { tensorsOf } from './stored-weights.ts'
import type { MemberProgress, TrainingPosition } from './training-progress.ts'

/** The training of one member of an ensemble, or of the only model, as it goes. */
export class MemberTraining {
  /** From 0. */
  readonly number: number
  readonly training: Training
  /** What its figures are of. */
  readonly validation: Part
  readonly best: BestEpoch
  readonly stopping: BestEpoch
  readonly #betterIsLarger: boolean
  #position: TrainingPosition
  #figures: TrainingFigures | null
  #bestWeights: Tensors | null = null

  /** @param progress where it goes on; it begins unless given */
  constructor(prepared: Prepared, number: number, progress?: MemberProgress) {
    const { config, measures } = prepared
    const monitors = monitorsOf(config, measures)
    this.number = number
    this.best = new BestEpoch(monitors.best)
    this.stopping = new BestEpoch(monitors.stopping, config.training.earlyStopping?.patience)
    this.#betterIsLarger = monitors.best.better === 'larger'
    this.#position = progress?.position ?? beginning
    this.#figures = progress?.training ?? null
    if (progress) {
      this.best.restore(progress.best)
      this.stopping.restore(progress.stopping)
    }
    const { validation, ...training } = prepared.trainingOf(number)
    this.validation = validation
    this.training = {
      ...training,
      from: progress?.position,
      ...(prepared.evaluated.trainings > 1 && { name: `member ${number + 1}` }),
    }
  }

  get trainer(): Training['trainer'] {
    return this.training.trainer
  }

  /** Where it stood after its last epoch. */
  get position(): TrainingPosition {
    return this.#position
  }

  /** The training figures of its last epoch. */
  get figures(): TrainingFigures | null {
    return this.#figures
  }

  /** Whether it takes no further epoch. */
  get isOver(): boolean {
    return this.#position.stopped !== undefined || this.stopping.isOverdue
  }

  /** Takes in a finished epoch; true if it is the best so far. */
  offer({ record, position }: FinishedEpoch): boolean {
    const { epoch, training, validation } = record
    this.#figures = training
    this.#position = position
    const figure = validation[this.best.monitor] ?? Number.NaN
    this.trainer.observe(this.#betterIsLarger ? -figure : figure)
    this.stopping.offer(epoch, validation[this.stopping.monitor] ?? Number.NaN)
    const isBest = this.best.offer(epoch, figure)
    if (isBest) this.#bestWeights = this.trainer.weights()
    return isBest
  }

  /** The weights of its best epoch; those it has before there is one. */
  get bestWeights(): Tensors {
    return this.#bestWeights ?? this.trainer.weights()
  }

  /** What it remembers beside tensors, standing at a position. */
  progressAt(position: TrainingPosition): MemberProgress {
    const [best, stopping] = [this.best.state(), this.stopping.state()]
    return { position, best, stopping, training: this.#figures }
  }

  /** What a checkpoint of several holds of it: what it is trained with, and the weights of a best epoch that is past. */
  tensorsAt({ epoch, row }: TrainingPosition): MemberTensors {
    const isBest = epoch === this.best.epoch && row === 0
    return {
      weights: this.trainer.weights(),
      optimizer: this.trainer.optimizer.state(),
      training: this.trainer.remembered(),
      ...(this.#bestWeights && !isBest && { best: this.#bestWeights }),
    }
  }

  /**
   * Takes up its part of a checkpoint of several.
   *
   * @throws InputError naming the file where it does not fit
   */
  restore(checkpoint: Checkpoint, best: ReadonlyMap<string, StoredTensor>, file: string): void {
    this.trainer.restore(checkpoint, file)
    if (this.best.epoch > 0)
      this.#bestWeights = best.size > 0 ? tensorsOf(best) : this.trainer.weights()
  }
}

/** The tensors of a member in a checkpoint. */
export interface MemberTensors {
  readonly weights: Tensors
  readonly optimizer: Tensors
  readonly training: Tensors
  readonly best?: Tensors
}
