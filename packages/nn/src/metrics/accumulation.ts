import type { Tensor } from '@sobolev/core'

/** How a metric is computed batch by batch: what the batches come to is put together, and gives the figure. */
export interface Accumulation<Options = void, Figure = number> {
  /** What a batch comes to, in numbers; a batch may be empty. */
  readonly count: (predictions: Tensor, targets: Tensor, options: Options) => readonly number[]
  /** What two batches come to; sums unless given. */
  readonly join?: (a: readonly number[], b: readonly number[]) => readonly number[]
  /** The figure, or the table, by what was counted. */
  readonly figure: (counts: readonly number[], options: Options) => Figure
}

/** What two batches come to together. */
export const joinCounts = (
  { join }: Pick<Accumulation<never, unknown>, 'join'>,
  a: readonly number[],
  b: readonly number[],
): readonly number[] => (join ? join(a, b) : a.map((value, index) => value + (b[index] ?? 0)))

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

/** How a metric of some options is computed batch by batch; nothing where it needs all predictions at once. */
export const batchesOf = <Options, Figure>(
  accumulation: Accumulation<Options, Figure> | undefined,
  options: () => Options,
): { readonly accumulation?: Accumulation<void, Figure> } =>
  accumulation === undefined
    ? {}
    : {
        accumulation: {
          ...accumulation,
          count: (predictions, targets) => accumulation.count(predictions, targets, options()),
          figure: (counts) => accumulation.figure(counts, options()),
        },
      }
