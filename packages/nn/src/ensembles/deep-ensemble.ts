import { defineEnsemble } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { membersOption } from './members-option.ts'

export const deepEnsemble = defineEnsemble({
  name: 'deepEnsemble',
  summary:
    'Several models trained from different first weights and orders of rows, one after the other or all at once.',
  formula: 'p(y|x) = 1/M Σₘ p(y|x; θₘ), θₘ of trainings that differ in their random numbers alone',
  paper: {
    authors: 'Lakshminarayanan, Pritzel & Blundell',
    year: 2017,
    title: 'Simple and scalable predictive uncertainty estimation using deep ensembles',
    place: 'algorithm 1',
  },
  cost: 'as many trainings, and as many passes in a prediction, as there are members; together, threads take members instead of parts of each step, and small models share what a step costs beside its arithmetic',
  when: 'The surest way to better figures and to probabilities that mean what they say, where the time is there. With little time: batchEnsemble, tabM, or snapshotEnsemble.',
  advice: {
    wants: ['overconfident', 'fewRows', 'otherPlaces'],
    suggested: '5 members, as the paper; each further one brings less.',
    notWith: 'A checkpoint that training starts from, which would make the members alike.',
    limits:
      'What all members get wrong stays wrong; of no use where training always ends in the same weights, as without hidden layers.',
  },
  notes:
    'All members have the same rows for training and validation. The first is the run without an ensemble, bit for bit; member m draws from the child m of the run’s source. Each stops early, and has its best epoch, by itself, by its own figures; those of a run are of all members as one. With together: true a step of each is taken at a time, each by one thread: every member has the weights, bit for bit, that it has alone. The adversarial training of the paper is a penalty of its own.',
  aliases: ['ensemble', 'deepEnsembles', 'randomSeeds'],
  options: {
    members: membersOption(5),
    together: option.flag({
      default: false,
      words: 'whether all are trained at once, as one program, with the same weights',
    }),
  },
  short: 'members',
  example: { options: { members: 2 }, weights: [1, 4], inputs: [[2]], value: [[5]] },
  make: ({ members, together }) => ({ way: 'separateTrainings', members, together }),
})
