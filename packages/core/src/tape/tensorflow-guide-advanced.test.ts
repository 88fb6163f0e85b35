// The examples of TensorFlow's guide "Advanced automatic differentiation" up to its Jacobians,
// https://www.tensorflow.org/guide/advanced_autodiff, in its order and with its numbers.
import { describe, expect, it } from 'vitest'
import {
  add,
  customGradient,
  exp,
  GradientTape,
  log,
  maximum,
  mul,
  norm,
  pow,
  Rng,
  relu,
  sigmoid,
  sin,
  square,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  Variable,
} from '../index.ts'
import { dense } from './dense.fixture.ts'

const none = { unconnectedGradients: 'none' } as const

describe('controlling what is recorded', () => {
  const x = new Variable(2)
  const y = new Variable(3)
  const slopesOf = (f: (tape: GradientTape) => Tensor): (number | null)[] => {
    const tape = new GradientTape()
    const z = tape.record(() => f(tape))
    const found = tape.gradient(z, { x, y }, none)
    return [found.x?.item() ?? null, found.y?.item() ?? null]
  }

  it('stopRecording leaves a part out', () => {
    const slopes = slopesOf((tape) =>
      add(
        mul(x, x),
        tape.stopRecording(() => mul(y, y)),
      ),
    )
    expect(slopes).toEqual([4, null])
  })

  it('reset forgets what came before', () => {
    const slopes = slopesOf((tape) => {
      const ySquared = mul(y, y)
      tape.reset()
      return add(mul(x, x), ySquared)
    })
    expect(slopes).toEqual([4, null])
  })

  it('stopGradient stops one path', () => {
    expect(slopesOf(() => add(pow(x, 2), stopGradient(pow(y, 2))))).toEqual([4, null])
    expect(slopesOf(() => add(pow(x, 2), pow(y, 2)))).toEqual([4, 6])
  })
})

describe('custom gradients', () => {
  it('one that clips the gradient by its norm', () => {
    const clipGradients = customGradient((y) => ({
      value: y,
      vjp: (dy) => dy.mul(0.5).div(maximum(norm(dy), 0.5)),
    }))
    const v = new Variable(2)
    const tape = new GradientTape()
    const output = tape.record(() => clipGradients(mul(v, v)))
    expect(output.item()).toBe(4)
    expect(tape.gradient(output, v).item()).toBe(2)
  })

  it('log(1 + eˣ), right where the plain form overflows, and to second order', () => {
    const stable = customGradient((x) => {
      const e = exp(x)
      return { value: log(e.add(1)), vjp: (dy) => mul(dy, e.add(1).reciprocal().neg().add(1)) }
    })
    const orders = (f: (x: Tensor) => Tensor, at: number): number[] => {
      const x = tensor(at, { dtype: 'float64' })
      const tape = new GradientTape({ persistent: true })
      tape.watch(x)
      return tape.record(() => {
        const first = tape.gradient(f(x), x)
        return [first.item(), tape.gradient(first, x).item()]
      })
    }
    expect(orders((x) => log(exp(x).add(1)), 1000)[0]).toBeNaN()
    expect(orders(stable, 1000)[0]).toBe(1)
    const s = sigmoid(tensor(0.3, { dtype: 'float64' })).item()
    const [first, second] = orders(stable, 0.3)
    expect(first).toBeCloseTo(s, 14)
    expect(second).toBeCloseTo(s * (1 - s), 14)
  })
})

describe('several tapes', () => {
  it('at once, each watching its own tensor', () => {
    const x0 = tensor(0)
    const x1 = tensor(0)
    const tape0 = new GradientTape()
    const tape1 = new GradientTape()
    tape0.watch(x0)
    tape1.watch(x1)
    const ys = tape0.record(() => tape1.record(() => sum(add(sin(x0), sigmoid(x1)))))
    expect(tape0.gradient(ys, x0).item()).toBe(1)
    expect(tape1.gradient(ys, x1).item()).toBe(0.25)
  })

  it('nested, for a derivative of a derivative', () => {
    const x = new Variable(1)
    const t2 = new GradientTape()
    const first = t2.record(() => {
      const t1 = new GradientTape()
      const y = t1.record(() => mul(mul(x, x), x))
      return t1.gradient(y, x)
    })
    expect(first.item()).toBe(3)
    expect(t2.gradient(first, x).item()).toBe(6)
  })

  it('input gradient regularization', () => {
    const x = new Rng(2).normal([7, 5])
    const layer = dense('layer', 5, 10, relu)
    const t2 = new GradientTape()
    const magnitude = t2.record(() => {
      const t1 = new GradientTape({ watchAccessedVariables: false })
      t1.watch(x)
      const out = t1.record(() => sum(square(layer(x))))
      return norm(t1.gradient(out, x))
    })
    const variables = [layer.kernel, layer.bias]
    const found = t2.gradient(magnitude, variables)
    expect(found.map(({ shape }) => shape)).toEqual([[5, 10], [10]])
    // Of second degree in kernel and bias together: ∑ w · d/dw is twice the function (Euler).
    const euler = found.map((d, i) => sum(mul(d, variables[i] ?? 0))).reduce(add)
    expect(euler.item() / magnitude.item()).toBeCloseTo(2, 5)
  })
})
