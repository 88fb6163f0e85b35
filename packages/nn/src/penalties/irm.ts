import { sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { exampleAxes } from './example-axes.ts'
import { groupMeans, groupsOption, membersOf } from './groups.ts'
import { twoSites } from './two-sites.ts'

export const irm = definePenalty({
  name: 'irm',
  summary:
    'Asks for outputs that are best scaled in every environment at once, so that the model relies on what holds in all of them.',
  formula: 'mean over environments e of (∂Rₑ(w · f)/∂w)² at w = 1, Rₑ the mean loss in e',
  paper: {
    authors: 'Arjovsky, Bottou, Gulrajani & Lopez-Paz',
    year: 2019,
    title: 'Invariant risk minimization',
    place: 'IRMv1, whose sum over environments is a mean here',
  },
  cost: 'the gradient of the loss by the outputs, and a backward pass through it: little beside a step',
  when: 'The rows are from several places, times or devices, and some column predicts the target by a relation that differs between them. It takes at least two environments that differ in that relation.',
  advice: {
    wants: ['otherPlaces', 'wrongColumns'],
    suggested:
      'Begin with the loss alone and let the weight rise: linear from 0 to 1 or 10, over most of training; for the colored digits of the paper far more. Large batches.',
    notWith:
      'Small batches: the square of a mean over few rows is too large by its variance. Batch normalisation, which mixes the environments.',
    limits:
      'A large weight from the start may end in outputs that are small or wrong, for these are stationary too (Kamath et al. 2021). Needs about as many environments as there are misleading directions, and may fail where the model is not linear (Rosenfeld et al. 2021); tuned well, plain training is often as good (Gulrajani & Lopez-Paz 2021).',
  },
  notes:
    'Outputs are what the loss takes: logits of classes. With the sum over outputs k, ∂Rₑ/∂w is the mean over e of Σₖ fₖ ∂L/∂fₖ. Environments without rows in a batch do not count. Row weights do not change it.',
  aliases: ['irmv1', 'invariantRiskMinimization'],
  derivatives: 1,
  environmentDerivatives: true,
  differentiatesBy: 'outputs',
  options: { environments: groupsOption('the columns that say which environment a row is from') },
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: 34,
  },
  make:
    ({ environments }) =>
    (evaluation) => {
      const { losses, outputs, gradient } = evaluation
      const slopes = outputs.mul(gradient(losses, outputs))
      const members = membersOf('irm', environments, evaluation)
      const { means, count } = groupMeans(sum(slopes, exampleAxes(slopes)), members)
      return sum(means.square()).div(count)
    },
})
