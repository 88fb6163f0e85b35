import { mean, type Rng, sqrt, square, type Tensor, takeAlongAxis, where } from '@sobolev/core'
import { defineInitialization } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import type { LinearWeights } from './initialization.ts'

export const fromData = defineInitialization({
  name: 'fromData',
  summary:
    'Kernels with which each unit has a standard deviation of 1 on rows of the training part, and biases that set its bend among these rows.',
  formula:
    'W ~ N(0, 1), each column divided by the standard deviation of x · W; bⱼ = −Σₖ wₖ (x₍ₖ₎ · Wⱼ), x₍ₖ₎ some rows at random, w their shares: exponential numbers divided by their sum',
  paper: {
    authors: 'Steinwart',
    year: 2019,
    title: 'A sober look at neural network initializations',
    place: 'he+5; with kernels by data in Holzmüller, Grinsztajn & Steinwart 2024, section 3',
  },
  cost: 'one pass of some thousand rows before the first step',
  when: 'Tables: whatever the size of the inputs, each unit begins with something to say about the rows there are.',
  notes:
    'It is for all dense layers, the output layer too, one after the other as a pass meets them, in place of kernelInitializer and biasInitializer; at most 4,096 rows of the training part are taken, at random by the seed. A unit that is the same for all of them has kernels of N(0, 1 / inputs). Other layers, and dense layers within those that change weights, such as spectralNorm, keep what their initializers gave. Each member of an ensemble begins by random numbers of its own; in tabM members begin with the same shared kernels and biases, as without it. Of a checkpoint in from the weights replace these.',
  aliases: ['dataDependent', 'heFive', 'he+5', 'unitVariance', 'lsuv'],
  options: {
    kernels: option.choice({
      values: ['normal', 'scaled'],
      default: 'normal',
      words:
        'normal: drawn anew; scaled: what the initializers drew, each unit multiplied until its standard deviation is 1',
    }),
    points: option.integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 5,
      words:
        'how many rows a bias is a mixture of; 0 leaves biases as their initializers gave them',
    }),
  },
  // The weight ½ makes the outputs have the standard deviation 1.
  example: { options: { points: 0 }, inputs: [[2], [6]], value: [[1], [3]] },
  make: ({ kernels, points }) => ({
    begin(layer, inputs, rng) {
      const kernel = scaledKernel(layer, inputs, kernels === 'normal' ? rng.split('kernel') : null)
      layer.kernel.assign(layer.factor === 1 ? kernel : kernel.div(layer.factor))
      if (layer.bias === null || points === 0) return
      const mixtures = mixturesOf(inputs.matmul(kernel), points, rng.split('bias'))
      layer.bias.assign(mixtures.neg())
    },
  }),
})

/** A kernel whose units have the standard deviation 1: drawn from `rng`, or what the layer has. */
function scaledKernel(layer: LinearWeights, inputs: Tensor, rng: Rng | null): Tensor {
  const { shape, value } = layer.kernel
  const dtype = floatDType('fromData: kernel', value)
  const [fanIn = 1] = shape
  const drawn = rng?.normal(shape, { dtype }) ?? value.mul(layer.factor)
  const sums = inputs.matmul(drawn)
  const centred = sums.sub(mean(sums, 0, { keepDims: true }))
  const deviations = sqrt(mean(square(centred), 0, { keepDims: true }))
  // What does not differ cannot be made to.
  const usual = rng ? Math.sqrt(fanIn) : 1
  return drawn.div(where(deviations.greater(1e-6), deviations, usual))
}

/** For each column of sums [m, units] a random mixture of some of its numbers: [units]. */
function mixturesOf(sums: Tensor, points: number, rng: Rng): Tensor {
  const [rows = 1, units = 1] = sums.shape
  const dtype = floatDType('fromData: sums', sums)
  const places = rng
    .split('rows')
    .uniform([points, units], { low: 0, high: rows, dtype: 'float64' })
  const picked = takeAlongAxis(sums, places.floor().cast('int32'), 0)
  const weights = rng.split('weights').exponential([points, units], { dtype })
  return picked.mul(weights).sum(0).div(weights.sum(0))
}
