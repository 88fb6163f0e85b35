import { defineAverage } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt, oneMinus } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

export const ema = defineAverage({
  name: 'ema',
  summary:
    'The exponential moving average of the weights, from the weights before the first step on.',
  formula: 'average ← decay · average + (1 − decay) · weights, after each step',
  paper: {
    authors: 'Tarvainen & Valpola',
    year: 2017,
    title: 'Mean teachers are better role models',
    place: 'section 2',
  },
  cost: 'a second copy of the weights, and one pass over both; with batchNorm a forward pass over the training rows for each evaluation',
  when: 'Nearly always worth a try: it evens out the noise of the last steps, as a falling learning rate does. Training shorter than a few times 1 / (1 − decay) steps needs a smaller decay.',
  advice: {
    wants: ['diverges', 'fewRows'],
    suggested: 'A decay of 0.99 for hundreds of steps, 0.999 for tens of thousands.',
    notWith: 'Optimizers that evaluate other weights themselves, such as scheduleFreeAdamw.',
    limits: 'Follows late: after a short training it holds the beginning.',
  },
  tuning: { strength: { option: 'decay', values: [0.9, 0.99, 0.999] }, group: 'average' },
  notes:
    'With batchNorm a pass over the training rows gives the average statistics of its own, as for swa. That averages of the weights converge faster than the weights themselves was shown by Polyak & Juditsky (1992), for equal means.',
  aliases: ['exponentialMovingAverage', 'movingAverage', 'polyak'],
  options: {
    decay: option.schedule({
      minimum: 0,
      below: 1,
      default: 0.999,
      words: 'the share of the average that is kept in each step',
    }),
  },
  short: 'decay',
  example: { options: { decay: 0.75 }, values: [1, 5, 4], value: 2.5 },
  make: ({ decay }) => ({
    init: (parameters) => parameters,
    update: (average, parameters, step) =>
      mapTensors([average, parameters], ([mean, weights]) => {
        const share = numberAt(decay, step, mean.dtype)
        return mean.mul(share).add(weights.mul(oneMinus(share)))
      }),
  }),
})
