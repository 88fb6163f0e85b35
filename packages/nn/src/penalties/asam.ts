import { abs, onesLike, stopGradient, type Variable } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Tensors } from '../tensors.ts'
import { mapTensors } from '../tensors.ts'
import { heldGradient, lossIncrease, ofLengthOne } from './loss-increase.ts'

export const asam = definePenalty({
  name: 'asam',
  summary:
    'Adaptive sharpness-aware minimization: as sam, with weights moved in proportion to their size.',
  formula:
    'L(θ + ε) − L(θ), ε = radius · T²∇L / ‖T∇L‖₂, T = |w| + stabilizer for weights, 1 for biases',
  paper: {
    authors: 'Kwon, Kim, Park & Choi',
    year: 2021,
    title:
      'ASAM: Adaptive sharpness-aware minimization for scale-invariant learning of deep neural networks',
  },
  cost: 'the gradient by the parameters, and a second forward and backward pass, beside those of the loss itself: between twice and three times the step',
  when: 'As sam, where weights differ in scale between layers or units: what relu networks compute does not change when a layer grows as the next one shrinks, and neither does this.',
  advice: {
    wants: ['sharpMinima', 'fewRows', 'wrongLabels'],
    suggested:
      'A radius of 0.5, 1 for many classes, with the weight 1 and the stabilizer 0.01, as the paper.',
    notWith: 'Minimizers such as lbfgs, which go by exact second derivatives of all rows.',
    limits:
      'Weights at 0 hardly move, and so what they could do is not seen: sparse networks are flat by this measure.',
  },
  notes:
    'The element-wise form of the paper; biases, which are what has that role, are moved as sam moves them, as in the authors’ program. The radius is ten times that of sam. L is the mean over the batch, without the weights of examples and without other penalties.',
  aliases: ['adaptiveSam', 'adaptiveSharpnessAwareMinimization'],
  heldConstant: 'ε',
  options: {
    radius: option.number({
      minimum: 0,
      default: 0.5,
      words: 'ρ, how far all parameters together are moved, in units of their sizes',
    }),
    stabilizer: option.number({
      minimum: 0,
      default: 0.01,
      words: 'η, added to the sizes of weights, so that those at 0 move too',
    }),
  },
  short: 'radius',
  // T∇L = (4, 2; 2), so ε = (8, 2; 2) / √24, and the output is 1 + 12 / √24 = 1 + √6.
  example: { options: { radius: 1, stabilizer: 0 }, value: 10.898979485566356 },
  make: ({ radius, stabilizer }) => {
    const sizeOf = (variable: Variable) =>
      variable.role === 'bias'
        ? onesLike(variable.value)
        : abs(stopGradient(variable.value)).add(stabilizer)
    return (evaluation) => {
      const sizes: Tensors = Object.fromEntries(
        Object.entries(evaluation.trainable).map(([path, variable]) => [path, sizeOf(variable)]),
      )
      const scaled = mapTensors([heldGradient(evaluation), sizes], ([g, size]) => g.mul(size))
      return lossIncrease(
        evaluation,
        mapTensors([ofLengthOne(scaled), sizes], ([step, size]) => step.mul(size).mul(radius)),
      )
    }
  },
})
