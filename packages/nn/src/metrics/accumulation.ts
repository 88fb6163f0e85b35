import type { Tensor } from '@sobolev/core'

/** How a metric is computed batch by batch: what the batches come to is put together, and gives the figure. */
export interface Accumulation<Options = void> {
  /** What a batch comes to, in numbers; a batch may be empty. */
  readonly count: (predictions: Tensor, targets: Tensor, options: Options) => readonly number[]
  /** What two batches come to; sums unless given. */
  readonly join?: (a: readonly number[], b: readonly number[]) => readonly number[]
  /** The figure by what was counted. */
  readonly figure: (counts: readonly number[], options: Options) => number
}

/** How a metric that is a mean over the elements of the targets is computed batch by batch. */
export const accumulateMean = <Options>(
  compute: (predictions: Tensor, targets: Tensor, options: Options) => number,
): Accumulation<Options> => ({
  count(predictions, targets, options) {
    const mean = compute(predictions, targets, options)
    return targets.size === 0 ? [0, 0] : [mean * targets.size, targets.size]
  },
  figure: ([sum = 0, elements = 0]) => sum / elements,
})
