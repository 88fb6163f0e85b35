import { defineEnsemble } from '../catalogue/define.ts'
import { membersOption } from './members-option.ts'

export const monteCarloDropout = defineEnsemble({
  name: 'monteCarloDropout',
  summary: 'Predictions with dropout left on, averaged over several draws.',
  formula: 'p(y|x) = 1/M Σₘ p(y|x; θ, zₘ), zₘ what dropout and other layers draw in training',
  paper: {
    authors: 'Gal & Ghahramani',
    year: 2016,
    title: 'Dropout as a Bayesian approximation: representing model uncertainty in deep learning',
    place: 'equation 6',
  },
  cost: 'that of one training, and as many passes in a prediction as there are members',
  when: 'A model with dropout that should say how sure it is, without further training. The means are those of plain dropout or a little better; the spread is what it is for.',
  advice: {
    wants: ['overconfident'],
    suggested: '20 to 50 members; dropout of 0.1 to 0.2 behind every hidden layer.',
    notWith: 'Models without random layers, all of whose passes are one.',
    limits:
      'Its spread depends on the rate of dropout, and falls short far from the training rows.',
  },
  notes:
    'All random layers draw, such as gaussianNoise and residual with a dropRate; batchNorm goes by its running statistics. The draws are the same in every prediction, so that figures repeat; rows that are predicted together have different ones.',
  aliases: ['mcDropout', 'dropoutEnsemble', 'bayesianDropout'],
  options: { members: membersOption(20) },
  short: 'members',
  example: { options: { members: 4 }, weights: [3], inputs: [[2]], value: [[6]] },
  make: ({ members }) => ({ way: 'randomPasses', members }),
})
