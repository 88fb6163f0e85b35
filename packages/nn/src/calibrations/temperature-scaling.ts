import { grad, type Tensor, tensor } from '@sobolev/core'
import { defineCalibration } from '../catalogue/define.ts'

/** By what logits are multiplied to see which rows are right: the loss of these is 0. */
const SURE = 1e9

/** The inverse temperatures between which the best one is looked for. */
const BOUNDS = [0.01, 100] as const

export const temperatureScaling = defineCalibration({
  name: 'temperatureScaling',
  summary:
    'Divides the logits of a trained classifier by one number, with which its probabilities say how often it is right.',
  formula: 'p = softmax(logits / T), T the number with the least log loss on the validation part',
  paper: {
    authors: 'Guo, Pleiss, Sun & Weinberger',
    year: 2017,
    title: 'On calibration of modern neural networks',
    place: 'section 4.2',
  },
  cost: 'a few evaluations of the loss on the outputs of the validation part, after training',
  when: 'Nearly always where probabilities of a classifier are used as such. What is predicted, and accuracy, stay as they are.',
  advice: {
    wants: ['overconfident'],
    suggested: 'Nothing to choose; some hundred validation rows.',
    notWith: 'Regression; losses whose scores are no logits, such as hinge.',
    limits:
      'One number for all rows: classes or kinds of rows that are off in different ways stay so. Figures of the validation part, by which it is fitted, come out a little too good.',
  },
  notes:
    'The log loss is convex in 1 / T, and the least is found by Newton’s method within 0.01 ≤ T ≤ 100; where every validation row is right, any smaller T would be better still, down to probabilities of 0 and 1 that the next mistake makes infinitely wrong: T then stays 1, and training says so. Above 1 the classifier was overconfident. With an ensemble the averaged outputs are divided.',
  aliases: ['plattScaling', 'temperature', 'calibration'],
  options: {},
  // Two of three rows are right, where the logits say σ(2 log 2) = 4/5: T = 2 says σ(log 2) = 2/3.
  example: {
    outputs: [
      [0, 1.3862943611198906],
      [0, 1.3862943611198906],
      [0, 1.3862943611198906],
    ],
    targets: [1, 1, 0],
    value: 2,
  },
  make: () => ({
    init: () => ({ temperature: tensor(1) }),
    fit(outputs, targets, logLoss) {
      const logits = outputs.cast('float64')
      const surest = logLoss(logits.mul(SURE), targets).mean().item()
      if (surest < 1e-9) return { temperature: tensor(1) }
      const slope = grad((inverse: Tensor) => logLoss(logits.mul(inverse), targets).mean())
      const curvature = grad(slope)
      return { temperature: tensor(1 / rootOf(slope, curvature)) }
    },
    remark({ temperature }) {
      const value = temperature?.item()
      if (value === 1)
        return 'every row of the validation part is predicted right, so that no temperature is the best: outputs stay as they are; a larger part would tell'
      if (value === undefined || value < 1 / BOUNDS[0] - 0.01) return null
      return 'the temperature is the largest there is: of the validation part the outputs say nothing, and all classes become equally likely'
    },
    apply: (outputs, { temperature }) =>
      temperature === undefined ? outputs : outputs.div(temperature.cast(outputs.dtype)),
  }),
})

/** Where a rising function is 0, by Newton's method within a bracket that halves where a step leaves it. */
function rootOf(f: (x: Tensor) => Tensor, slope: (x: Tensor) => Tensor): number {
  let [low, high]: [number, number] = [...BOUNDS]
  let x = 1
  for (let iteration = 0; iteration < 100; iteration++) {
    const point = tensor(x, { dtype: 'float64' })
    const value = f(point).item()
    if (value > 0) high = x
    else low = x
    const next = x - value / slope(point).item()
    const isWithin = next > low && next < high
    const moved = isWithin ? next : (low + high) / 2
    if (Math.abs(moved - x) <= 1e-12 * x) return moved
    x = moved
  }
  return x
}
