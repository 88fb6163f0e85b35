import { where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { matchTargets, meanByExample } from './loss.ts'

export const huber = defineLoss({
  name: 'huber',
  summary: 'Squared error near the target, absolute error far from it.',
  formula:
    '½ e² where |e| ≤ δ, else δ (|e| − ½ δ), e = output − target; the mean over the outputs of an example',
  paper: {
    authors: 'Huber',
    year: 1964,
    title: 'Robust estimation of a location parameter',
    place: 'section 9',
  },
  cost: 'none to speak of',
  when: 'Regression with some targets that are far off: they pull with a force of δ and no more.',
  aliases: ['smoothL1'],
  outputs: 'values',
  options: {
    delta: option.number({
      above: 0,
      default: 1,
      words: 'the error at which the parabola becomes a line, in the units of the scaled target',
    }),
  },
  short: 'delta',
  example: { outputs: [0.5, 3], targets: [0, 0], value: [0.125, 2.5] },
  compute(outputs, targets, { delta }) {
    const error = outputs.sub(matchTargets('huber', outputs, targets))
    const distance = error.abs()
    // The square of the error itself: that of its size would lose the curvature at 0.
    const near = error.square().mul(0.5)
    const far = distance.sub(0.5 * delta).mul(delta)
    return meanByExample(where(distance.lessEqual(delta), near, far))
  },
})
