import { mean, sign, stopGradient } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberInMode } from '../schedules/number-at.ts'
import { anyLoss } from './any-loss.ts'

export const flooding = defineLossTransform({
  name: 'flooding',
  summary: 'Keeps the training loss from falling below a level: there the gradient points up.',
  formula: '|mean L − level| + level; each L is level ± (L − level), the sign that of the mean',
  paper: {
    authors: 'Ishida, Yamane, Sakai, Niu & Sugiyama',
    year: 2020,
    title: 'Do we need zero training loss after achieving zero training error?',
  },
  cost: 'a mean over the batch',
  when: 'Networks that bring the training loss to 0 while that of the validation rises: they wander about at the level and end in flatter places.',
  advice: {
    wants: ['fewRows', 'overconfident', 'sharpMinima'],
    suggested:
      'A level of 0.01 to 0.1 of a cross-entropy; a bit below the training loss where that of the validation begins to rise.',
    notWith:
      'Other changes of the loss after it, which would be of the losses with the sign: it comes last. Losses that are far above 0 at their best, unless the level is.',
    limits:
      'Does nothing until the loss of a batch is at the level. One more number to find, in the unit of the loss.',
  },
  notes:
    'The mean is that of the batch, before the weights of examples; with training.accumulate of each batch by itself. Penalties that differentiate the losses see those with the sign.',
  aliases: ['flood', 'lossFlooding'],
  losses: anyLoss,
  goesBy: 'mean',
  options: {
    level: option.schedule({ minimum: 0, words: 'below which the mean loss does not stay' }),
  },
  short: 'level',
  // The mean 2 is below 3: 3 − (L − 3) of each.
  example: {
    options: { level: 3 },
    loss: 'absoluteError',
    outputs: [[1], [3]],
    targets: [[0], [0]],
    value: [5, 3],
  },
  make:
    ({ level }) =>
    (loss, context) =>
    (outputs, targets) => {
      const losses = loss(outputs, targets)
      const least = numberInMode('flooding', level, context ?? {}, losses.dtype)
      const direction = stopGradient(sign(mean(losses).sub(least)))
      return losses.sub(least).mul(direction).add(least)
    },
})
