import { definePenalty } from '../catalogue/define.ts'
import { centeredFeatures, covariances, featuresOption, sumOffDiagonal } from './feature-rows.ts'

export const vicregCovariance = definePenalty({
  name: 'vicregCovariance',
  summary: 'Keeps features from repeating each other: their covariances over the batch.',
  formula:
    '(1 / d) Σ over i ≠ j of C[i, j]², C the covariances of d features over the batch, with divisor n − 1',
  paper: {
    authors: 'Bardes, Ponce & LeCun',
    year: 2022,
    title: 'VICReg: variance-invariance-covariance regularization for self-supervised learning',
    place: 'equations 3 and 4',
  },
  cost: 'the products of all features with each other, n d²',
  when: 'Embeddings whose numbers should each tell something of their own. Beside vicregVariance, without which features of 0 are the best. decorrelation is the same for hidden units of classifiers, with other factors.',
  advice: {
    wants: ['hiddenFeatures', 'fewRows'],
    suggested: 'A weight of 1 where vicregVariance has 25, as the paper.',
    notWith:
      'Batches of one example, whose variance is none. Weights of examples, which it does not see.',
    limits:
      'It is 0 for a single feature. What is uncorrelated may still depend on each other. Small batches estimate covariances badly.',
  },
  notes: 'Activations of images count by channel and place, whose products are many.',
  aliases: ['covarianceRegularization', 'offDiagonalCovariance'],
  options: { of: featuresOption },
  short: 'of',
  // f is (1, 1), (4, 2) and (−2, 0): less the means (1, 1), a covariance of 6 / 2, there twice.
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
    value: 9,
  },
  make:
    ({ of }) =>
    (evaluation) => {
      const centered = centeredFeatures('vicregCovariance', of, evaluation)
      const [n = 0, count = 1] = centered.shape
      return sumOffDiagonal(covariances(centered, n - 1)).div(count)
    },
})
