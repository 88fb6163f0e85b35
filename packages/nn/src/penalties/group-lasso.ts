import { definePenalty } from '../catalogue/define.ts'
import { groupOptions, sumOfGroupNorms } from './group-norms.ts'

export const groupLasso = definePenalty({
  name: 'groupLasso',
  summary: 'Pulls all weights of a unit, or of an input, to 0 together.',
  formula: 'Σ over groups √p ‖w‖₂, p the number of weights of the group',
  paper: {
    authors: 'Yuan & Lin',
    year: 2006,
    title: 'Model selection and estimation in regression with grouped variables',
  },
  cost: 'none to speak of: a norm of each group',
  when: 'A network that should be smaller: units, or filters, that are not needed vanish as a whole. With groups: inputs and the path of the first kernel in includes it selects columns of a table. Where single weights may vanish, take l1.',
  advice: {
    wants: ['smaller', 'wrongColumns'],
    suggested: 'A weight of 1e-5 to 1e-3.',
    notWith:
      'Layers before a normalisation, where the length of a unit’s weights changes nothing and they only shrink.',
    limits: 'Brings groups near 0, seldom to it: prune what is left below a threshold.',
  },
  notes:
    'For the units of networks: Scardapane, Comminiello, Hussain & Uncini 2017, “Group sparse regularization for deep neural networks”. The norm of a group of zeros has the derivative 0.',
  aliases: ['l21', 'groupSparsity', 'structuredSparsity'],
  options: groupOptions,
  // One unit with the weights 2 and −1: √2 · √5.
  example: { value: 3.1622776601683795 },
  make:
    ({ groups, includes }) =>
    ({ weights }) =>
      sumOfGroupNorms(weights(includes), groups),
})
