import { defineLoss } from '../catalogue/define.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const absoluteError = defineLoss({
  name: 'absoluteError',
  summary: 'The distance from the target.',
  formula: '|output − target|, the mean over the outputs of an example',
  paper: {
    authors: 'Edgeworth',
    year: 1887,
    title: 'On observations relating to several quantities',
  },
  cost: 'none to speak of',
  when: 'Regression whose answer should be the median: targets that are far off pull no more than others. Its second derivative is 0, so that a penalty on the input gradient sees only the size of the model’s slopes.',
  notes:
    'The derivative where output and target are equal is 0. Outputs [n], [n, 1] or [n, ...], targets of any dtype in that shape; [n] and [n, 1] stand for each other. Other shapes are a ShapeError.',
  aliases: ['absolute', 'mae', 'l1', 'l1Loss', 'meanAbsoluteError'],
  outputs: 'values',
  options: {},
  example: { outputs: [0.5, 3], targets: [0, 1], value: [0.5, 2] },
  compute(outputs, targets) {
    const wanted = matchTargets('absoluteError', outputs, targets)
    return meanByExample(outputs.sub(wanted).abs())
  },
})
