import { abs, square } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { sumOfWeights } from './sum-of-weights.ts'

export const elasticNet = definePenalty({
  name: 'elasticNet',
  summary: 'Pulls small weights to exactly 0 as l1, and keeps those that go together as l2.',
  formula: 'share · Σ |w| + (1 − share) · Σ w²',
  paper: {
    authors: 'Zou & Hastie',
    year: 2005,
    title: 'Regularization and variable selection via the elastic net',
  },
  cost: 'none to speak of: two sums over the weights',
  when: 'Few of the inputs matter, and some of these tell nearly the same: l1 alone keeps one of them by chance, this keeps them together.',
  advice: {
    wants: ['smaller', 'wrongColumns'],
    suggested: 'A share of 0.5 and a weight of 1e-5 to 1e-2.',
    notWith: 'adam and its kin, which divide it by the size of the gradients.',
    limits: 'Two numbers to find in place of one.',
  },
  notes:
    'share is 1 − α in the paper. scikit-learn (l1_ratio) and glmnet (alpha) halve the square: their share r and weight λ are here the share 2r / (1 + r) and the weight λ (1 + r) / 2. A step of an optimizer brings weights near 0, seldom to it; the derivative at a weight of 0 is 0. The paper’s rescaling by 1 + λ₂ after the fit is not done.',
  aliases: ['l1_l2'],
  options: {
    share: option.number({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      words: 'the share of l1; the remainder is l2',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights count' }),
  },
  short: 'share',
  // The weights are 2 and −1: ¼ of 3, and ¾ of 5.
  example: { options: { share: 0.25 }, value: 4.5 },
  make:
    ({ share, includes }) =>
    ({ weights }) => {
      const chosen = weights(includes)
      return sumOfWeights(abs, chosen)
        .mul(share)
        .add(sumOfWeights(square, chosen).mul(1 - share))
    },
})
