import { type Tensor, tensor } from '@sobolev/core'
import type { Calibration, Tensors } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf, MethodReader } from '../config/method-reader.ts'
import { InputError } from '../errors.ts'
import type { Head } from './head.ts'
import { MethodBuilder } from './method-builder.ts'
import { thresholdCandidates } from './threshold-candidates.ts'

/** The name of the number beside those of a calibration. */
export const thresholdName = 'threshold'

/** The numbers of a calibration that were fitted, by name: a threshold that the config says was not. */
export const fittedNumbers = (
  { threshold }: Config,
  { numbers }: { readonly numbers: Readonly<Record<string, number>> },
): (readonly [name: string, value: number])[] =>
  Object.entries(numbers).filter(
    ([name]) => name !== thresholdName || typeof threshold !== 'number',
  )

/**
 * Scores [n, 2] by which a class is chosen: the second one where its score is above a threshold. The probabilities
 * themselves stay as they are.
 */
export const scoresAt = (scores: Tensor, threshold: Tensor): Tensor => {
  const second = threshold.cast(scores.dtype).reshape([1, 1])
  return scores.mul(
    second
      .matmul([[1, -1]])
      .add([[0, 1]])
      .broadcastTo(scores.shape),
  )
}

/** A head that chooses classes by the threshold of a config, where that is a number; one that is fitted is known at the end. */
export function withNumericThreshold({ threshold }: Config, head: Head): Head {
  if (typeof threshold !== 'number' || head.logOdds === null) return head
  return { ...head, ranks: (scores) => scoresAt(scores, tensor(threshold)) }
}

/**
 * A calibration, or none, and after it the threshold of a config, which is fitted to the probabilities as they are
 * calibrated.
 *
 * @throws InputError for what does not predict the probabilities of two classes, and for a metric without a threshold
 */
export function withThreshold(
  config: Config,
  head: Head,
  calibration: Calibration | null,
): Calibration | null {
  const { threshold } = config
  if (threshold === null) return calibration
  const { probabilities, logOdds } = head
  if (probabilities === null || logOdds === null)
    throw new InputError(
      `threshold: is for classifiers of two classes with probabilities, got ${head.scores === null ? 'regression' : probabilities === null ? 'a loss without probabilities' : `${head.outputs} classes`}; leave it out`,
    )
  const begin = typeof threshold === 'number' ? threshold : 0.5
  const apply = (outputs: Tensor, numbers: Tensors): Tensor =>
    calibration?.apply(outputs, numbers) ?? outputs
  const best = typeof threshold === 'string' ? searchFor(config, threshold) : () => begin
  return {
    init: () => ({ ...calibration?.init(), [thresholdName]: tensor(begin) }),
    fit(outputs, targets, logLoss) {
      const numbers = calibration?.fit(outputs, targets, logLoss) ?? {}
      const found = best(probabilities(apply(outputs, numbers)), targets)
      return { ...numbers, [thresholdName]: tensor(found) }
    },
    remark: (numbers) => calibration?.remark?.(numbers) ?? null,
    apply,
  }
}

/** What finds the threshold at which a metric is best; of equals the one nearest to a half. */
function searchFor(
  config: Config,
  name: string,
): (probabilities: Tensor, targets: Tensor) => number {
  const { catalogue, metrics } = config
  if (name === 'loss') throw refused(name)
  const reader = new MethodReader({ catalogue, epochs: config.training.epochs })
  const method = metrics.byName.get(name) ?? reader.method('metric', name)
  const { takes, gives, better } = definitionOf(catalogue, 'metric', method.method)
  if (takes !== 'classScores' || gives !== undefined) throw refused(name)
  const metric = new MethodBuilder(catalogue, 1).method('metric', method)
  return (probabilities, targets) => {
    if (metric.takes === 'evaluation' || metric.gives === 'table') return 0.5
    const tried = thresholdCandidates(Array.from(probabilities.data).filter((_, i) => i % 2 === 1))
    let best = { threshold: 0.5, figure: Number.NEGATIVE_INFINITY }
    for (const threshold of tried) {
      const measured = metric.measure(scoresAt(probabilities, tensor(threshold)), targets)
      const figure = better === 'larger' ? measured : -measured
      const isNearer = Math.abs(threshold - 0.5) < Math.abs(best.threshold - 0.5)
      if (figure > best.figure || (figure === best.figure && isNearer)) best = { threshold, figure }
    }
    return best.threshold
  }
}

const refused = (name: string): InputError =>
  new InputError(
    `threshold: must be a number, or a metric of predicted classes such as f1 or balancedAccuracy, got ${name}, which no threshold changes`,
  )
