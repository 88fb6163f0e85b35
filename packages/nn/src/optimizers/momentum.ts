import { zerosLike } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

/** What a momentum may be, here and in optimizers that have one. */
export const momentumRange = { minimum: 0, below: 1 } as const

export const momentum = defineGradientTransform({
  name: 'momentum',
  summary: 'Gathers speed: a running sum of the gradients takes their place.',
  formula: 'v ← momentum · v + g, and v in place of g; with nesterov, g + momentum · v',
  paper: {
    authors: 'Sutskever et al.',
    year: 2013,
    title: 'On the importance of initialization and momentum in deep learning',
    place: 'section 2',
  },
  cost: 'a second copy of the weights',
  when: 'Before an optimizer that has none of its own.',
  notes:
    'In the form that PyTorch’s SGD gives it, without dampening: a steady gradient comes to 1 / (1 − momentum) times itself.',
  aliases: ['heavyBall', 'nesterov'],
  options: {
    momentum: option.schedule({ ...momentumRange, words: 'the share of the speed that is kept' }),
    nesterov: option.flag({ default: false, words: 'whether it looks one step ahead' }),
  },
  short: 'momentum',
  example: {
    options: { momentum: 0.5, nesterov: true },
    parameters: [1, -2],
    gradients: [2, -4],
    updates: [3, -6],
  },
  make: ({ momentum: mu, nesterov }) => ({
    init: (parameters) => ({
      'momentum.velocity': mapTensors([parameters], ([p]) => zerosLike(p)),
    }),
    update(gradients, state, { step }) {
      const velocity = mapTensors([gradients, state['momentum.velocity'] ?? {}], ([g, v]) =>
        v.mul(numberAt(mu, step, v.dtype)).add(g),
      )
      const updates = nesterov
        ? mapTensors([gradients, velocity], ([g, v]) => g.add(v.mul(numberAt(mu, step, v.dtype))))
        : velocity
      return { updates, state: { 'momentum.velocity': velocity } }
    },
  }),
})
