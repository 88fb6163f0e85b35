import { exp } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { leastOption, locationAndScale, scalePredictions } from './location-and-scale.ts'
import { meanByExample } from './loss.ts'

/** ½ log 2π. */
const halfLogOfTwoPi = 0.9189385332046727

export const gaussian = defineLoss({
  name: 'gaussian',
  summary:
    'The surprise at a target under a normal distribution whose mean and deviation are learnt.',
  formula:
    '½ ((target − μ) / σ)² + log σ + ½ log 2π, μ the first of two outputs, σ = least + exp(second)',
  paper: {
    authors: 'Nix & Weigend',
    year: 1994,
    title: 'Estimating the mean and variance of the target probability distribution',
  },
  cost: 'an exponential and two logarithms for each target',
  when: 'Regression that should say how sure it is, where some targets are noisier than others. Where the noise is alike, squaredError learns the mean sooner: a large σ makes the slopes of the mean small.',
  notes:
    'The negative log-likelihood. Its second derivatives by the mean are those of squaredError over 2 σ². Predicted are the mean and, as standardDeviation, σ; of an ensemble those of the mixture of its members, whose variance is mean σ² plus the variance of the means (Lakshminarayanan et al. 2017). Outputs [n, 2] or [n, ..., 2], targets of any dtype [n] or [n, ...]; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: [
    'gaussianNll',
    'gaussianNegativeLogLikelihood',
    'gaussianNLLLoss',
    'normalNll',
    'heteroscedastic',
  ],
  outputs: 'values',
  options: { least: leastOption },
  short: 'least',
  predictions: ({ least }) => scalePredictions('standardDeviation', least, 1),
  example: { options: { least: 0 }, outputs: [[1, 0]], targets: [3], value: [2.9189385332046727] },
  compute(outputs, given, { least }) {
    const { location, logScale, targets } = locationAndScale('gaussian', outputs, given, least)
    const error = targets.sub(location).mul(exp(logScale.neg()))
    return meanByExample(error.square().mul(0.5).add(logScale).add(halfLogOfTwoPi))
  },
})
