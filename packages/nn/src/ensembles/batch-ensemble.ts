import { where } from '@sobolev/core'
import { defineEnsemble } from '../catalogue/define.ts'
import { FactoredMembers } from './factored-members.ts'
import { membersOption } from './members-option.ts'

export const batchEnsemble = defineEnsemble({
  name: 'batchEnsemble',
  summary:
    'Members that share their kernels, each with factors of its own for the inputs and the units of every layer.',
  formula:
    'Wₘ = W ∘ rₘ sₘᵀ, rₘ for the inputs and sₘ for the units of a layer, 1 or −1 at first; biases of each member',
  paper: {
    authors: 'Wen, Tran & Ba',
    year: 2020,
    title: 'BatchEnsemble: an alternative approach to efficient ensemble and lifelong learning',
    place: 'equations 1 and 3',
  },
  cost: 'as many passes as there are members, in training and in predictions; a row and a column more for each kernel and member',
  when: 'An ensemble in one training and nearly the memory of one model, where deepEnsemble is too large to keep.',
  advice: {
    wants: ['overconfident', 'fewRows'],
    suggested: '4 members.',
    notWith:
      'Optimizers that take all rows of the data in each step: these are as many times more; batch normalisation, whose running statistics are those of all members together; weightNorm and weightStandardization, within which the factors of units cancel but for their signs.',
    limits: 'Less diverse than deepEnsemble, and in the paper a little less accurate.',
  },
  notes:
    'Each member sees each row of a batch, where the paper divides a batch among them: what is trained is the mean of the members’ losses. Kernels have the role kernel, factors the role scale. The random signs are one of the two beginnings of the paper.',
  aliases: ['rankOneEnsemble'],
  options: { members: membersOption(4) },
  short: 'members',
  // With one input and one unit the factors are signs, and each member gives 6 or −6: here 6, 6 and −6 in some order.
  example: { options: { members: 3 }, weights: [3], inputs: [[2]], value: [[2]] },
  make: ({ members }) => ({
    way: 'sharedWeights',
    members,
    build: (model, rng) =>
      new FactoredMembers(
        model,
        {
          name: 'batchEnsemble',
          members,
          hasOwnLast: false,
          draw: (source, size, { dtype }) =>
            where(source.bernoulli(0.5, [members, size]), 1, -1).cast(dtype),
        },
        rng,
      ),
  }),
})
