import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberInMode } from '../schedules/number-at.ts'

export const logitTemperature = defineLossTransform({
  name: 'logitTemperature',
  summary: 'Trains on logits that are divided by a temperature.',
  formula: 'L(f / temperature)',
  paper: {
    authors: 'Agarwala, Pennington, Dauphin & Schoenholz',
    year: 2020,
    title:
      'Temperature check: theory and practice for training models with softmax-cross-entropy losses',
  },
  cost: 'none to speak of: one division of the logits',
  when: 'How far logits must go before an example counts as learned: above 1 they grow further and examples count longer, below 1 the loss is soon 0 and the network stays near its beginning. To repair probabilities of a trained network, fit a temperature afterwards instead.',
  advice: {
    wants: ['overconfident', 'diverges'],
    suggested: 'Powers of ten from 0.01 to 10, with the learning rate searched beside it.',
    notWith: 'logitNormalization, which has a temperature of its own.',
    limits:
      'Probabilities that are measured are of the logits as they are, not of those that are trained on.',
  },
  aliases: ['lossTemperature', 'softmaxTemperature'],
  losses: ['classLogits', 'binaryLogit'],
  lengths: 'multiplied',
  options: {
    temperature: option.schedule({ above: 0, words: 'what the logits are divided by' }),
  },
  short: 'temperature',
  // (2, 4) / 2 = (1, 2): log(1 + e).
  example: {
    options: { temperature: 2 },
    loss: 'softmaxCrossEntropy',
    outputs: [[2, 4]],
    targets: [0],
    value: [1.3132616875182228],
  },
  make:
    ({ temperature }) =>
    (loss, context) =>
    (outputs, targets) =>
      loss(
        outputs.div(numberInMode('logitTemperature', temperature, context ?? {}, outputs.dtype)),
        targets,
      ),
})
