import { full, log, softmax, stopGradient, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { groupMeans, groupsOption, membersOf } from './groups.ts'
import type { PenalizedModel } from './penalty.ts'
import { twoSites } from './two-sites.ts'

export const groupDro = definePenalty({
  name: 'groupDro',
  summary: 'Adds the loss of the groups that do worst, found as training goes on.',
  formula:
    'Σ q_g R_g over groups g, R_g the mean loss in g; in each step q_g ← q_g exp(η R_g), divided by the sum of all',
  paper: {
    authors: 'Sagawa, Koh, Hashimoto & Liang',
    year: 2020,
    title:
      'Distributionally robust neural networks for group shifts: on the importance of regularization for worst-case generalization',
    place: 'algorithm 1',
  },
  cost: 'none to speak of: a sum by group',
  when: 'Some groups of rows are few and do badly, and must not: groups of places, or of a class together with what goes with it by chance.',
  advice: {
    wants: ['rareClasses', 'otherPlaces', 'wrongColumns'],
    suggested:
      'A weight of 1 adds the worst groups to the mean of all; 10 is nearly theirs alone, as in the paper. stepSize 0.01.',
    notWith:
      'Large models without another penalty: where all groups are learned to a loss of 0 there is no worst one. The paper needs strong weight decay or early stopping.',
    limits:
      'The groups must be known in training. Noisy groups draw the weight: their loss cannot be made small.',
  },
  notes:
    'The loss itself stays in the total, which the paper’s method has not. Groups without rows in a batch have a mean of 0 there. q begins with the same weight for each group, is kept in checkpoints, and no derivative passes through it.',
  aliases: ['distributionallyRobust', 'worstGroup', 'gdro'],
  heldConstant: 'the weights q of the groups',
  options: {
    groups: groupsOption(
      'the columns that say which group a row is of; of several, each combination',
    ),
    stepSize: option.number({
      above: 0,
      default: 0.01,
      words: 'η: how fast the weight goes to the groups that do worst',
    }),
  },
  // From (½, ½): e and e⁴ in proportion, or 1 and 20.0855; the losses 1 and 4 so weighed.
  example: {
    options: { groups: 'site', stepSize: 1 },
    ...twoSites,
    value: 3.8577223804673,
  },
  make: ({ groups, stepSize }) => {
    const penalty = (evaluation: Evaluation) => {
      const { losses, mode, state } = evaluation
      const members = membersOf('groupDro', groups, evaluation)
      const { means } = groupMeans(losses, members)
      const before = state.q?.value ?? full([members.shape[1] ?? 1], 1, { dtype: 'float64' })
      // q exp(η R) by logarithms and in float64: its exponential may be infinite, and small weights must come back.
      const q = softmax(log(before).add(stopGradient(means).cast('float64').mul(stepSize)), 0)
      if (mode.training) state.q?.assign(q)
      return sum(q.cast(losses.dtype).mul(means))
    }
    const init = ({ groupCount }: PenalizedModel) => {
      const count = groupCount(groups)
      return { q: full([count], 1 / count, { dtype: 'float64' }) }
    }
    return Object.assign(penalty, { init })
  },
})
