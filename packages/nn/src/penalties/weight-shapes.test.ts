import { compile, ones, Rng, singularValues, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { elasticWeightConsolidation } from './elastic-weight-consolidation.ts'
import { orthogonality } from './orthogonality.ts'
import type { Penalty } from './penalty.ts'
import { spectralIsometry } from './spectral-isometry.ts'
import { startingPoint } from './starting-point.ts'
import { weightSpectralNorm } from './weight-spectral-norm.ts'

const rng = new Rng(51)
const mode = { training: true, rng } as const
const inputs = rng.split('inputs').normal([6, 3], { dtype: 'float64' })
const targets = rng.split('targets').normal([6, 2], { dtype: 'float64' })

function setUp(penalty: Penalty, weight = 1) {
  const model = new Sequential([
    new Dense(3, 5, { rng: rng.split('first'), dtype: 'float64' }),
    new Dense(5, 2, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const penalties = { term: { penalty, weight } }
  const evaluate = objective({ model, loss: squaredError, penalties, rng })
  const kernels = Object.entries(model.variables())
    .filter(([path]) => path.endsWith('kernel'))
    .map(([, { value }]) => value)
  const value = (step = 0): number =>
    evaluate(inputs, targets, mode, step).penalties.term?.item() ?? Number.NaN
  return { model, evaluate, kernels, value }
}

/** Σ (xᵀy − [x = y])² over all pairs of columns, written out. */
const distanceOfColumns = (matrix: Tensor, withLengths: boolean): number => {
  const [rows = 0, columns = 0] = matrix.shape
  const at = (i: number, j: number): number => matrix.data[i * columns + j] ?? Number.NaN
  let sum = 0
  for (let a = 0; a < columns; a++)
    for (let b = 0; b < columns; b++) {
      let product = 0
      for (let i = 0; i < rows; i++) product += at(i, a) * at(i, b)
      if (a !== b) sum += product * product
      else if (withLengths) sum += (product - 1) * (product - 1)
    }
  return sum
}

const largestOf = (matrix: Tensor): number => singularValues(matrix).max().item()

describe('weightSpectralNorm', () => {
  it('is half the square of the largest singular values, and its gradient σ u vᵀ', () => {
    const { evaluate, kernels, value } = setUp(weightSpectralNorm({ iterations: 20 }))
    for (let step = 0; step < 10; step++) value()
    const wanted = kernels.reduce((sum, kernel) => sum + largestOf(kernel) ** 2 / 2, 0)
    expect(value()).toBeCloseTo(wanted, 12)
    const { gradients } = evaluate(inputs, targets, mode)
    const none = setUp(() => float64(0), 0).evaluate(inputs, targets, mode).gradients
    const [kernel = inputs] = kernels
    const difference = gradients['layers.0.kernel']?.sub(none['layers.0.kernel'] ?? 0) ?? inputs
    // Of a matrix σ u vᵀ the only singular value is σ, and its product with the kernel σ².
    expect(largestOf(difference)).toBeCloseTo(largestOf(kernel), 10)
    expect(difference.mul(kernel).sum().item()).toBeCloseTo(largestOf(kernel) ** 2, 10)
  })
})

describe('orthogonality', () => {
  const { kernels } = setUp(orthogonality())
  // [3, 5] and [5, 2]: units are columns, and the shorter side is that of the inputs, then of the units.
  const [wide = inputs, tall = inputs] = kernels
  const cases = {
    units: (lengths: boolean) =>
      distanceOfColumns(wide, lengths) + distanceOfColumns(tall, lengths),
    inputs: (lengths: boolean) =>
      distanceOfColumns(wide.transpose(), lengths) + distanceOfColumns(tall.transpose(), lengths),
    shorter: (lengths: boolean) =>
      distanceOfColumns(wide.transpose(), lengths) + distanceOfColumns(tall, lengths),
  } as const
  it.each([true, false])('is the sum of squares over pairs, lengths: %s', (lengths) => {
    for (const of of ['units', 'inputs', 'shorter'] as const)
      expect(setUp(orthogonality({ of, lengths })).value()).toBeCloseTo(cases[of](lengths), 12)
    const both = cases.units(lengths) + cases.inputs(lengths)
    expect(setUp(orthogonality({ of: 'both', lengths })).value()).toBeCloseTo(both, 12)
  })
})

it('spectralIsometry comes to how far the singular values are from 1, as iterations grow', () => {
  const wanted = setUp(spectralIsometry()).kernels.reduce(
    (sum, kernel) => sum + singularValues(kernel).square().sub(1).abs().max().item(),
    0,
  )
  expect(setUp(spectralIsometry({ iterations: 200 })).value()).toBeCloseTo(wanted, 8)
  const early = setUp(spectralIsometry()).value()
  expect(early).toBeLessThan(wanted)
  expect(early).toBeGreaterThan(wanted / 3)
})

it('spectralIsometry stays in the range of float32, however many iterations there are', () => {
  const model = new Dense(2, 2, { rng })
  model.kernel.assign(
    tensor([
      [30, 0],
      [0, 1],
    ]),
  )
  const penalties = { term: { penalty: spectralIsometry({ iterations: 40 }), weight: 1 } }
  const evaluate = objective({ model, loss: squaredError, penalties, rng })
  const x = ones([1, 2])
  const { penalties: values, gradients } = evaluate(x, x, mode)
  const { gradients: without } = objective({ model, loss: squaredError })(x, x, mode)
  expect(values.term?.item()).toBeCloseTo(899, 2)
  const added = gradients.kernel?.sub(without.kernel ?? 0).data ?? []
  expect(added[0]).toBeCloseTo(60, 1)
})

it('startingPoint is half the square of the way from the first weights, and ends nearer to them', () => {
  const distances = [0, 5].map((weight) => {
    const { model, evaluate, value } = setUp(startingPoint({ includes: 'kernel' }), weight)
    const before = Object.values(model.variables()).map((variable) => variable.value)
    const optimizer = new Optimizer(sgd({ learningRate: 0.05 }), model)
    for (let step = 0; step < 30; step++)
      optimizer.apply(evaluate(inputs, targets, mode, step).gradients)
    const written = Object.entries(model.variables()).reduce(
      (sum, [path, { value: after }], index) =>
        path.endsWith('kernel')
          ? sum +
            after
              .sub(before[index] ?? 0)
              .square()
              .sum()
              .item() /
              2
          : sum,
      0,
    )
    expect(value()).toBeCloseTo(written, 12)
    return written
  })
  expect(distances[1]).toBeLessThan((distances[0] ?? 0) / 4)
})

describe('elasticWeightConsolidation', () => {
  it('is 0 for as long as it watches, then ½ Σ F (θ − θ*)², with the state that it keeps', () => {
    const { model, evaluate, value } = setUp(elasticWeightConsolidation({ watch: 2, decay: 0.5 }))
    expect(value(0)).toBe(0)
    expect(value(1)).toBe(0)
    const [kernel] = Object.values(model.variables())
    kernel?.assign(kernel.value.add(0.1))
    expect(value(2)).toBe(0)
    const anchor = evaluate.state()['term.layers.0.kernel.anchor']
    expect(anchor?.data).toEqual(kernel?.value.data)
    kernel?.assign(kernel.value.add(0.2))
    const importance = evaluate.state()['term.layers.0.kernel.importance'] ?? inputs
    expect(importance.min().item()).toBeGreaterThan(0)
    expect(value(3)).toBeCloseTo((importance.sum().item() * 0.04) / 2, 12)
    expect(evaluate.state()['term.layers.0.kernel.importance']?.data).toEqual(importance.data)
  })

  it('is taken in each step, and refuses every', () => {
    const { model } = setUp(() => float64(0))
    const term = { penalty: elasticWeightConsolidation(), weight: 1, every: 3 }
    const call = () => objective({ model, loss: squaredError, penalties: { first: term }, rng })
    expect(call).toThrow(RangeError)
    expect(call).toThrow(
      'objective: every of "first" must be 1, for the penalty remembers what happens in each step, got 3; leave every out',
    )
  })

  it('has an F that is on average the mean square of the gradients of examples', () => {
    const { model, evaluate } = setUp(elasticWeightConsolidation({ watch: 10000, decay: 0.999 }))
    const step = compile((source: Rng, number: Tensor) =>
      evaluate(inputs, targets, { training: true, rng: source }, number),
    )
    const zero = float64(0).cast('int32')
    for (let number = 0; number < 4000; number++) step(rng.split(number), zero)
    const found = evaluate.state()['term.layers.1.bias.importance'] ?? inputs
    // The gradient of a last bias is 2 / 2 times the error of its output.
    const errors = model.call(inputs, { training: false }).sub(targets)
    const reached = 1 - 0.999 ** 4000
    expectClose(found.div(reached), errors.square().mean(0), 0.2)
  })

  it('forgets less of the first task than training without it', () => {
    const other = rng.split('other').normal([6, 2], { dtype: 'float64' })
    const lossesOfFirst = [0, 20].map((weight) => {
      const penalty = elasticWeightConsolidation({ watch: 200, decay: 0.9 })
      const { model, evaluate } = setUp(penalty, weight)
      const optimizer = new Optimizer(sgd({ learningRate: 0.02 }), model)
      const train = compile((y: Tensor, source: Rng, number: Tensor) => {
        const { gradients } = evaluate(inputs, y, { training: true, rng: source }, number)
        optimizer.apply(gradients)
      })
      for (let step = 0; step < 400; step++)
        train(step < 200 ? targets : other, rng.split(step), float64(step).cast('int32'))
      return squaredError(model.call(inputs, { training: false }), targets)
        .mean()
        .item()
    })
    expect(lossesOfFirst[1]).toBeLessThan((lossesOfFirst[0] ?? 0) * 0.9)
  })
})
