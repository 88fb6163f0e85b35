import type { Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { selectParameters } from '../parameter-selection.ts'
import type { PenalizedModel } from './penalty.ts'

export const startingPoint = definePenalty({
  name: 'startingPoint',
  summary: 'Keeps weights near those that training begins with.',
  formula: '½ Σ (w − w⁰)², w⁰ the weights before the first step',
  paper: {
    authors: 'Li, Grandvalet & Davoine',
    year: 2018,
    title: 'Explicit inductive bias for transfer learning with convolutional networks',
    place: 'L2-SP',
  },
  cost: 'none to speak of: a sum over the weights, and a copy of them',
  when: 'A trained network is trained on for another task with few rows, and should forget little: from: in a config. elasticWeightConsolidation tells weights that mattered from others.',
  advice: {
    wants: ['forgets', 'fewRows'],
    suggested:
      'A weight of 0.01 to 0.1 for what was trained before, with l2 of 0.01 for a new last layer, as the paper.',
    notWith:
      'l2 on the same weights, which pulls them elsewhere. Weights that begin at random, which there is no reason to stay near.',
    limits:
      'All weights count alike: those that do not matter for what was learned before are held as well.',
  },
  notes:
    'w⁰ is kept in checkpoints, so that training that is resumed is held at where it began. A new last layer is left out by includes, such as layers.0.kernel.',
  aliases: ['l2sp', 'stayClose', 'distanceFromInitialization'],
  options: {
    includes: option.parameters({ default: 'all', words: 'which weights are held' }),
  },
  // Before the first step all is where it was.
  example: { value: 0 },
  make: ({ includes }) => {
    const penalty = ({ weights, state }: Evaluation): Tensor =>
      Object.entries(weights(includes))
        .flatMap(([path, { value }]) => {
          const before = state[path]
          return before ? [value.sub(before.value).square().sum()] : []
        })
        .reduce((total, square) => total.add(square))
        .mul(0.5)
    const init = ({ variables }: PenalizedModel) =>
      Object.fromEntries(
        Object.entries(selectParameters('startingPoint', includes, variables)).map(
          ([path, { value }]) => [path, value],
        ),
      )
    return Object.assign(penalty, { init })
  },
})
