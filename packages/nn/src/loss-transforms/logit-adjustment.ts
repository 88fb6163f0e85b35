import { log, ShapeError, tensor } from '@sobolev/core'
import { defineLossTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const logitAdjustment = defineLossTransform({
  name: 'logitAdjustment',
  summary:
    'Trains on logits to which the logarithms of the class frequencies are added, so that rare classes are not passed over.',
  formula: 'L(f + strength · log(counts / Σ counts))',
  paper: {
    authors: 'Menon, Jayasumana, Rawat, Jain, Veit & Kumar',
    year: 2021,
    title: 'Long-tail learning via logit adjustment',
  },
  cost: 'none to speak of: a sum of the logits with a vector',
  when: 'Classes of very different size, where each should be recognised as often as the others: what is predicted is the class that is likeliest if all were equally frequent.',
  advice: {
    wants: ['rareClasses'],
    suggested: 'A strength of 1, with the counts of the training part.',
    notWith: 'Class weights and resampling, which adjust for the same.',
    limits:
      'Overall accuracy falls where classes stay as unequal as they are: balancedAccuracy is what rises. Probabilities are those of equal classes.',
  },
  notes:
    'Counts are in the order of the classes; only their ratios count. Those of the training part are its rows, or steps with a target; the library is told them by objective({ layout: { inputs: {}, classCounts } }). A class without any counts as one. The loss of the validation is that of the logits without what is added.',
  aliases: ['logitAdjustedLoss', 'balancedSoftmax', 'priorCorrection'],
  losses: ['classLogits'],
  options: {
    counts: option.list({
      of: option.number({ above: 0, words: 'how frequent a class is' }),
      or: ['training'],
      default: 'training',
      words: 'how often each class occurs, in their order; training: as in what is trained on',
    }),
    strength: option.number({ minimum: 0, default: 1, words: 'τ, how much of it is added' }),
  },
  // Logits log 1 + log ⅓ and log 3 + log ⅔, exponentials as 1 to 6: log 7.
  example: {
    options: { counts: [10, 20] },
    loss: 'softmaxCrossEntropy',
    outputs: [[0, 1.0986122886681098]],
    targets: [0],
    value: [1.945910149055313],
  },
  make:
    ({ counts, strength }) =>
    (loss, context) =>
    (outputs, targets) => {
      const { shape, dtype } = outputs
      const frequencies = counts === 'training' ? context?.classCounts : counts
      if (frequencies === undefined)
        throw new TypeError(
          'logitAdjustment: needs to know how often each class occurs, got no counts; give counts, or objective({ layout: { inputs: {}, classCounts: [90, 10] } })',
        )
      if (outputs.rank !== 2 || shape[1] !== frequencies.length)
        throw new ShapeError(
          `logitAdjustment: counts must have a number for each class of logits [n, classes], got ${frequencies.length} for [${shape.join(', ')}]`,
        )
      const present = frequencies.map((count) => (count === 0 ? 1 : count))
      const sum = present.reduce((total, count) => total + count, 0)
      const offsets = log(
        tensor(
          present.map((count) => count / sum),
          { dtype: 'float64' },
        ),
      )
      return loss(outputs.add(offsets.mul(strength).cast(dtype)), targets)
    },
})
