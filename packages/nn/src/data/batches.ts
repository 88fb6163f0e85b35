import { checkOptions, type MapTree, type OptionKinds, type Rng, type Tensor } from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { copyRows, countRows } from './rows.ts'

/** Options of `batches`. */
export interface BatchesOptions {
  /** Rows of a batch. */
  readonly size: number
  /** Shuffles the rows; without it they come as they lie. One of its own for each epoch: `rng.split(epoch)`. */
  readonly rng?: Rng
  /**
   * What becomes of the last batch, where the rows do not fill it: `keep` gives one of fewer rows, `drop` none.
   *
   * @default 'keep'
   */
  readonly lastBatch?: 'keep' | 'drop'
}

const kinds: OptionKinds<BatchesOptions> = {
  size: 'number',
  rng: 'any',
  lastBatch: ['keep', 'drop'],
}

/** Batches that can be gone through as often as one likes, each time in the same order. */
export interface Batches<Batch> extends Iterable<Batch> {
  /** How many there are. */
  readonly length: number
}

/**
 * The rows of data in batches, as the same nesting: of a tensor, `{ inputs, targets }`, or any other.
 *
 * ```ts
 * for (let epoch = 0; epoch < epochs; epoch++)
 *   for (const { inputs, targets } of batches(data, { size: 32, rng: rng.split('shuffle').split(epoch) }))
 *     step(inputs, targets)
 * ```
 *
 * @throws ShapeError unless all tensors have as many rows, RangeError for a size that is no whole number from 1
 * @see torch.utils.data.DataLoader, tf.data.Dataset.batch and shuffle
 */
export function batches<T>(data: T, options: BatchesOptions): Batches<MapTree<T, Tensor>> {
  const { size, rng, lastBatch = 'keep' } = checkOptions('batches', options, kinds, ['size'])
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`batches: size must be a whole number from 1, got ${size}`)
  if (rng !== undefined) checkRng('batches', rng)
  const rows = countRows('batches', data)
  const length = lastBatch === 'keep' ? Math.ceil(rows / size) : Math.floor(rows / size)
  const order = rng
    ? rng.permutation(rows).data
    : Int32Array.from({ length: rows }, (_, row) => row)
  return {
    length,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++)
        yield copyRows(data, order.subarray(index * size, (index + 1) * size))
    },
  }
}
