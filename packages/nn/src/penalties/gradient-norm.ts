import { safeSqrt } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const gradientNorm = definePenalty({
  name: 'gradientNorm',
  summary: 'Keeps the gradient of the loss by the parameters small, which leads to flat minima.',
  formula: '‖∂(mean L)/∂θ‖₂, or its square, over all parameters that are trained',
  paper: {
    authors: 'Zhao, Zhang & Hu',
    year: 2022,
    title: 'Penalizing gradient norm for efficiently improving generalization in deep learning',
  },
  cost: 'the gradient by the parameters, and a backward pass through it: about twice the step',
  when: 'The training loss falls and that of the validation does not: flat minima tend to generalise better.',
  advice: {
    wants: ['sharpMinima', 'fewRows'],
    suggested:
      'A weight of 0.01 to 0.1; for the square a quarter of the learning rate is what finite steps do by themselves.',
    notWith: 'Minimizers such as lbfgs, which go by exact second derivatives of all rows.',
    limits:
      'A flat minimum is no promise: rescaled weights of a ReLU network are as sharp as one likes with the same function (Dinh et al. 2017).',
  },
  notes:
    'The paper approximates its derivative by a difference of two gradients; here it is exact. The square with a weight of a quarter of the learning rate is what gradient descent of finite steps does by itself (Barrett & Dherin 2021, implicit gradient regularization). At a gradient of zero the norm counts as flat: its derivative there is 0.',
  aliases: ['gradNorm', 'implicitGradientRegularization'],
  derivatives: 1,
  options: {
    squared: option.flag({ default: false, words: 'whether its square is penalised' }),
  },
  example: { options: { squared: true }, value: 12 },
  make:
    ({ squared }) =>
    ({ losses, trainable, gradient }) => {
      const square = Object.values(gradient(losses.mean(), trainable))
        .map((part) => part.square().sum())
        .reduce((total, part) => total.add(part))
      return squared ? square : safeSqrt(square)
    },
})
