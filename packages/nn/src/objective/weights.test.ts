import { compile, Rng, ShapeError, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { labelSmoothing } from '../loss-transforms/label-smoothing.ts'
import { focal } from '../losses/focal.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { Sequential } from '../modules/sequential.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { objective } from './objective.ts'

const rng = new Rng(8)
const inputs = rng.split('inputs').normal([5, 3], { dtype: 'float64' })
const targets = int32([0, 2, 1, 1, 0])
const weights = float64([0.5, 2, 0, 1, 3])
const model = new Sequential([
  new Dense(3, 4, { rng: rng.split(0), activation: tanh, dtype: 'float64' }),
  new Dense(4, 3, { rng: rng.split(1), dtype: 'float64' }),
])
const penalties = { flat: { penalty: inputGradient(), weight: 0.3 } }
const mode = { training: true, rng } as const

describe('the weights of examples', () => {
  it.each([
    ['softmaxCrossEntropy', softmaxCrossEntropy],
    ['focal, smoothed', labelSmoothing(0.2)((x: Tensor, t: Tensor) => focal(x, t))],
  ])('multiply the losses of %s before the mean, and not those that penalties see', (_, loss) => {
    const step = objective({ model, loss, penalties })
    const plain = step(inputs, targets, mode)
    const weighted = step(inputs, targets, mode, 0, weights)
    const losses = loss(model.call(inputs, mode), targets)
    expectClose(weighted.loss, losses.mul(weights).mean(), 1e-15)
    expect(weighted.penalties.flat?.data).toEqual(plain.penalties.flat?.data)
    const gap = weighted.loss.sub(plain.loss)
    expectClose(weighted.total.sub(plain.total), gap, 1e-14)
  })

  it('that are whole numbers count as so many examples', () => {
    const step = objective({ model, loss: softmaxCrossEntropy })
    const counts = float64([1, 2, 0, 1, 1])
    const repeated = [0, 1, 1, 3, 4]
    const rows = (x: Tensor): Tensor =>
      float64(repeated.map((row) => Array.from(x.data.subarray(row * 3, row * 3 + 3))))
    const classes = int32(repeated.map((row) => targets.data[row] ?? 0))
    const [once, often] = [
      step(inputs, targets, mode, 0, counts).gradients,
      step(rows(inputs), classes, mode).gradients,
    ]
    for (const [path, gradient] of Object.entries(once))
      expectClose(gradient, often[path] ?? float64(0), 1e-14)
  })

  it('change no bit where all are 1', () => {
    const step = objective({ model, loss: softmaxCrossEntropy, penalties })
    const ones = float64([1, 1, 1, 1, 1])
    expect(contents(step(inputs, targets, mode, 0, ones).gradients)).toEqual(
      contents(step(inputs, targets, mode).gradients),
    )
  })

  it('give the same bits compiled', () => {
    const step = objective({ model, loss: softmaxCrossEntropy, penalties })
    const kernel = (x: Tensor, w: Tensor): Tensor =>
      step(x, targets, mode, 0, w).gradients['layers.0.kernel'] ?? x
    expect(compile(kernel)(inputs, weights).data).toEqual(kernel(inputs, weights).data)
  })

  it('go through batch transforms, which may change them', () => {
    const loss = softmaxCrossEntropy
    const twice = objective({
      model,
      loss,
      batchTransforms: {
        kept: ({ inputs: x, targets: y }) => ({ inputs: x, targets: y }),
        doubled: (batch) => ({ ...batch, weights: batch.weights?.mul(2) }),
      },
    })(inputs, targets, mode, 0, weights).loss
    const once = objective({ model, loss })(inputs, targets, mode, 0, weights).loss
    expectClose(twice, once.mul(2), 1e-15)
  })

  it('are one number for each example', () => {
    const step = objective({ model, loss: softmaxCrossEntropy })
    const call = (): unknown => step(inputs, targets, mode, 0, float64([1, 2]))
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(
      'objective: weights must be one number for each of the 5 examples, got shape [2]',
    )
    expect(() => step(inputs, targets, mode, 0, weights.reshape([5, 1]))).toThrow(ShapeError)
  })
})
