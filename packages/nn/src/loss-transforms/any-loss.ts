import type { LossOutputs } from '../catalogue/facts.ts'

/** What a loss transform says that goes by the numbers of a loss alone. */
export const anyLoss: readonly LossOutputs[] = [
  'classLogits',
  'classScores',
  'binaryLogit',
  'values',
  'distributionLogits',
  'vectors',
  'embeddings',
]

/** Losses that are −log p, p the probability of what is true. */
export const crossEntropies: readonly LossOutputs[] = ['classLogits', 'binaryLogit']
