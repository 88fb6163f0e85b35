import {
  checkGradients,
  compile,
  GradientTape,
  norm,
  Rng,
  type Tensor,
  Variable,
  zeros,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { squaredError } from '../losses/squared-error.ts'
import { inputGradientNorm } from '../metrics/input-gradient-norm.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { objective } from '../objective/objective.ts'
import { inputGradient } from './input-gradient.ts'
import { jacobian } from './jacobian.ts'
import { l1 } from './l1.ts'
import { l2 } from './l2.ts'
import type { Penalty } from './penalty.ts'

/** tanh(x · first) · second, its weights plain tensors so that checkGradients can vary them. */
class Network extends Module {
  readonly first: Tensor
  readonly second: Tensor
  constructor(first: Tensor, second: Tensor) {
    super()
    this.first = first
    this.second = second
  }
  override call(x: Tensor): Tensor {
    return x.matmul(this.first).tanh().matmul(this.second)
  }
}

const rng = new Rng(21)
const draw = (name: string, shape: readonly number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const first = draw('first', [2, 4])
const second = draw('second', [4, 3])
const inputs = draw('inputs', [5, 2])
const targets = draw('targets', [5, 3])
const training: Mode = { training: true, rng }

const penaltyOf = (penalty: Penalty, model: Module, x = inputs, y = targets): Tensor =>
  evaluateBatch({ model, loss: squaredError, inputs: x, targets: y, mode: training }, penalty)

/** ∂f[i, k]/∂x[i, j] for each example i as rows [k][j], by central differences of fourth order. */
function slopes(f: (x: Tensor) => Tensor): number[][][] {
  const h = 1e-3
  const width = f(inputs).size / 5
  const at = (i: number, j: number, t: number): Tensor => {
    const data = Float64Array.from(inputs.data)
    data[2 * i + j] = (data[2 * i + j] ?? 0) + t
    return f(float64(Array.from(data)).reshape([5, 2]))
  }
  const slope = (i: number, k: number, j: number): number => {
    const value = (t: number): number => at(i, j, t).data[i * width + k] ?? Number.NaN
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
  }
  return [0, 1, 2, 3, 4].map((i) =>
    Array.from({ length: width }, (_, k) => [slope(i, k, 0), slope(i, k, 1)]),
  )
}

const model = new Network(first, second)
const gradients = slopes((x) => squaredError(model.call(x), targets)).map(([row = []]) => row)
const jacobians = slopes((x) => model.call(x))
const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length
const squares = (row: readonly number[]): number => row.reduce((total, v) => total + v * v, 0)
const norms = {
  1: (row: readonly number[]) => row.reduce((total, v) => total + Math.abs(v), 0),
  2: (row: readonly number[]) => Math.sqrt(squares(row)),
  infinity: (row: readonly number[]) => Math.max(...row.map(Math.abs)),
}

const table: readonly [string, Penalty, wanted: number][] = [
  ...([1, 2, 'infinity'] as const).flatMap((p): [string, Penalty, number][] => [
    [
      `inputGradient of norm ${p}, squared`,
      inputGradient({ p }),
      mean(gradients.map((row) => norms[p](row) * norms[p](row))),
    ],
    [
      `inputGradient of norm ${p}`,
      inputGradient({ p, squared: false }),
      mean(gradients.map(norms[p])),
    ],
  ]),
  [
    'jacobian, exact',
    jacobian({ projections: 'all' }),
    mean(jacobians.map((rows) => 0.5 * squares(rows.flat()))),
  ],
]

describe.each(table)('%s', (_, penalty, wanted) => {
  it('is its definition, by finite differences', () => {
    expectClose(penaltyOf(penalty, model), [wanted], 1e-9)
  })

  it('has right derivatives by weights, inputs and targets to order 2', () => {
    const f = (a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor =>
      penaltyOf(penalty, new Network(a, b), x, y)
    checkGradients(f, [first, second, inputs, targets], { order: 2 })
  })

  it('is 0 with derivatives of 0, and not NaN, where the gradient is zero', () => {
    const flat = new Variable(zeros([4, 3], { dtype: 'float64' }))
    const tape = new GradientTape()
    const value = tape.record(() => penaltyOf(penalty, new Network(first, flat.value)))
    expect(value.item()).toBe(0)
    expectClose(tape.gradient(value, flat), new Array(12).fill(0))
  })
})

describe('a network of ReLU whose units are all off', () => {
  class Off extends Module {
    readonly first = new Variable(
      float64([
        [0.3, -0.2],
        [0.5, 0.1],
      ]),
      { name: 'first' },
    )
    readonly bias = new Variable(float64([-100, -100]))
    readonly second = new Variable(float64([[1], [2]]))
    override call(x: Tensor): Tensor {
      return x.matmul(this.first).add(this.bias).relu().matmul(this.second)
    }
  }
  const cases = ([1, 2, 'infinity'] as const).flatMap((p) =>
    [true, false].map((squared) => ({ p, squared })),
  )

  it.each(cases)('trains on a penalty of the norm $p, squared: $squared', (options) => {
    const network = new Off()
    const step = objective({
      model: network,
      loss: squaredError,
      penalties: { flat: { penalty: inputGradient(options), weight: 0.1 } },
    })
    const run = (x: Tensor): Tensor[] => {
      const { total, gradients } = step(x, targets.slice([{}, { stop: 1 }]), training)
      return [total, ...Object.values(gradients)]
    }
    for (const results of [run(inputs), compile(run)(inputs)])
      for (const result of results) expect([...result.data].every(Number.isFinite)).toBe(true)
  })

  it('and on gradient penalties written by hand', () => {
    const network = new Off()
    for (const p of [1, 2, 'infinity'] as const) {
      const penalty: Penalty = (evaluation) =>
        norm(evaluation.inputGradient(), p, 1).sub(1).square().mean()
      const step = objective({
        model: network,
        loss: squaredError,
        penalties: { lipschitz: { penalty, weight: 1 } },
      })
      const { total, gradients } = step(inputs, targets.slice([{}, { stop: 1 }]), training)
      expect(Number.isFinite(total.item())).toBe(true)
      for (const each of Object.values(gradients))
        expect([...each.data].every(Number.isFinite)).toBe(true)
    }
  })
})

it('inputGradient is 2-norm and squared unless said otherwise', () => {
  const value = penaltyOf(inputGradient({ p: 2, squared: true }), model)
  expect(penaltyOf(inputGradient(), model).item()).toBe(value.item())
})

it('inputGradient takes all axes of an example as one vector', () => {
  const flattening = new (class extends Module {
    override call(x: Tensor): Tensor {
      return model.call(x.reshape([5, 2]))
    }
  })()
  const value = penaltyOf(inputGradient({ p: 1 }), flattening, inputs.reshape([5, 2, 1]))
  expectClose(value, penaltyOf(inputGradient({ p: 1 }), model))
})

describe('jacobian by random projections', () => {
  it('has right derivatives to order 2, the directions held', () => {
    const penalty = jacobian({ projections: 2 })
    const f = (a: Tensor, b: Tensor): Tensor => penaltyOf(penalty, new Network(a, b))
    checkGradients(f, [first, second], { order: 2 })
  })

  it('tends to the exact value as projections grow', () => {
    const exact = penaltyOf(jacobian({ projections: 'all' }), model).item()
    const estimate = penaltyOf(jacobian({ projections: 400 }), model).item()
    // ‖vᵀJ‖² is at most 3 times its mean for 3 outputs; 2,000 draws leave a deviation below 0.03.
    expect(Math.abs(estimate / exact - 1)).toBeLessThan(0.1)
    expect(estimate).not.toBe(exact)
  })

  it('draws each projection anew', () => {
    const [one, two] = [1, 2].map((projections) => penaltyOf(jacobian({ projections }), model))
    expect(two?.item()).not.toBeCloseTo(one?.item() ?? 0, 6)
  })

  it('is exact with one projection for one output', () => {
    const single = new Network(first, second.slice([{}, { stop: 1 }]))
    const y = targets.slice([{}, { stop: 1 }])
    const exact = penaltyOf(jacobian({ projections: 'all' }), single, inputs, y)
    expectClose(penaltyOf(jacobian(), single, inputs, y), exact)
  })

  it.each([0, 1.5, -1])('refuses %d projections', (projections) => {
    expect(() => jacobian({ projections })).toThrow(
      'jacobian: projections must be an integer from 1 to 1000 or "all", got',
    )
  })
})

describe('weights', () => {
  const variables = {
    'a.kernel': new Variable(float64([1, -2]), { role: 'kernel' }),
    'a.bias': new Variable(float64([10]), { role: 'bias' }),
    kernel: new Variable(float64([[-3]]), { role: 'kernel' }),
    'b.kernel': new Variable(float64([100])),
  }
  const of = (penalty: Penalty, among: Record<string, Variable> = variables): Tensor => {
    const holder = Object.assign(new Network(first, second), { variables: () => among })
    return penaltyOf(penalty, holder)
  }

  it('are those of the role of kernels unless chosen by role, path or function', () => {
    expect(of(l1()).item()).toBe(6)
    expect(of(l2()).item()).toBe(14)
    expect(of(l1({ includes: 'bias' })).item()).toBe(10)
    expect(of(l1({ includes: ['a.kernel', 'bias'] })).item()).toBe(13)
    expect(of(l1({ includes: (name) => name.startsWith('b.') })).item()).toBe(100)
  })

  it('have right derivatives to order 3', () => {
    for (const penalty of [l1(), l2()])
      checkGradients(
        (kernel) => {
          // A Variable cuts the way to what was put in; its place is taken by the tensor itself.
          const variable = new Variable(kernel, { role: 'kernel' })
          return of(penalty, {
            kernel: Object.defineProperty(variable, 'value', { value: kernel }),
          })
        },
        [float64([0.5, -2])],
        { order: 3 },
      )
  })

  it('must be some', () => {
    expect(() => of(l2(), { 'a.bias': variables['a.bias'] })).toThrow(
      'the role "kernel" must select a variable, got a.bias (role bias)',
    )
  })
})

it('the metric inputGradientNorm gives ‖∂L/∂x‖₂ of each example, not training', () => {
  const batch = { model, loss: squaredError, inputs, targets }
  expectClose(evaluateBatch(batch, inputGradientNorm()), gradients.map(norms[2]), 1e-9)
})
