import { type Rng, ShapeError, tensor, zeros } from '@sobolev/core'
import { InputError } from '../errors.ts'
import type { Learner } from './learner.ts'

/**
 * Makes sure that the model can be trained on a last batch of one row, which batch norm has no variance of.
 *
 * @throws InputError where a layer refuses it
 */
export function checkLastBatch(
  { model, inputShape }: Pick<Learner, 'model' | 'inputShape'>,
  {
    rows,
    batchSize,
    rng,
    members,
  }: {
    readonly rows: number
    readonly batchSize: number
    readonly rng: Rng
    /** How often each row is there. */
    readonly members: number
  },
): void {
  const left = rows % batchSize || Math.min(rows, batchSize)
  if (left !== 1) return
  const step = tensor(0, { dtype: 'int32' })
  try {
    model.call(zeros([members, ...inputShape]), {
      training: true,
      rng,
      updatesStatistics: false,
      step,
    })
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new InputError(
      `training.batchSize: batches of ${batchSize} leave one of the ${rows} training rows alone, and ${error.message}`,
      { cause: error },
    )
  }
}
