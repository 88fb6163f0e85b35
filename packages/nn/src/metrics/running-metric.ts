import { describeValue, type Tensor } from '@sobolev/core'
import type { Method } from '../catalogue/definition.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { joinCounts } from './accumulation.ts'

/** A metric of all batches so far. */
export interface RunningMetric {
  /** Adds a batch; sizes and errors are those of the metric. */
  add(predictions: Tensor, targets: Tensor): void
  /** The figure of all that was added: of all of it together, but for roundings. NaN before. */
  value(): number
  /** Forgets all that was added. */
  reset(): void
}

type MetricOfPredictions<Options> = Method<
  (predictions: Tensor, targets: Tensor, options?: Options) => number,
  Definitions['metric']
>

/**
 * A metric that is computed batch by batch, in the memory of one batch.
 *
 * ```ts
 * const score = runningMetric(f1, { average: 'weighted' })
 * for (const { inputs, targets } of batches) score.add(model.call(inputs), targets)
 * console.log(score.value())
 * ```
 *
 * @throws TypeError for a metric that needs all predictions at once, such as `auc`
 */
export function runningMetric<Options>(
  metric: MetricOfPredictions<Options>,
  options?: Options,
): RunningMetric {
  if (typeof metric !== 'function' || metric.definition?.kind !== 'metric')
    throw new TypeError(`runningMetric: must be given a metric, got ${describeValue(metric)}`)
  const { name, make } = metric.definition
  const chosenMetric = make(options)
  const accumulation =
    chosenMetric.takes === 'predictions' && chosenMetric.gives === 'number'
      ? chosenMetric.accumulation
      : undefined
  if (accumulation === undefined)
    throw new TypeError(
      `runningMetric: must be given a metric that batches add up to, got ${name}; ${name}(predictions, targets) takes all of them at once`,
    )
  const { count, figure } = accumulation
  let counts: readonly number[] | undefined
  return {
    add(predictions, targets) {
      const added = count(predictions, targets)
      if (counts !== undefined && counts.length !== added.length)
        throw new RangeError(
          `runningMetric: all batches of ${name} must have the same classes, got another number of them`,
        )
      counts = counts === undefined ? added : joinCounts(accumulation, counts, added)
    },
    value: () => (counts === undefined ? Number.NaN : figure(counts)),
    reset() {
      counts = undefined
    },
  }
}
