import { sigmoid, stack, type Tensor } from '@sobolev/core'
import type { LossOutputs, MetricInput } from '../catalogue/facts.ts'
import type { Loss } from '../losses/loss.ts'
import type { FitOptions } from './fit-options.ts'

type Measure = NonNullable<FitOptions['metrics']>[string]

/** What a metric is given of the outputs that a model has for a loss. */
type Change = (outputs: Tensor) => Tensor

/**
 * A metric of outputs for a loss. One of the library gets of them what it takes; a function of one's own gets the outputs.
 *
 * @throws TypeError where it takes probabilities, and the loss does not say how they come of the outputs
 */
export function metricOfOutputs(name: string, metric: Measure, loss: Loss): Measure {
  const definition: unknown = Reflect.get(metric, 'definition')
  const takes: unknown = Reflect.get(Object(definition), 'takes')
  const found = changes[loss.outputs ?? 'unknown'] ?? {}
  const change = Object.entries(found).find(([input]) => input === takes)?.[1]
  if (takes === 'probabilities' && change === undefined)
    throw new TypeError(
      `fit: metrics.${name} takes probabilities, and the loss does not say how they come of the outputs; say it, where they are the logits of classes as ${name}: (outputs, targets) => ${metric.name}(outputs.softmax(1), targets)`,
    )
  if (takes === 'values' && loss.link === 'log')
    return (outputs, targets) => metric(outputs.exp(), targets)
  return change ? (outputs, targets) => metric(change(outputs), targets) : metric
}

/** By how much the second of two classes leads; outputs of other numbers of classes as they are, which a metric refuses. */
const leadOfSecond: Change = (outputs) =>
  outputs.shape[1] === 2 ? outputs.matmul([[-1], [1]]) : outputs

/** Of logits for the second of two classes, [n, 2]. */
function bothProbabilities(outputs: Tensor): Tensor {
  const logits = outputs.reshape([outputs.size])
  // Each from its own side: 1 − sigmoid(x) would round small probabilities to 0.
  return stack([sigmoid(logits.neg()), sigmoid(logits)], 1)
}

/** What there is to change, by what the outputs are for the loss and what a metric takes; all else is given as it is. */
const changes: {
  readonly [O in LossOutputs | 'unknown']?: { readonly [T in MetricInput]?: Change }
} = {
  classLogits: { probabilities: (outputs) => outputs.softmax(1), logOdds: leadOfSecond },
  classScores: { logOdds: leadOfSecond },
  binaryLogit: { probabilities: bothProbabilities, classScores: bothProbabilities },
}
