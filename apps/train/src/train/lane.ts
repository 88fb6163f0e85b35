import { type Rng, type Shape, Tensor } from '@sobolev/core'
import type { BatchOrder, TrainingConfig } from '../config/config.ts'
import type { Part } from '../data/part.ts'
import { balancedOrder } from './balanced-order.ts'
import { type Batch, exampleShape, gatherBatch, sliceBatch } from './batch.ts'
import { EpochMeans } from './epoch-means.ts'
import { checkedTerms, checkVariables } from './not-finite.ts'
import type { EpochFigures } from './records.ts'
import type { StepFunctions, TakenStep } from './steps.ts'
import type { Trainer } from './trainer.ts'
import type { TrainingPosition } from './training-progress.ts'

/** A training that takes its steps by itself, or side by side with others. */
export interface Training {
  readonly trainer: Trainer
  /** What is trained on. */
  readonly part: Part
  readonly rng: Rng
  /** Where it stood, if it goes on; its beginning unless given. */
  readonly from?: TrainingPosition | undefined
  /** How messages call it, such as `member 3`; nothing where there is one alone. */
  readonly name?: string | undefined
}

/** Where a training begins. */
export const beginning: TrainingPosition = { epoch: 0, step: 0, row: 0 }

/** A training as it goes: the batches of its epochs, and what its steps come to. */
export class Lane {
  readonly training: Training
  readonly rows: number
  readonly #batchSize: number
  readonly #accumulate: number
  readonly #batches: BatchOrder
  /** The source of its steps. */
  readonly #steps: Rng
  /** Of batches after the first of a step, by their numbers. */
  readonly #sources: Rng[] = []
  readonly #allRows: Batch | undefined
  #epoch: number
  #step: number
  #firstStep: number
  #order = new Int32Array(0)
  #means: EpochMeans
  #ended: Pick<TakenStep, 'evaluations' | 'stopped'>

  constructor(
    training: Training,
    {
      batchSize,
      accumulate,
      batches,
    }: Pick<TrainingConfig, 'batchSize' | 'accumulate' | 'batches'>,
  ) {
    const { trainer, part, rng, from = beginning } = training
    this.training = training
    this.rows = part.rows
    this.#batchSize = batchSize
    this.#accumulate = accumulate
    this.#batches = batches
    this.#steps = rng.split('step')
    this.#allRows = trainer.takesAllRows ? sliceBatch(part, 0, part.rows, this.shape) : undefined
    this.#epoch = from.epoch
    this.#step = from.step
    this.#firstStep = from.step - Math.ceil(from.row / (batchSize * accumulate))
    this.#means = new EpochMeans(trainer.every, from.sums)
    const { evaluations, stopped } = from
    this.#ended = {
      ...(evaluations !== undefined && { evaluations }),
      ...(stopped !== undefined && { stopped }),
    }
  }

  /** Steps taken. */
  get step(): number {
    return this.#step
  }

  get hasStopped(): boolean {
    return this.#ended.stopped !== undefined
  }

  /** Begins the epoch after the last, or goes on in it. */
  begin(): void {
    const { rng, part } = this.training
    const source = rng.split('shuffle').split(this.#epoch + 1)
    this.#order = Int32Array.from(
      this.#batches === 'balanced' && part.targets instanceof Int32Array
        ? balancedOrder(part.targets, source)
        : source.permutation(this.rows).data,
    )
  }

  /** The batch from a row on, in the order of the epoch. */
  batchAt(begin: number): Batch {
    if (this.#allRows) return this.#allRows
    const end = Math.min(this.rows, begin + this.#batchSize)
    return gatherBatch(this.training.part, this.#order, begin, end, this.shape)
  }

  /** The numbers of the rows of that batch, int32 [rows]. */
  rowsAt(begin: number): Tensor {
    const rows = this.#order.subarray(begin, Math.min(this.rows, begin + this.#batchSize))
    return new Tensor([rows.length], 'int32', rows)
  }

  /** Whether batches are of rows in the order of an epoch, and not all rows as they lie. */
  get isShuffled(): boolean {
    return this.#allRows === undefined
  }

  /** What is done with the batch from a row on. */
  kindAt(begin: number): keyof StepFunctions {
    const isLast =
      this.#numberAt(begin) === this.#accumulate - 1 || begin + this.#batchSize >= this.rows
    return isLast ? 'take' : 'gather'
  }

  /** What the batch from a row on draws from. */
  sourceAt(begin: number): Rng {
    const number = this.#numberAt(begin)
    if (number === 0) return this.#steps
    const known = this.#sources[number] ?? this.#steps.split('part').split(number)
    this.#sources[number] = known
    return known
  }

  /**
   * Takes in what the batch from a row on came to.
   *
   * @throws NotFinite if the loss or a penalty is not finite
   */
  took(begin: number, { evaluations, stopped, ...terms }: TakenStep): void {
    if (evaluations !== undefined) this.#ended = { evaluations, ...(stopped && { stopped }) }
    const place = { name: this.training.name, epoch: this.#epoch + 1, step: this.#step + 1 }
    const rows = this.#allRows ? this.rows : Math.min(this.rows, begin + this.#batchSize) - begin
    this.#means.add(checkedTerms(terms, place), rows)
    if (this.kindAt(begin) === 'take') this.#step++
  }

  /** Where it stands before the batch from a row on. */
  positionAt(row: number): TrainingPosition {
    return {
      ...{ epoch: this.#epoch, step: this.#step, row, ...this.#ended },
      ...(row > 0 && { sums: this.#means.state() }),
    }
  }

  /**
   * Ends the epoch; the validation figures are still to come.
   *
   * @param measuresGradients whether the norms of gradients are measured
   * @throws NotFinite if a variable is not finite
   */
  end(measuresGradients: boolean): {
    readonly record: Omit<EpochFigures, 'validation'>
    readonly flat: readonly string[]
  } {
    const { trainer, name } = this.training
    const epoch = this.#epoch + 1
    checkVariables(trainer.learner.variables, { name, epoch, step: this.#step })
    const { evaluations } = this.#ended
    const isMeasured = measuresGradients || epoch === 1
    const measured =
      isMeasured && trainer.gradientNorms?.(this.batchAt(0), this.#steps, this.#firstStep)
    const record = {
      ...{ epoch, step: this.#step, ...(evaluations !== undefined && { evaluations }) },
      training: { ...this.#means.values(), ...(measured && { gradientNorms: measured.norms }) },
    }
    this.#epoch = epoch
    this.#firstStep = this.#step
    this.#means = new EpochMeans(trainer.every)
    return { record, flat: measured ? measured.flat : [] }
  }

  /** Of an example that is trained on. */
  get shape(): Shape {
    const { part, trainer } = this.training
    return exampleShape(part, trainer.learner.inputShape)
  }

  #numberAt(begin: number): number {
    return (begin / this.#batchSize) % this.#accumulate
  }
}
