import { compile, grad, Rng, type Tensor, tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { metricOfOutputs } from '../fit/metric-outputs.ts'
import { meanAbsoluteError } from '../metrics/mean-absolute-error.ts'
import { meanOverSteps } from './mean-over-steps.ts'
import { poisson } from './poisson.ts'
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts'
import { squaredError } from './squared-error.ts'

const classes = tensor(
  [
    [0, 1, 1],
    [1, -1, -1],
    [-1, -1, -1],
  ],
  { dtype: 'int32' },
)
const outputs = new Rng(1).normal([3, 3, 2], { dtype: 'float64' })

test('is the mean over the steps that have a target, and 0 where none has', () => {
  const rows = softmaxCrossEntropy(
    outputs.reshape([9, 2]),
    tensor([0, 1, 1, 1, 0, 0, 0, 0, 0], { dtype: 'int32' }),
  ).data
  const [a = 0, b = 0, c = 0, d = 0] = rows
  const losses = meanOverSteps(softmaxCrossEntropy)(outputs, classes).data
  expect(losses[0]).toBeCloseTo((a + b + c) / 3, 12)
  expect([...losses.subarray(1)]).toEqual([d, 0])
  const values = tensor([
    [1, 2, Number.NaN],
    [Number.NaN, 4, 6],
  ])
  const ofValues = meanOverSteps(squaredError)(
    tensor([0, 0, 9, 9, 2, 2], { shape: [2, 3, 1] }),
    values,
  )
  expect(ofValues.toArray()).toEqual([2.5, 10])
})

test('what stands in steps without a target changes nothing, and has the derivative 0', () => {
  const loss = meanOverSteps(softmaxCrossEntropy)
  const isPadding = classes.less(0).expandDims(-1)
  const odd = outputs.add(isPadding.cast('float64').mul(1e300))
  expect(loss(odd, classes).toArray()).toEqual(loss(outputs, classes).toArray())
  const slope = (x: Tensor): Tensor => grad((y: Tensor) => loss(y, classes).sum())(x)
  expect(slope(odd).toArray()).toEqual(slope(outputs).toArray())
  const bend = grad((x: Tensor) => slope(x).square().sum())(odd)
  expect([...bend.data].every(Number.isFinite)).toBe(true)
  expect([...bend.data.subarray(8)].every((value) => value === 0)).toBe(true)
})

test('is the same compiled, bit for bit', () => {
  const loss = meanOverSteps(softmaxCrossEntropy)
  const slope = (x: Tensor): Tensor => grad((y: Tensor) => loss(y, classes).sum())(x)
  expect(compile(slope)(outputs).toArray()).toEqual(slope(outputs).toArray())
})

test('counts steps by the weights of their classes', () => {
  const classWeights = tensor([2, 4], { dtype: 'float64' })
  const zero = outputs.mul(0)
  const losses = meanOverSteps(softmaxCrossEntropy, { classWeights })(zero, classes).data
  expect([...losses]).toEqual(
    [Math.LN2 * (10 / 3), Math.LN2 * 4, 0].map((x) => expect.closeTo(x, 9)),
  )
})

test('refuses outputs that are not of the steps of the targets', () => {
  const loss = meanOverSteps(softmaxCrossEntropy)
  expect(() => loss(outputs.mean(1), classes)).toThrow(
    'meanOverSteps: outputs must be [n, steps, ...] and targets [n, steps], got [3, 2] and [3, 3]',
  )
})

test('says of outputs what its loss says, by which metrics know predictions from their logarithms', () => {
  const { outputs: kind, link } = meanOverSteps(poisson)
  expect({ kind, link }).toEqual({ kind: 'values', link: 'log' })
  const measure = metricOfOutputs('error', meanAbsoluteError, meanOverSteps(poisson))
  expect(measure(tensor([[0], [0]]), tensor([3, 3]))).toBe(2)
})
