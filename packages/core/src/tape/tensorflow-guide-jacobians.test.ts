// The Jacobians of TensorFlow's guide "Advanced automatic differentiation",
// https://www.tensorflow.org/guide/advanced_autodiff#jacobians, in its order.
import { describe, expect, it } from 'vitest'
import {
  abs,
  eye,
  GradientTape,
  matmul,
  max,
  mean,
  mul,
  Rng,
  range,
  relu,
  reshape,
  sigmoid,
  solve,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
  Variable,
  variance,
} from '../index.ts'
import { dense, elu } from './dense.fixture.ts'

const rng = new Rng(3)
const largest = (x: Tensor): number => max(abs(x)).item()

it('scalar source: the shape of the target', () => {
  const x = range(201, { dtype: 'float32' }).div(10).sub(10)
  const delta = new Variable(0)
  const tape = new GradientTape()
  const y = tape.record(() => sigmoid(x.add(delta)))
  const slope = tape.jacobian(y, delta)
  expect(slope.shape).toEqual(y.shape)
  expect(slope.data[100]).toBe(0.25)
  const expected = y.mul(y.neg().add(1))
  expect(slope.sub(expected).abs().max().item()).toBeLessThan(1e-7)
})

it('tensor source: both shapes, and the sum over the target is the gradient', () => {
  const x = rng.split('tensor').normal([7, 5])
  const layer = dense('layer', 5, 10, relu)
  const tape = new GradientTape({ persistent: true })
  const y = tape.record(() => layer(x))
  expect(y.shape).toEqual([7, 10])
  const j = tape.jacobian(y, layer.kernel)
  expect(j.shape).toEqual([7, 10, 5, 10])
  const g = tape.gradient(y, layer.kernel)
  expect(g.shape).toEqual([5, 10])
  expect(largest(g)).toBeGreaterThan(1)
  expect(largest(sub(g, sum(j, [0, 1])))).toBeLessThan(1e-5)
})

it('Hessian: two tapes, and a step of Newton’s method', () => {
  const x = rng.split('hessian').normal([7, 5])
  const layer1 = dense('layer1', 5, 8, relu)
  const layer2 = dense('layer2', 8, 6, relu)
  const lossOf = (): Tensor => mean(square(layer2(layer1(x))))
  const t2 = new GradientTape()
  const { loss, g } = t2.record(() => {
    const t1 = new GradientTape()
    const loss = t1.record(lossOf)
    return { loss, g: t1.gradient(loss, layer1.kernel) }
  })
  const h = t2.jacobian(g, layer1.kernel)
  expect(h.shape).toEqual([5, 8, 5, 8])

  const parameters = g.size
  const matrix = reshape(h, [parameters, parameters])
  const vector = reshape(g, [parameters, 1])
  expect(largest(matrix)).toBeGreaterThan(0.1)
  expect(largest(sub(matrix, transpose(matrix)))).toBeLessThan(1e-6)
  // Within its pieces the loss is of second degree in the kernel.
  const kernel = reshape(layer1.kernel, [parameters, 1])
  const atZeroKernel = sub(vector, matmul(matrix, kernel))
  expect(largest(atZeroKernel)).toBeLessThan(1e-5)

  const damped = matrix.add(eye(parameters).mul(1e-3))
  const update = solve(damped, vector)
  expect(largest(sub(matmul(damped, update), vector))).toBeLessThan(1e-4)
  layer1.kernel.assign(sub(layer1.kernel, reshape(update, layer1.kernel.shape)))
  expect(lossOf().item()).toBeLessThan(loss.item() / 2)
})

describe('batch Jacobian', () => {
  const x = rng.split('batch').normal([7, 5])
  const layer1 = dense('layer1', 5, 8, elu)
  const layer2 = dense('layer2', 8, 6, elu)
  const jacobiansOf = (f: () => Tensor): { whole: Tensor; batch: Tensor } => {
    const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
    tape.watch(x)
    const y = tape.record(f)
    expect(y.shape).toEqual([7, 6])
    expect(tape.watchedVariables()).toEqual([])
    const whole = tape.jacobian(y, x)
    expect(whole.shape).toEqual([7, 6, 7, 5])
    return { whole, batch: tape.batchJacobian(y, x) }
  }
  // 1 where the row of the target is the row of the source.
  const sameRow = reshape(eye(7), [7, 1, 7, 1])
  const diagonal = (whole: Tensor): Tensor => sum(mul(whole, sameRow), 2)

  it('has the diagonal blocks, the rest being zeros, where rows do not mix', () => {
    const { whole, batch } = jacobiansOf(() => layer2(layer1(x)))
    expect(batch.shape).toEqual([7, 6, 5])
    expect(largest(sub(whole, mul(whole, sameRow)))).toBe(0)
    expect(largest(sub(batch, diagonal(whole)))).toBe(0)
    expect(largest(sub(batch, sum(whole, 2)))).toBe(0)
    expect(largest(batch)).toBeGreaterThan(1)
  })

  it('means nothing where a layer mixes the rows: it sums what should stay apart', () => {
    const normalize = (z: Tensor): Tensor => z.sub(mean(z, 0)).mul(variance(z, 0).add(1e-3).rsqrt())
    const { whole, batch } = jacobiansOf(() => layer2(normalize(layer1(x))))
    expect(batch.shape).toEqual([7, 6, 5])
    expect(largest(sub(whole, mul(whole, sameRow)))).toBeGreaterThan(0.1)
    expect(largest(sub(batch, diagonal(whole)))).toBeGreaterThan(0.1)
    // What it holds: the influence of each source row on all target rows together.
    const overTargets = transpose(sum(whole, 0), [1, 0, 2])
    expect(largest(sub(batch, overTargets))).toBeLessThan(1e-5)
  })
})
