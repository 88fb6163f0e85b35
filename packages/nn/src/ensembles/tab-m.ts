import { ones, where } from '@sobolev/core'
import { defineEnsemble } from '../catalogue/define.ts'
import { FactoredMembers } from './factored-members.ts'
import { membersOption } from './members-option.ts'

export const tabM = defineEnsemble({
  name: 'tabM',
  summary:
    'Many members that share all but the last kernel, and begin to differ at the inputs of the first layer.',
  formula:
    'Wₘ = W ∘ rₘ sₘᵀ; r of the first kernel 1 or −1 at first, all other factors 1; biases and the last kernel of each member',
  paper: {
    authors: 'Gorishniy, Kotelnikov & Babenko',
    year: 2025,
    title: 'TabM: advancing tabular deep learning with parameter-efficient ensembling',
    place: 'section 3',
  },
  cost: 'as many passes as there are members, in training and in predictions; in memory little more than one model',
  when: 'Tables, with two or three dense layers: in the paper’s comparison of deep learning for tables it is the best on average. With early stopping by the figures of the ensemble.',
  advice: {
    wants: ['fewRows', 'overconfident'],
    suggested: '32 members, two or three dense layers of 256 to 512 units, dropout 0.1, adamw.',
    notWith:
      'Models without a kernel before the last, whose members share nothing; batch normalisation, whose running statistics are those of all members together; weightNorm and weightStandardization, within which the factors of units cancel but for their signs.',
    limits: 'Members by themselves are worse than one model: it is their mean that is good.',
  },
  notes:
    'It is batchEnsemble that begins with nearly equal members, with outputs of their own. What is trained is the mean of the members’ losses, on the same rows; what is measured is their mean prediction.',
  aliases: ['tabularEnsemble'],
  options: { members: membersOption(32) },
  short: 'members',
  // One kernel alone is the last, of each member: with one number in it all are equal.
  example: { options: { members: 2 }, weights: [3], inputs: [[2]], value: [[6]] },
  make: ({ members }) => ({
    way: 'sharedWeights',
    members,
    build: (model, rng) =>
      new FactoredMembers(
        model,
        {
          name: 'tabM',
          members,
          hasOwnLast: true,
          draw: (source, size, { index, side, dtype }) =>
            index === 0 && side === 'inputs'
              ? where(source.bernoulli(0.5, [members, size]), 1, -1).cast(dtype)
              : ones([members, size], { dtype }),
        },
        rng,
      ),
  }),
})
