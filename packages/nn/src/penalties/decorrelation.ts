import { definePenalty } from '../catalogue/define.ts'
import { centeredFeatures, covariances, featuresOption, sumOffDiagonal } from './feature-rows.ts'

export const decorrelation = definePenalty({
  name: 'decorrelation',
  summary: 'DeCov: keeps hidden units from doing the same, by their covariances over the batch.',
  formula:
    '½ (‖C‖² − ‖diag C‖²) = ½ Σ over i ≠ j of C[i, j]², C the covariances over the batch, with divisor n',
  paper: {
    authors: 'Cogswell, Ahmed, Girshick, Zitnick & Batra',
    year: 2016,
    title: 'Reducing overfitting in deep networks by decorrelating representations',
    place: 'equation 3',
  },
  cost: 'the products of all features with each other, n d²',
  when: 'The last hidden layers of a model that overfits: units that each tell something of their own. As dropout does by chance, and beside it.',
  advice: {
    wants: ['hiddenFeatures', 'fewRows'],
    suggested: 'A weight of 0.1 at the last hidden layer; the paper tries powers of 10.',
    notWith:
      'Batches of one example, whose variance is none. Weights of examples, which it does not see.',
    limits:
      'Smaller activations lower it as well as others: watch that they do not vanish. Small batches estimate covariances badly.',
  },
  notes:
    'Targets are not looked at. Of the outputs themselves it holds classes apart that belong together; name a hidden layer.',
  aliases: ['deCov', 'decovLoss', 'crossCovariance'],
  options: { of: featuresOption },
  short: 'of',
  // f is (1, 1), (4, 2) and (−2, 0): less the means (1, 1), a covariance of 6 / 3, there twice.
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
    value: 4,
  },
  make:
    ({ of }) =>
    (evaluation) => {
      const centered = centeredFeatures('decorrelation', of, evaluation)
      const [n = 0] = centered.shape
      return sumOffDiagonal(covariances(centered, n)).mul(0.5)
    },
})
