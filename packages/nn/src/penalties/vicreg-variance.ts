import { maximum, mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { centeredFeatures, featuresOption } from './feature-rows.ts'

export const vicregVariance = definePenalty({
  name: 'vicregVariance',
  summary: 'Keeps features from collapsing: each should differ from example to example.',
  formula:
    'mean over features of max(0, γ − √(var + 0.0001)), var their variances over the batch, with divisor n − 1, γ = standardDeviation',
  paper: {
    authors: 'Bardes, Ponce & LeCun',
    year: 2022,
    title: 'VICReg: variance-invariance-covariance regularization for self-supervised learning',
    place: 'equations 1 and 2',
  },
  cost: 'none to speak of: a variance for each feature',
  when: 'Embeddings that might all become the same, as where a model learns from pairs; hidden units that stand still. Beside vicregCovariance, which keeps features from being the same as each other.',
  advice: {
    wants: ['hiddenFeatures'],
    suggested:
      'A standard deviation of 1, with the weight that the loss of pairs has: 25 both in the paper, beside 1 for vicregCovariance.',
    notWith:
      'Batches of one example, whose variance is none. Weights of examples, which it does not see.',
    limits:
      'It asks for spread, not for sense: noise will do. Small batches estimate the variance badly.',
  },
  notes:
    'The 0.0001 keeps the derivative of the root finite where a feature stands still. Activations of images count by channel and place.',
  aliases: ['varianceHinge', 'varianceRegularization'],
  options: {
    of: featuresOption,
    standardDeviation: option.number({
      above: 0,
      default: 1,
      words: 'what the standard deviation of each feature should be at least',
    }),
  },
  short: 'of',
  // f is (1, 1), (4, 2) and (−2, 0): less the means (1, 1), variances of 18 / 2 and 2 / 2.
  example: {
    model: 'twoLogits',
    inputs: [
      [1, 1],
      [2, 0],
      [0, 2],
    ],
    targets: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    options: { standardDeviation: 4 },
    value: (8 - Math.sqrt(9.0001) - Math.sqrt(1.0001)) / 2,
  },
  make:
    ({ of, standardDeviation }) =>
    (evaluation) => {
      const centered = centeredFeatures('vicregVariance', of, evaluation)
      const [n = 0] = centered.shape
      const variances = centered
        .square()
        .sum(0)
        .div(Math.max(1, n - 1))
      const deviations = variances.add(1e-4).sqrt()
      return mean(maximum(deviations.neg().add(standardDeviation), 0))
    },
})
