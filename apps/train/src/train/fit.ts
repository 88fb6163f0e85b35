import type { Rng } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import { type Batch, exampleShape, gatherBatch, sliceBatch } from './batch.ts'
import { EpochMeans } from './epoch-means.ts'
import type { PartFigures } from './figures.ts'
import { checkedTerms, checkVariables } from './not-finite.ts'
import type { EpochFigures } from './records.ts'
import type { TakenStep } from './steps.ts'
import type { Trainer } from './trainer.ts'
import type { TrainingPosition } from './training-progress.ts'
import { Turns } from './turns.ts'

/** How far training has come. */
export interface Progressed extends TrainingPosition {
  /** Whether the signal stopped it within an epoch. */
  readonly interrupted: boolean
}

/** What `fit` needs. */
export interface FitOptions {
  readonly trainer: Trainer
  readonly part: Part
  readonly batchSize: number
  /** Batches of a step. */
  readonly accumulate: number
  readonly epochs: number
  readonly rng: Rng
  /** Ends training after the step at hand. */
  readonly signal: AbortSignal
  /** Whether the norms of gradients are measured in every epoch, and not in the first alone; false unless given. */
  readonly gradientNorms?: boolean
  /** Where a training stood that goes on; its beginning unless given. */
  readonly from?: TrainingPosition | undefined
  /** Measures the learner on the validation part. */
  readonly validate: () => PartFigures
  /** Hears how much of all epochs is done, and where training stands. */
  readonly onStep: (fraction: number, position: () => TrainingPosition) => void
  /** Hears of every finished epoch, and of penalties that were found without a gradient; true ends training. */
  readonly onEpoch: (
    record: EpochFigures,
    flat: readonly string[],
    position: TrainingPosition,
  ) => boolean
}

/** Where a training begins. */
export const beginning: TrainingPosition = { epoch: 0, step: 0, row: 0 }

/**
 * Trains epoch by epoch. Rows are shuffled anew for each, drawn from `rng`'s child `shuffle` by the
 * epoch's number; a last batch may be smaller, and a last step have fewer batches. Step `s` draws from the child `step`
 * by `s`; its batches after the first from the child `part` of `step`, by their number and `s`: with its position, its
 * variables and what the trainer remembers, a training goes on with the bits of one that was not stopped. A trainer
 * that takes all rows in each step gets them as they lie, and may end training.
 *
 * @throws NotFinite right after the step in question if its loss or a penalty is not finite; after
 * the epoch if a variable is not. The variables are of no use then.
 */
export async function fit(options: FitOptions): Promise<Progressed> {
  const { trainer, part, batchSize, accumulate, epochs, rng, signal, from = beginning } = options
  const { stepsPerEpoch, learner } = trainer
  const steps = rng.split('step')
  const turns = new Turns()
  const shape = exampleShape(part, learner.inputShape)
  const allRows = trainer.takesAllRows ? sliceBatch(part, 0, part.rows, shape) : undefined
  let { step, row, sums } = from
  const { evaluations, stopped } = from
  let ended: Pick<TakenStep, 'evaluations' | 'stopped'> = {
    ...(evaluations !== undefined && { evaluations }),
    ...(stopped !== undefined && { stopped }),
  }
  for (let epoch = from.epoch + 1; epoch <= epochs; epoch++) {
    const order = rng.split('shuffle').split(epoch).permutation(part.rows)
    const batchAt = (begin: number): Batch => {
      const end = Math.min(part.rows, begin + batchSize)
      return allRows ?? gatherBatch(part, order.data, begin, end, shape)
    }
    const means = new EpochMeans(trainer.every, sums)
    const firstStep = step - Math.ceil(row / (batchSize * accumulate))
    const positionAt = (next: number): TrainingPosition => ({
      ...{ epoch: epoch - 1, step, row: next, ...ended },
      ...(next > 0 && { sums: means.state() }),
    })
    for (let begin = row; begin < part.rows; begin += batchSize) {
      const number = (begin / batchSize) % accumulate
      const isLast = number === accumulate - 1 || begin + batchSize >= part.rows
      if (number === 0 && signal.aborted) return { ...positionAt(begin), interrupted: true }
      const batch = batchAt(begin)
      const source = number === 0 ? steps : steps.split('part').split(number)
      const take = isLast ? trainer.take : trainer.gather
      const { evaluations, stopped, ...terms }: TakenStep = take(batch, source, step)
      if (evaluations !== undefined) ended = { evaluations, ...(stopped && { stopped }) }
      means.add(checkedTerms(terms, epoch, step + 1), batch.inputs.shape[0] ?? 0)
      if (isLast) {
        step++
        options.onStep(step / (epochs * stepsPerEpoch), () => positionAt(begin + batchSize))
      }
      await turns.giveWay()
    }
    checkVariables(learner.variables, epoch, step)
    const { evaluations } = ended
    const isMeasured = options.gradientNorms === true || epoch === 1
    const measured = isMeasured && trainer.gradientNorms?.(batchAt(0), steps, firstStep)
    const record = {
      ...{ epoch, step, ...(evaluations !== undefined && { evaluations }) },
      training: { ...means.values(), ...(measured && { gradientNorms: measured.norms }) },
      validation: options.validate(),
    }
    row = 0
    sums = undefined
    const position = { epoch, step, row, ...ended }
    if (
      options.onEpoch(record, measured ? measured.flat : [], position) ||
      ended.stopped !== undefined
    )
      return { ...position, interrupted: false }
  }
  return { epoch: epochs, step, row: 0, ...ended, interrupted: false }
}
