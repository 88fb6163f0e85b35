import type { Tensor } from '@sobolev/core'
import { defineEnsemble } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Tensors } from '../tensors.ts'
import { membersOption } from './members-option.ts'

export const snapshotEnsemble = defineEnsemble({
  name: 'snapshotEnsemble',
  summary: 'The weights at the end of each cycle of the learning rate, as members of one training.',
  formula: 'p(y|x) = 1/M Σₘ p(y|x; θₘ), θₘ the weights after each of the last M cycles',
  paper: {
    authors: 'Huang, Li, Pleiss, Liu, Hopcroft & Weinberger',
    year: 2017,
    title: 'Snapshot ensembles: train 1, get M for free',
    place: 'section 3',
  },
  cost: 'that of one training, M copies of the weights, and M passes in a prediction',
  when: 'An ensemble for the price of one training: with a learning rate that falls and starts again, cosineRestarts of the same duration, so that each cycle ends in another minimum.',
  advice: {
    wants: ['overconfident', 'fewRows'],
    suggested: 'Cycles of a fifth to a tenth of the epochs; the last 3 to 5 snapshots.',
    notWith:
      'A learning rate that does not restart, whose snapshots are nearly alike; average, which is of all weights.',
    limits:
      'Members are less diverse than those of deepEnsemble, and each is trained for one cycle.',
  },
  notes:
    'Before the end of the first cycle what is evaluated are the weights as they are. Weights are looked at at the end of epochs.',
  aliases: ['snapshots', 'snapshotEnsembling', 'cyclicEnsemble'],
  options: {
    cycle: option.duration({ words: 'how long a cycle of the learning rate takes' }),
    members: membersOption(5),
  },
  short: 'cycle',
  // Of six steps the weights after the second, the fourth and the sixth; the last two of these are 4 and 8.
  example: {
    options: { cycle: 2, members: 2 },
    weights: [1, 2, 3, 4, 5, 8],
    inputs: [[2]],
    value: [[12]],
  },
  make: ({ cycle, members }) => ({
    way: 'gatheredWeights',
    isDue: (steps) => steps % cycle === 0,
    gather(state, weights) {
      const latest = [...snapshotsIn(state), weights].slice(-members)
      return Object.assign(
        {},
        ...latest.map((snapshot, index) =>
          Object.fromEntries(
            Object.entries(snapshot).map(([path, value]) => [`${index}.${path}`, value]),
          ),
        ),
      )
    },
    members: snapshotsIn,
  }),
})

/** The snapshots by their age: weights under the number of theirs and their path, `0.layers.0.kernel`, in any order. */
function snapshotsIn(state: Tensors): Tensors[] {
  const snapshots = new Map<string, Record<string, Tensor>>()
  for (const [name, value] of Object.entries(state)) {
    const dot = name.indexOf('.')
    const index = name.slice(0, dot)
    snapshots.set(index, { ...snapshots.get(index), [name.slice(dot + 1)]: value })
  }
  // A checkpoint has names in the order of texts, in which 10 stands before 2.
  return [...snapshots].sort(([a], [b]) => Number(a) - Number(b)).map(([, weights]) => weights)
}
