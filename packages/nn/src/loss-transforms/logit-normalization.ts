import { maximum } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const logitNormalization = defineLossTransform({
  name: 'logitNormalization',
  summary:
    'Trains on logits of one and the same length, so that only their direction counts: LogitNorm.',
  formula: 'L(f / (temperature · ‖f‖₂))',
  paper: {
    authors: 'Wei, Xie, Cheng, Feng, An & Li',
    year: 2022,
    title: 'Mitigating neural network overconfidence with logit normalization',
  },
  cost: 'none to speak of: a norm of each example’s logits',
  when: 'Classifiers that are sure of inputs unlike any they have seen: with a cross-entropy, logits of examples that are right grow without end, and these do not.',
  advice: {
    wants: ['overconfident'],
    suggested: 'A temperature of 0.04 (Wei et al. 2022), from 0.01 for many classes to 0.1.',
    notWith: 'One logit for two classes, of which only the sign would be left; logitPenalty.',
    limits:
      'The length of the logits is not trained: probabilities that are measured, with the loss of the validation, are of the logits as they are. What is right is what is likeliest; for probabilities divide the logits as in training, or fit a temperature.',
  },
  notes:
    'A length below 10⁻⁷ counts as that. With two classes the loss cannot fall below log(1 + exp(−√2 / temperature)).',
  aliases: ['logitNorm', 'normalizedLogits'],
  losses: ['classLogits'],
  lengths: 'equal',
  options: {
    temperature: option.number({
      above: 0,
      default: 0.04,
      words: 'what the normalised logits are divided by: the smaller, the surer they can be',
    }),
  },
  short: 'temperature',
  // (3, 4) of length 5, over 0.2: (3, 4) again. log(1 + e).
  example: {
    options: { temperature: 0.2 },
    loss: 'softmaxCrossEntropy',
    outputs: [[3, 4]],
    targets: [0],
    value: [1.3132616875182228],
  },
  make:
    ({ temperature }) =>
    (loss) =>
    (outputs, targets) => {
      const norms = outputs.norm(2, -1, { keepDims: true })
      return loss(outputs.div(maximum(norms, 1e-7).mul(temperature)), targets)
    },
})
