import { sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { groupMeans, groupsOption, membersOf } from './groups.ts'
import { twoSites } from './two-sites.ts'

export const vrex = definePenalty({
  name: 'vrex',
  summary: 'Makes the loss the same in every environment.',
  formula: 'variance over environments e of Rₑ, the mean loss in e: mean of (Rₑ − R̄)²',
  paper: {
    authors: 'Krueger et al.',
    year: 2021,
    title: 'Out-of-distribution generalization via risk extrapolation (REx)',
    place: 'V-REx',
  },
  cost: 'none to speak of: a sum by environment',
  when: 'The rows are from several places, times or devices, and the model should do as well in another: what makes the loss differ between environments is not relied on. Simpler and steadier than irm, also where the inputs themselves are distributed otherwise.',
  advice: {
    wants: ['otherPlaces', 'rareClasses'],
    suggested: 'A weight of 1 to 10; in the paper for colored digits 1e4 after a warm-up.',
    notWith:
      'Environments of different noise: it makes the loss worse where it could be small. Small batches, in which the mean losses differ by chance.',
    limits:
      'Equal losses say nothing of how large they are: watch the loss beside it. The worst environment is what groupDro makes small.',
  },
  notes:
    'Environments without rows in a batch do not count. Row weights do not change it. With one environment it is 0.',
  aliases: ['rex', 'riskExtrapolation'],
  options: { environments: groupsOption('the columns that say which environment a row is from') },
  // The losses are 1 and 4, their mean 2.5.
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: 2.25,
  },
  make:
    ({ environments }) =>
    (evaluation) => {
      const members = membersOf('vrex', environments, evaluation)
      const { means, isThere, count } = groupMeans(evaluation.losses, members)
      const distances = means.sub(sum(means).div(count)).mul(isThere)
      return sum(distances.square()).div(count)
    },
})
