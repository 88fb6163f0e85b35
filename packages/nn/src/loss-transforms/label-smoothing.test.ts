import { checkGradients, compile, log, Rng, ShapeError, softmax, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { labelSmoothing } from './label-smoothing.ts'

const rng = new Rng(0)
const logits = rng.split('logits').normal([5, 3], { dtype: 'float64' })
const targets = int32([0, 1, 2, 2, 1])

it('is the cross-entropy of targets that are spread over the classes', () => {
  const spread = float64([
    [0.8, 0.1, 0.1],
    [0.1, 0.8, 0.1],
    [0.1, 0.1, 0.8],
    [0.1, 0.1, 0.8],
    [0.1, 0.8, 0.1],
  ])
  const wanted = log(softmax(logits)).mul(spread).sum(1).neg()
  expectClose(labelSmoothing(0.3)(softmaxCrossEntropy)(logits, targets), wanted, 1e-14)
})

it('leaves the loss itself at 0', () => {
  expect(labelSmoothing(0)(softmaxCrossEntropy)).toBe(softmaxCrossEntropy)
})

it('has right derivatives to order 3', () => {
  const loss = labelSmoothing()(softmaxCrossEntropy)
  checkGradients((x) => loss(x, targets), [logits], { order: 3 })
})

it('is trained on in a compiled objective, with the same bits', () => {
  const model = new Dense(4, 3, { rng: rng.split('model') })
  const evaluate = objective({ model, loss: labelSmoothing()(softmaxCrossEntropy) })
  const step = (x: Tensor): Tensor =>
    evaluate(x, targets, { training: false }).gradients.kernel ?? x
  const x = rng.split('x').normal([5, 4])
  expect(compile(step)(x).data).toEqual(step(x).data)
})

describe('refuses a loss that is not of logits and class numbers', () => {
  it.each<[string, () => Tensor, string]>([
    [
      'squaredError',
      () => labelSmoothing()(squaredError)(logits, logits),
      'got float64 [5, 3] and float64 [5, 3]',
    ],
    [
      'binaryCrossEntropy',
      () => labelSmoothing()(binaryCrossEntropy)(float64([[1], [2]]), int32([0, 1])),
      'got float64 [2, 1] and int32 [2]',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(
      `labelSmoothing: the loss must be one of logits [n, classes] of two classes or more and class numbers, int32 [n], ${message}`,
    )
  })

  it('and a class number out of range, as the loss does', () => {
    const call = (): Tensor => labelSmoothing()(softmaxCrossEntropy)(logits, int32([0, 1, 2, 3, 1]))
    expect(call).toThrow('softmaxCrossEntropy: targets must be class numbers from 0 to 2')
  })
})
