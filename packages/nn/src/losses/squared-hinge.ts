import { defineLoss } from '../catalogue/define.ts'
import { classMargins, marginOption } from './class-margins.ts'

export const squaredHinge = defineLoss({
  name: 'squaredHinge',
  summary: 'The squares of how far the true class fails to lead each other class by a margin.',
  formula: 'Σ over the other classes k of max(0, margin − outputs[target] + outputs[k])² / classes',
  paper: {
    authors: 'Tang',
    year: 2013,
    title: 'Deep learning using linear support vector machines',
  },
  cost: 'none to speak of',
  when: 'As hinge, with a slope that is continuous: a class that lacks much counts more, one that lacks little less.',
  notes:
    'As PyTorch’s MultiMarginLoss with p = 2: the sum is divided by the number of all classes, the true one too. Outputs are scores [n, classes]; targets are class numbers from 0, int32 [n]. Other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['squaredHingeLoss', 'l2Svm'],
  outputs: 'classScores',
  options: { margin: marginOption },
  short: 'margin',
  example: { outputs: [[1, 0.5, 2.5, -1]], targets: [0], value: [1.625] },
  compute(outputs, targets, { margin }) {
    return classMargins('squaredHinge', outputs, targets, margin).square().mean(1)
  },
})
