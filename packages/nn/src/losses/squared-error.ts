import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const squaredError = defineLoss({
  name: 'squaredError',
  summary: 'The square of the distance from the target.',
  formula: '(output − target)², the mean over the outputs of an example',
  paper: {
    authors: 'Legendre',
    year: 1805,
    title: 'Nouvelles méthodes pour la détermination des orbites des comètes',
    place: 'appendix',
  },
  cost: 'none to speak of',
  when: 'Regression whose answer should be the mean. With targets that are far off, huber.',
  notes:
    'Outputs [n], [n, 1] or [n, ...], targets of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['squared', 'mse', 'mseLoss', 'meanSquaredError', 'l2'],
  outputs: 'values',
  options: {},
  example: { outputs: [0.5, 3], targets: [0, 1], value: [0.25, 4] },
  compute(outputs, targets) {
    const wanted = matchTargets('squaredError', outputs, targets)
    return meanByExample(outputs.sub(wanted).square())
  },
})
