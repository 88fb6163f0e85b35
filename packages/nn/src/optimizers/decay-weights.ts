import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { selectParameters } from '../parameter-selection.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

const weightDecay = {
  minimum: 0,
  words: 'the share of a weight that is taken off in each step, times the learning rate',
} as const

/** The options of optimizers with weights that decay. */
export const decayOptions = {
  weightDecay: option.schedule({ ...weightDecay, default: 0.01 }),
  decays: option.parameters({ default: 'all', words: 'which weights decay' }),
}

export const decayWeights = defineGradientTransform({
  name: 'decayWeights',
  summary: 'Lets weights decay: adds a share of each weight to its gradient.',
  formula: 'g + weightDecay · θ',
  paper: {
    authors: 'Krogh & Hertz',
    year: 1991,
    title: 'A simple weight decay can improve generalization',
  },
  cost: 'one pass over the weights',
  when: 'With sgd, instead of l2 with half the weight. Adaptive optimizers divide the decay by the size of the gradients: adamw does not.',
  advice: {
    wants: ['fewRows'],
    suggested: '1e-4 to 5e-4, with sgd.',
    notWith:
      'Layers before a normalisation, where it acts as a larger learning rate. adamw has it already.',
    limits: 'Small weights are not yet a smooth function.',
  },
  tuning: {
    strength: { option: 'weightDecay', from: 1e-5, to: 1e-2, scale: 'log' },
    group: 'weightDecay',
  },
  aliases: ['addDecayedWeights', 'weightDecay'],
  options: { weightDecay: option.schedule(weightDecay), decays: decayOptions.decays },
  short: 'weightDecay',
  example: {
    options: { weightDecay: 0.1 },
    parameters: [1, -2],
    gradients: [2, 0],
    updates: [2.1, -0.2],
  },
  make: ({ weightDecay: share, decays }) => ({
    init(_, variables) {
      selectParameters('decays', decays, variables)
      return {}
    },
    update(gradients, _, { parameters, variables, step }) {
      const decaying = selectParameters('decays', decays, variables)
      const updates = mapTensors([gradients, parameters], ([g, p], path) =>
        Object.hasOwn(decaying, path) ? g.add(p.mul(numberAt(share, step, p.dtype))) : g,
      )
      return { updates, state: {} }
    },
  }),
})
