import type { Rng } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import { type Batch, exampleShape, gatherBatch, sliceBatch } from './batch.ts'
import { EpochMeans } from './epoch-means.ts'
import type { PartFigures } from './figures.ts'
import { checkedTerms, checkVariables } from './not-finite.ts'
import type { EpochRecord } from './records.ts'
import type { TakenStep } from './steps.ts'
import type { Trainer } from './trainer.ts'
import { Turns } from './turns.ts'

/** How far training has come. */
export interface Progressed {
  /** Epochs finished. */
  readonly epoch: number
  /** Steps taken. */
  readonly step: number
  /** Whether the signal stopped it within an epoch. */
  readonly interrupted: boolean
  /** How often the objective was evaluated, by an optimizer that does so several times a step. */
  readonly evaluations?: number
  /** Why the optimizer ended it, in words. */
  readonly stopped?: string
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
  /** Measures the learner on the validation part. */
  readonly validate: () => PartFigures
  /** Hears how much of all epochs is done. */
  readonly onStep: (fraction: number) => void
  /** Hears of every finished epoch, and of penalties that were found without a gradient; true ends training. */
  readonly onEpoch: (record: EpochRecord, flat: readonly string[]) => boolean
}

/**
 * Trains epoch by epoch. Rows are shuffled anew for each, drawn from `rng`'s child `shuffle` by the
 * epoch's number; a last batch may be smaller, and a last step have fewer batches. Step `s` draws from the child `step`
 * by `s`; its batches after the first from the child `part` of `step`, by their number and `s`. A trainer that takes all
 * rows in each step gets them as they lie, and may end training.
 *
 * @throws NotFinite right after the step in question if its loss or a penalty is not finite; after
 * the epoch if a variable is not. The variables are of no use then.
 */
export async function fit(options: FitOptions): Promise<Progressed> {
  const { trainer, part, batchSize, accumulate, epochs, rng, signal } = options
  const { stepsPerEpoch, learner } = trainer
  const steps = rng.split('step')
  const turns = new Turns()
  const shape = exampleShape(part, learner.inputShape)
  const allRows = trainer.takesAllRows ? sliceBatch(part, 0, part.rows, shape) : undefined
  let step = 0
  let ended: Pick<TakenStep, 'evaluations' | 'stopped'> = {}
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = rng.split('shuffle').split(epoch).permutation(part.rows)
    const means = new EpochMeans(trainer.every)
    const firstStep = step
    let firstBatch: Batch | undefined
    for (let begin = 0; begin < part.rows; begin += batchSize) {
      const number = (begin / batchSize) % accumulate
      const isLast = number === accumulate - 1 || begin + batchSize >= part.rows
      if (number === 0 && signal.aborted)
        return { epoch: epoch - 1, step, interrupted: true, ...ended }
      const end = Math.min(part.rows, begin + batchSize)
      const batch = allRows ?? gatherBatch(part, order.data, begin, end, shape)
      firstBatch ??= batch
      const source = number === 0 ? steps : steps.split('part').split(number)
      const take = isLast ? trainer.take : trainer.gather
      const { evaluations, stopped, ...terms }: TakenStep = take(batch, source, step)
      if (evaluations !== undefined) ended = { evaluations, ...(stopped && { stopped }) }
      means.add(checkedTerms(terms, epoch, step + 1), batch.inputs.shape[0] ?? 0)
      if (isLast) {
        step++
        options.onStep(step / (epochs * stepsPerEpoch))
      }
      await turns.giveWay()
    }
    checkVariables(learner.variables, epoch, step)
    const { evaluations } = ended
    const isMeasured = options.gradientNorms === true || epoch === 1
    const measured =
      isMeasured && firstBatch && trainer.gradientNorms?.(firstBatch, steps, firstStep)
    const record = {
      ...{ epoch, step, ...(evaluations !== undefined && { evaluations }) },
      training: { ...means.values(), ...(measured && { gradientNorms: measured.norms }) },
      validation: options.validate(),
    }
    if (options.onEpoch(record, measured ? measured.flat : []) || ended.stopped !== undefined)
      return { epoch, step, interrupted: false, ...ended }
  }
  return { epoch: epochs, step, interrupted: false, ...ended }
}
