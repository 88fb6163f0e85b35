import { defineLoss } from '../catalogue/define.ts'
import { classMargins, marginOption } from './class-margins.ts'

export const hinge = defineLoss({
  name: 'hinge',
  summary: 'By how much the true class fails to lead each other class by a margin.',
  formula: 'Σ over the other classes k of max(0, margin − outputs[target] + outputs[k]) / classes',
  paper: {
    authors: 'Weston & Watkins',
    year: 1999,
    title: 'Support vector machines for multi-class pattern recognition',
  },
  cost: 'none to speak of',
  when: 'Classification in which only the order of the classes matters: examples that are right by the margin are left alone. Its scores are no logits: no probabilities are made of them.',
  notes:
    'As PyTorch’s MultiMarginLoss: the sum is divided by the number of all classes, the true one too. The derivative where a class lacks nothing is 0. Outputs are scores [n, classes]; targets are class numbers from 0, int32 [n]. Other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['hingeLoss', 'multiMarginLoss', 'categoricalHinge', 'svm'],
  outputs: 'classScores',
  options: { margin: marginOption },
  short: 'margin',
  example: { outputs: [[1, 0.5, 2.5, -1]], targets: [0], value: [0.75] },
  compute(outputs, targets, { margin }) {
    return classMargins('hinge', outputs, targets, margin).mean(1)
  },
})
