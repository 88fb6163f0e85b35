import { maximum } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

/** What a target of 0 counts as: the distance from 1 to the next float64, as in scikit-learn. */
const least = 2.220446049250313e-16

export const meanAbsolutePercentageError = defineMetric({
  name: 'meanAbsolutePercentageError',
  summary: 'How far outputs are from their targets on average, as a share of the target.',
  formula: 'mean |output − target| / max(|target|, 2⁻⁵²)',
  paper: {
    authors: 'de Myttenaere, Golden, Le Grand & Rossi',
    year: 2016,
    title: 'Mean absolute percentage error for regression models',
  },
  cost: 'none to speak of',
  when: 'Positive targets of very different sizes. It favours outputs that are too low, and says nothing where targets are near 0.',
  notes:
    'A share and not per cent: 0.1 is ten per cent. A target of 0 gives a huge number, as in scikit-learn. Over all elements, computed in float64; NaN for none. Outputs and targets have one shape, where [n] and [n, 1] stand for each other; others are a ShapeError.',
  aliases: ['mape'],
  better: 'smaller',
  takes: 'values',
  hasBaseline: true,
  options: {},
  example: { predictions: [1, 6], targets: [2, -4], value: 1.5 },
  accumulation: 'mean',
  compute(outputs, targets) {
    checkTensors('meanAbsolutePercentageError', { outputs, targets })
    const precise = outputs.cast('float64')
    const wanted = matchTargets('meanAbsolutePercentageError', precise, targets)
    return precise.sub(wanted).abs().div(maximum(wanted.abs(), least)).mean().item()
  },
})
