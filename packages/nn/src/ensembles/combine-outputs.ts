import { logSumExp, mean, softplus, type Tensor } from '@sobolev/core'
import type { LossOutputs, Predictions } from '../catalogue/facts.ts'

/** What outputs mean, so that those of members can be averaged. */
export interface OutputMeaning {
  /** What the loss takes the outputs for. */
  readonly outputs: LossOutputs
  /** How outputs that are values stand to predictions. */
  readonly link?: 'log' | undefined
  /** How the outputs of members that are distributions become those of one. */
  readonly mixed?: Predictions['mixed'] | undefined
}

/**
 * The outputs of an ensemble by those of its members, [members, n, ...] → [n, ...]: logits of the mean of the members'
 * probabilities; of values and scores the mean, of logarithms of values that of the mean value, of
 * distributions that of their mixture.
 */
export function combineOutputs(
  outputs: Tensor,
  { outputs: kind, link, mixed }: OutputMeaning,
): Tensor {
  if (kind === 'classLogits' || kind === 'distributionLogits') {
    const logProbabilities = outputs.sub(logSumExp(outputs, -1, { keepDims: true }))
    return logMeanExp(logProbabilities)
  }
  if (kind === 'binaryLogit') {
    const logOf = (logits: Tensor): Tensor => softplus(logits.neg()).neg()
    return logMeanExp(logOf(outputs)).sub(logMeanExp(logOf(outputs.neg())))
  }
  if (mixed) return mixed(outputs)
  return kind === 'values' && link === 'log' ? logMeanExp(outputs) : mean(outputs, 0)
}

/** log of the mean of exp over axis 0. */
const logMeanExp = (x: Tensor): Tensor => logSumExp(x, 0).sub(logSumExp(x.mul(0), 0))
