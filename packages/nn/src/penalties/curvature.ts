import { mean, norm, sign, stopGradient, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { exampleAxes } from './example-axes.ts'

const table = {
  step: option.number({
    above: 0,
    default: 0.5,
    words: 'h, in units of the prepared inputs',
  }),
  direction: option.choice({
    values: ['sign', 'gradient'],
    default: 'sign',
    words: 'whether z is the sign of the gradient by element, or the gradient, at length 1',
  }),
}

export const curvature = definePenalty({
  name: 'curvature',
  summary: 'Keeps the input gradient the same a step further on where the loss grows: CURE.',
  formula: 'mean over examples of ‖∇L(x + h z) − ∇L(x)‖², z = sign(∇L) / ‖sign(∇L)‖ or ∇L / ‖∇L‖',
  paper: {
    authors: 'Moosavi-Dezfooli, Fawzi, Uesato & Frossard',
    year: 2019,
    title: 'Robustness via curvature regularization, and vice versa',
  },
  cost: 'a further forward pass, two gradients by the inputs, and a backward pass through them: about four times the step',
  when: 'A classifier that small attacks fool: adversarial training lowers the curvature of the loss, and this does so at the price of one step of it.',
  advice: {
    wants: ['adversaries', 'noise'],
    suggested:
      'A weight of 1 to 10, and a step as long as the attacks that are feared; the paper lets the step grow to 1.5 for images.',
    notWith:
      'Labels that are wrong: where the loss is large by right, it may be curved by right. Batch normalisation, which mixes the rows.',
    limits:
      'A little less robust than adversarial training of many steps, in the paper; beyond the step nothing is known.',
  },
  notes:
    'A finite difference of the length h, and not divided by it: about h² ‖H z‖², H the Hessian of the loss, for small h. So it sees the bends of ReLU that lie between both points. In float32 a step below 0.001 is lost in rounding.',
  aliases: ['cure', 'curvatureRegularization'],
  derivatives: 1,
  perExample: true,
  heldConstant: 'the direction z',
  options: table,
  differenceDivisor: (options) => readOptions('curvature', table, options, 'step').step,
  short: 'step',
  // z = (1, −1) / √2, along which f grows by 3 h / √2, and 2 f (2, −1) by 2 · 3 h / √2 (2, −1).
  example: { options: { step: 0.1 }, value: 0.9 },
  make:
    ({ step, direction }) =>
    ({ inputs, targets, loss, forward, gradient, inputGradient }) => {
      const slope = inputGradient()
      const axes = exampleAxes(slope)
      const towards = direction === 'sign' ? sign(slope) : slope
      const lengths = norm(towards, 2, axes, { keepDims: true })
      const isZero = lengths.equal(0).cast(lengths.dtype)
      const further = inputs.add(stopGradient(towards.div(lengths.add(isZero))).mul(step))
      const change = gradient(loss(forward(further), targets), further).sub(slope)
      return mean(sum(change.square(), axes))
    },
})
