import { exp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { leastOption, locationAndScale, scalePredictions } from './location-and-scale.ts'
import { meanByExample } from './loss.ts'

export const laplace = defineLoss({
  name: 'laplace',
  summary:
    'The surprise at a target under a Laplace distribution whose median and scale are learnt.',
  formula: '|target − μ| / b + log 2b, μ the first of two outputs, b = least + exp(second)',
  paper: {
    authors: 'Kendall & Gal',
    year: 2017,
    title: 'What uncertainties do we need in Bayesian deep learning for computer vision?',
  },
  cost: 'an exponential and two logarithms for each target',
  when: 'As gaussian, with outliers among the targets: they count by their distance, not by its square.',
  notes:
    'The negative log-likelihood. The derivative where the first output meets the target is 0. Predicted are the median and, as scale, b, the mean distance from it; of an ensemble the mean of the medians, and the b with the variance of the mixture of its members. Outputs [n, 2] or [n, ..., 2], targets of any dtype [n] or [n, ...]; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['laplaceNll', 'laplaceNegativeLogLikelihood'],
  outputs: 'values',
  options: { least: leastOption },
  short: 'least',
  predictions: ({ least }) => scalePredictions('scale', least, 2),
  example: { options: { least: 0 }, outputs: [[1, 0]], targets: [3], value: [2.6931471805599454] },
  compute(outputs, given, { least }) {
    const { location, logScale, targets } = locationAndScale('laplace', outputs, given, least)
    const distance = targets.sub(location).abs().mul(exp(logScale.neg()))
    return meanByExample(distance.add(logScale).add(Math.LN2))
  },
})
