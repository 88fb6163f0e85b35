import { where } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { sgd } from './sgd.ts'
import { checkWrapped, wrappedOptimizer } from './wrapped-optimizer.ts'

export const lookahead = defineOptimizer({
  name: 'lookahead',
  summary:
    'Lets an optimizer run ahead for some steps, and then goes a part of the way to where it came.',
  formula: 'every k steps: φ ← φ + share · (θ − φ), θ ← φ; θ by the optimizer, φ the slow weights',
  paper: {
    authors: 'Zhang, Lucas, Hinton & Ba',
    year: 2019,
    title: 'Lookahead optimizer: k steps forward, 1 step back',
    place: 'algorithm 1',
  },
  cost: 'that of the optimizer, and a second copy of the weights',
  when: 'Noisy gradients, or a learning rate at the edge of what is stable: the way back averages steps that go to and fro.',
  advice: {
    wants: ['diverges', 'sharpMinima'],
    suggested:
      'k = 5 and a share of 0.5, with the learning rate of the optimizer alone (Zhang et al. 2019).',
    notWith:
      'Averages of every step, such as ema, which see the fast weights in between; optimizers that evaluate other weights themselves.',
    limits: 'The steps are shorter by the share: a training that ends early is behind.',
  },
  tuning: {},
  notes:
    'What the optimizer remembers stays as it is at the way back. Between two of them the weights that are evaluated are the fast ones: epochs whose number of steps divides by k end with slow ones.',
  aliases: ['ranger'],
  options: {
    ...wrappedOptimizer,
    every: option.integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 5,
      words: 'k, how many steps it runs ahead',
    }),
    share: option.number({
      above: 0,
      maximum: 1,
      default: 0.5,
      words: 'how much of the way the slow weights go',
    }),
  },
  // At each step half of a step of sgd.
  example: {
    options: { optimizer: sgd({ learningRate: 0.1 }), every: 1, share: 0.5 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.2, 0.05],
  },
  make({ optimizer, every, share }) {
    checkWrapped('lookahead', optimizer)
    return {
      ...(optimizer.draws && { draws: optimizer.draws }),
      goesBack: true,
      init: (parameters, variables) => ({
        ...optimizer.init(parameters, variables),
        'lookahead.slow': parameters,
      }),
      update(gradients, state, context) {
        const { parameters, step } = context
        const { updates, state: inner } = optimizer.update(gradients, state, context)
        const isTurn = step.add(1).mod(every).equal(0)
        const before = state['lookahead.slow'] ?? {}
        const slow = mapTensors([updates, parameters, before], ([update, fast, weights]) =>
          where(isTurn, weights.add(fast.add(update).sub(weights).mul(share)), weights),
        )
        return {
          updates: mapTensors([updates, parameters, slow], ([update, fast, weights]) =>
            where(isTurn, weights.sub(fast), update),
          ),
          state: { ...inner, 'lookahead.slow': slow },
        }
      },
    }
  },
})
