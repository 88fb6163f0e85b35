import { compile, type Rng, type Tensor, tensor } from '@sobolev/core'
import { evaluateWith, type Tensors } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import { type Batch, exampleShape, gatherBatch, maskOf, repeatRows } from './batch.ts'
import type { Learner } from './learner.ts'
import { valuesOf } from './stored-weights.ts'

/** What running statistics are computed over. */
export interface AveragedStatisticsOptions {
  readonly part: Part
  readonly batchSize: number
  /** How often each row is in a batch. */
  readonly members: number
  /** Of the order of the rows and of what layers draw: the same at each call. */
  readonly rng: Rng
  readonly eager: boolean
}

/**
 * A function that gives the running statistics of a learner's layers for weights that no step was taken with, such as
 * an average: those of batch norm are means over the rows of a part in one pass (Izmailov et al. 2018, section 3.2).
 * `step`: by which rates of layers go. The learner keeps its weights and statistics.
 */
export function averagedStatistics(
  { model, variables, inputShape }: Pick<Learner, 'model' | 'variables' | 'inputShape'>,
  { part, batchSize, members, rng, eager }: AveragedStatisticsOptions,
): (weights: Tensors, step: number) => Tensors {
  const statistics = Object.fromEntries(
    Object.entries(variables).filter(([, { role }]) => role === 'statistic'),
  )
  const takeIn = (
    { inputs, lengths }: Pick<Batch, 'inputs' | 'lengths'>,
    source: Rng,
    { step, share }: { readonly step: Tensor; readonly share: Tensor },
  ): Tensor =>
    model.call(inputs, {
      ...{ training: true, rng: source, step, statisticsShare: share },
      ...maskOf(inputs, lengths),
    })
  const run = eager ? takeIn : compile(takeIn)
  const shape = exampleShape(part, inputShape)
  return (weights, step) =>
    evaluateWith(variables, weights, () => {
      const { data: order } = rng.split('order').permutation(part.rows)
      for (let begin = 0; begin < part.rows; begin += batchSize) {
        const end = Math.min(part.rows, begin + batchSize)
        const { inputs, lengths } = repeatRows(gatherBatch(part, order, begin, end, shape), members)
        const numbers = {
          step: tensor(step, { dtype: 'int32' }),
          share: tensor((end - begin) / end, { dtype: 'float32' }),
        }
        run({ inputs, lengths }, rng.split('batch').split(begin), numbers)
      }
      return valuesOf(statistics)
    })
}
