import { exp, mean, type Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { logProbabilities } from './differentiated.ts'

type Known = Pick<Evaluation, 'lossOutputs' | 'mode'>

/** Whether outputs are logits of classes to the loss; throws a TypeError where the loss does not say what they are. */
function areLogits(penalty: string, { lossOutputs }: Known): boolean {
  if (lossOutputs === undefined)
    throw new TypeError(
      `${penalty}: must know what the outputs are, and this loss does not say so; take one of the catalogue, or Object.assign(loss, { outputs: 'values' })`,
    )
  return (
    lossOutputs === 'classLogits' ||
    lossOutputs === 'binaryLogit' ||
    lossOutputs === 'distributionLogits'
  )
}

/**
 * How far the distribution that outputs predict is from another, [n]: KL(from ‖ to) = Σ p (log p − log q) of the
 * probabilities of classes; of values half the squared distance, as of normal distributions of variance 1.
 */
export function divergence(penalty: string, known: Known, from: Tensor, to: Tensor): Tensor {
  if (!areLogits(penalty, known)) return byExample(from.sub(to).square().mul(0.5), known)
  const [p, q] = [logProbabilities(from), logProbabilities(to)]
  return byExample(exp(p).mul(p.sub(q)), known)
}

/** The entropy −Σ p log p of the probabilities of classes that logits give, in nats: [n]. */
export function entropy(known: Pick<Evaluation, 'mode'>, outputs: Tensor): Tensor {
  const logs = logProbabilities(outputs)
  return byExample(exp(logs).mul(logs), known).neg()
}

/** The probabilities of classes that outputs predict, or the values that they are: [n, ..., count]. */
export const predicted = (penalty: string, known: Known, outputs: Tensor): Tensor =>
  areLogits(penalty, known) ? exp(logProbabilities(outputs)) : asVectors(outputs)

const asVectors = (outputs: Tensor): Tensor =>
  outputs.rank === 1 ? outputs.reshape([outputs.size, 1]) : outputs

/**
 * Summed over the last axis, and of sequences [n, steps, count] the mean over the steps that there are, 0 where there is
 * none: [n].
 */
export function byExample(values: Tensor, { mode }: Pick<Evaluation, 'mode'>): Tensor {
  const vectors = asVectors(values)
  const sums = vectors.sum(vectors.rank - 1)
  if (sums.rank === 1) return sums
  const axes = sums.shape.map((_, axis) => axis).slice(1)
  if (!mode.mask || sums.rank !== 2) return mean(sums, axes)
  const present = mode.mask.cast(sums.dtype)
  return sums.mul(present).sum(1).div(present.sum(1).maximum(1))
}
