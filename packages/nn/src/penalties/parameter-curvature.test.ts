import { compile, concat, eigh, grad, hessian, Rng, type Tensor, tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import type { Loss } from '../losses/loss.ts'
import { meanOverSteps } from '../losses/mean-over-steps.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { hessianLargestEigenvalue } from '../metrics/hessian-largest-eigenvalue.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { fisherTrace } from './fisher-trace.ts'
import { gradientVariance } from './gradient-variance.ts'
import { hessianEigenvalue } from './hessian-eigenvalue.ts'
import { hessianTrace } from './hessian-trace.ts'
import type { Penalty } from './penalty.ts'

const rng = new Rng(41)
const inputs = rng.split('inputs').normal([4, 2], { dtype: 'float64' })
const targets = int32([0, 1, 2, 1])
const mode = { training: true, rng } as const

const model = new Sequential([
  new Dense(2, 2, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
  new Dense(2, 3, { rng: rng.split('second'), dtype: 'float64' }),
])
const shapes = Object.values(model.variables()).map(({ shape }) => shape)
for (const [index, variable] of Object.values(model.variables()).entries())
  variable.assign(rng.split(index).normal(variable.shape, { dtype: 'float64' }))

/** All parameters, one after the other: 4 + 2 + 6 + 3. */
const theta = concat(Object.values(model.variables()).map(({ value }) => value.reshape([-1])))

/** log p(class | x) of each example and class, [4, 3], written out. */
function logProbabilities(parameters: Tensor): Tensor {
  const part = (start: number, stop: number, shape: readonly number[] = []): Tensor =>
    parameters.slice([{ start, stop }]).reshape(shape)
  const hidden = inputs
    .matmul(part(0, 4, shapes[0]))
    .add(part(4, 6, shapes[1]))
    .tanh()
  return hidden
    .matmul(part(6, 12, shapes[2]))
    .add(part(12, 15, shapes[3]))
    .logSoftmax(1)
}
const lossAt = (parameters: Tensor): Tensor =>
  logProbabilities(parameters).pick(targets).mean().neg()

const H = hessian(lossAt)(theta)
const valuesOf = (H: Tensor): number[] => Array.from(eigh(H).values.data)
/** ∂ log p(class | xᵢ)/∂θ, [15]. */
const slopeOf = (example: number, label: number): Tensor =>
  grad((parameters: Tensor) => logProbabilities(parameters).slice([example, label]))(theta)
const given = [0, 1, 2, 3].map((example) => slopeOf(example, targets.data[example] ?? 0))

const evaluateWith = (penalty: Penalty) =>
  objective({
    model,
    loss: softmaxCrossEntropy,
    penalties: { term: { penalty, weight: 1 } },
    rng,
  })
const penaltyAt = (penalty: Penalty, source = rng): number => {
  const { penalties } = evaluateWith(penalty)(inputs, targets, { training: true, rng: source })
  return penalties.term?.item() ?? Number.NaN
}

/** The mean over sources, and its standard error. */
function meanOf(penalty: Penalty, count: number): { mean: number; error: number } {
  const evaluate = evaluateWith(penalty)
  const run = compile(
    (source: Rng) => evaluate(inputs, targets, { training: true, rng: source }).penalties,
  )
  const values = Array.from({ length: count }, (_, i) => run(rng.split(i)).term?.item() ?? 0)
  const mean = values.reduce((sum, x) => sum + x, 0) / count
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1)
  return { mean, error: Math.sqrt(variance / count) }
}

it('hessianTrace is the mean of vᵀHv, on average the trace, with the standard error that it says', () => {
  const source = rng.split('penalties').split('term')
  const paths = Object.keys(model.variables())
  const products = [0, 1, 2].map((index) => {
    const v = concat(
      paths.map((path, i) =>
        source.split(index).split(path).rademacher(shapes[i], { dtype: 'float64' }).reshape([-1]),
      ),
    )
    return v.mul(H.matmul(v)).sum().item()
  })
  const wanted = products.reduce((sum, x) => sum + x, 0) / 3
  expect(penaltyAt(hessianTrace({ projections: 3 }))).toBeCloseTo(wanted, 12)
  const trace = valuesOf(H).reduce((sum, x) => sum + x, 0)
  const beside = H.square().sum().sub(H.diagonal().square().sum()).item()
  const { mean, error } = meanOf(hessianTrace(), 400)
  expect(Math.abs(mean - trace)).toBeLessThan(3 * error)
  expect(error / Math.sqrt((2 * beside) / 400)).toBeCloseTo(1, 0)
})

it('hessianEigenvalue becomes the eigenvalue that is largest in size, and its gradient that of it', () => {
  const evaluate = evaluateWith(hessianEigenvalue({ iterations: 3 }))
  const run = compile((x: Tensor) => evaluate(x, targets, mode))
  for (let step = 0; step < 60; step++) run(inputs)
  const { penalties, gradients, loss } = run(inputs)
  const largest = (matrix: Tensor): number =>
    valuesOf(matrix).reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most))
  expect(penalties.term?.item()).toBeCloseTo(largest(H), 10)
  const slopes = grad(lossAt)(theta)
  const whole = concat(Object.values(gradients).map((part) => part.reshape([-1])))
  for (const index of [0, 5, 9, 14]) {
    const at = (step: number): number => {
      const numbers = Float64Array.from(theta.data)
      numbers[index] = (numbers[index] ?? 0) + step
      return largest(hessian(lossAt)(tensor(numbers)))
    }
    const slope = (at(1e-4) - at(-1e-4)) / 2e-4
    expectClose(whole.sub(slopes).slice([index]), [slope], 1e-6)
  }
  expect(loss.item()).toBeGreaterThan(0)
})

it('hessianLargestEigenvalue is the largest eigenvalue, as far as its iterations go', () => {
  const [largest = 0] = valuesOf(H).reverse()
  const batch = { model, loss: softmaxCrossEntropy, inputs, targets }
  const measured = evaluateBatch(batch, hessianLargestEigenvalue(15))
  expectClose(measured, [largest, largest, largest, largest], 1e-10)
  const early = evaluateBatch(batch, hessianLargestEigenvalue(3))
  expect(early.slice([0]).item()).toBeLessThan(largest)
  expect(early.slice([0]).item()).toBeGreaterThan(0.9 * largest)
  const compiled = compile((x: Tensor) =>
    evaluateBatch({ ...batch, inputs: x }, hessianLargestEigenvalue()),
  )
  expect(compiled(inputs).data).toEqual(evaluateBatch(batch, hessianLargestEigenvalue()).data)
})

const squareOf = (x: Tensor): number => x.square().sum().item()
const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, x) => sum + x, 0) / numbers.length

it('fisherTrace is the mean square of the gradients of examples, exactly or on average', () => {
  const exact = average(given.map(squareOf))
  expect(penaltyAt(fisherTrace({ labels: 'given', draws: 'all' }))).toBeCloseTo(exact, 12)
  const bySigns = meanOf(fisherTrace({ labels: 'given', draws: 2 }), 200)
  expect(Math.abs(bySigns.mean - exact)).toBeLessThan(3 * bySigns.error)
  expect(bySigns.error).toBeLessThan(0.1 * exact)
  const probabilities = logProbabilities(theta).exp()
  const ofModel = average(
    [0, 1, 2, 3].map((example) =>
      [0, 1, 2].reduce(
        (sum, label) =>
          sum + probabilities.slice([example, label]).item() * squareOf(slopeOf(example, label)),
        0,
      ),
    ),
  )
  const bySamples = meanOf(fisherTrace({ draws: 'all' }), 200)
  expect(Math.abs(bySamples.mean - ofModel)).toBeLessThan(3 * bySamples.error)
  expect(bySamples.error).toBeLessThan(0.1 * ofModel)
  expect(Math.abs(ofModel - exact)).toBeGreaterThan(3 * bySamples.error)
})

it('gradientVariance is the mean square of how far gradients of examples are from their mean', () => {
  const mean = given.reduce((sum, slope) => sum.add(slope), float64(0)).div(4)
  const exact = average(given.map((slope) => squareOf(slope.sub(mean))))
  expect(penaltyAt(gradientVariance({ draws: 'all' }))).toBeCloseTo(exact, 12)
  const bySigns = meanOf(gradientVariance(), 200)
  expect(Math.abs(bySigns.mean - exact)).toBeLessThan(3 * bySigns.error)
  expect(bySigns.error).toBeLessThan(0.15 * exact)
})

it.each<[string, Loss, number, Tensor]>([
  ['classes', softmaxCrossEntropy, 3, int32([0, 1, -1, 2, -1, -1])],
  ['one logit', binaryCrossEntropy, 1, float64([0, 1, Number.NaN, 1, Number.NaN, Number.NaN])],
])('fisherTrace draws no labels for steps that have none, of %s', (_, loss, outputs, labels) => {
  const layer = new Dense(2, outputs, { rng, dtype: 'float64' })
  const penalties = { term: { penalty: fisherTrace({ draws: 'all' }), weight: 1 } }
  const evaluate = objective({ model: layer, loss: meanOverSteps(loss), penalties })
  const steps = rng.split('steps').normal([2, 3, 2], { dtype: 'float64' })
  const hasLabel = float64([1, 1, 0, 1, 0, 0]).reshape([2, 3, 1])
  const [value, other] = [steps, steps.mul(hasLabel)].map((x) =>
    evaluate(x, labels.reshape([2, 3]), mode).penalties.term?.item(),
  )
  expect(value).toBeGreaterThan(0)
  expect(value).toBe(other)
})
