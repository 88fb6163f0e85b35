// The examples of TensorFlow's guide "Introduction to gradients and automatic differentiation",
// https://www.tensorflow.org/guide/autodiff, in its order and with its numbers.
import { describe, expect, it } from 'vitest'
import {
  add,
  argmax,
  DTypeError,
  div,
  GradientError,
  GradientTape,
  matmul,
  mean,
  mul,
  pow,
  Rng,
  range,
  relu,
  sigmoid,
  sin,
  softplus,
  sum,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from '../index.ts'
import { dense } from './dense.fixture.ts'

const none = { unconnectedGradients: 'none' } as const

describe('gradient tapes', () => {
  it('a square', () => {
    const x = new Variable(3)
    const tape = new GradientTape()
    const y = tape.record(() => pow(x, 2))
    expect(tape.gradient(y, x).item()).toBe(6)
  })

  it('a dense layer, its sources in a list and in a dictionary', () => {
    const w = new Variable(new Rng(0).normal([3, 2]), { name: 'w' })
    const b = new Variable(zeros([2]), { name: 'b' })
    const x = tensor([[1, 2, 3]])
    const tape = new GradientTape({ persistent: true })
    const { y, loss } = tape.record(() => {
      const y = matmul(x, w).add(b)
      return { y, loss: mean(pow(y, 2)) }
    })
    const [dw, db] = tape.gradient(loss, [w, b])
    expect(dw.shape).toEqual(w.shape)
    // The mean of two squares: the slope by b is y itself, that by w is xᵀy.
    expect(db.data).toEqual(y.reshape([2]).data)
    expect(dw.data).toEqual(matmul(x, y, { transposeA: true }).data)
    const byName = tape.gradient(loss, { w, b })
    expect(byName.b.data).toEqual(db.data)
    expect(byName.w.data).toEqual(dw.data)
  })
})

it("gradients with respect to a model's variables", () => {
  const layer = dense('layer', 3, 2, relu)
  const tape = new GradientTape()
  const loss = tape.record(() => mean(pow(layer([[1, 2, 3]]), 2)))
  const variables = tape.watchedVariables()
  expect(variables).toEqual([layer.kernel, layer.bias])
  expect(tape.gradient(loss, variables).map(({ shape }) => shape)).toEqual([[3, 2], [2]])
})

describe('controlling what the tape watches', () => {
  it('neither tensors nor variables that are not trainable', () => {
    const x0 = new Variable(3, { name: 'x0' })
    const x1 = new Variable(3, { name: 'x1', trainable: false })
    const x2 = new Variable(2, { name: 'x2' }).add(1)
    const x3 = tensor(3)
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(() => pow(x0, 2).add(pow(x1, 2)).add(pow(x2, 2)))
    const found = tape.gradient(y, [x0, x1, x2, x3], none)
    expect(found.map((each) => each?.item() ?? null)).toEqual([6, null, null, null])
    expect(tape.watchedVariables().map(({ name }) => name)).toEqual(['x0'])
  })

  it('a tensor, where it is told to', () => {
    const x = tensor(3)
    const tape = new GradientTape()
    const y = tape.record(() => {
      tape.watch(x)
      return pow(x, 2)
    })
    expect(tape.gradient(y, x).item()).toBe(6)
  })

  it('no variable but those it is told to', () => {
    const x0 = new Variable(0)
    const x1 = new Variable(10)
    const tape = new GradientTape({ watchAccessedVariables: false })
    const ys = tape.record(() => {
      tape.watch(x1)
      return sum(sin(x0).add(softplus(x1)))
    })
    const found = tape.gradient(ys, { x0, x1 }, none)
    expect(found.x0).toBeNull()
    expect(found.x1?.item()).toBeCloseTo(0.9999546, 7)
  })
})

describe('intermediate results', () => {
  it('are sources too', () => {
    const x = tensor(3)
    const tape = new GradientTape()
    tape.watch(x)
    const { y, z } = tape.record(() => {
      const y = mul(x, x)
      return { y, z: mul(y, y) }
    })
    expect(tape.gradient(z, y).item()).toBe(18)
  })

  it('and a persistent tape gives several gradients', () => {
    const x = tensor([1, 3])
    const tape = new GradientTape({ persistent: true })
    tape.watch(x)
    const { y, z } = tape.record(() => {
      const y = mul(x, x)
      return { y, z: mul(y, y) }
    })
    expect(tape.gradient(z, x).toArray()).toEqual([4, 108])
    expect(tape.gradient(y, x).toArray()).toEqual([2, 6])
  })
})

describe('targets that are not scalar', () => {
  const x = new Variable(2)
  const powers = (tape: GradientTape): { y0: Tensor; y1: Tensor } =>
    tape.record(() => ({ y0: pow(x, 2), y1: div(1, x) }))

  it('one target after the other', () => {
    const tape = new GradientTape({ persistent: true })
    const { y0, y1 } = powers(tape)
    expect(tape.gradient(y0, x).item()).toBe(4)
    expect(tape.gradient(y1, x).item()).toBe(-0.25)
  })

  it('the gradients of several targets add up', () => {
    const tape = new GradientTape()
    expect(tape.gradient(powers(tape), x).item()).toBe(3.75)
  })

  it('the gradients of the elements add up', () => {
    const tape = new GradientTape()
    const y = tape.record(() => mul(x, [3, 4]))
    expect(tape.gradient(y, x).item()).toBe(7)
  })

  it('which gives each derivative of an elementwise function', () => {
    const points = range(201, { dtype: 'float64' }).div(10).sub(10)
    const tape = new GradientTape()
    tape.watch(points)
    const y = tape.record(() => sigmoid(points))
    const slope = tape.gradient(y, points)
    expect(slope.shape).toEqual([201])
    expect(slope.data[100]).toBe(0.25)
    const expected = y.mul(y.neg().add(1))
    expect(slope.sub(expected).abs().max().item()).toBeLessThan(1e-16)
  })
})

it('control flow: only the branch that ran is connected', () => {
  const x = tensor(1)
  const v0 = new Variable(2)
  const v1 = new Variable(2)
  const tape = new GradientTape({ persistent: true })
  tape.watch(x)
  const result = tape.record(() => (x.item() > 0 ? v0 : pow(v1, 2)))
  const [dv0, dv1] = tape.gradient(result, [v0, v1], none)
  expect(dv0?.item()).toBe(1)
  expect(dv1).toBeNull()
  expect(tape.gradient(result, x, none)).toBeNull()
})

describe('unconnected gradients', () => {
  it('another variable', () => {
    const x = new Variable(2, { name: 'x' })
    const y = new Variable(3, { name: 'y' })
    const tape = new GradientTape({ persistent: true })
    const z = tape.record(() => mul(y, y))
    expect(tape.gradient(z, x, none)).toBeNull()
    expect(() => tape.gradient(z, x)).toThrow('"x"')
  })

  it('a variable replaced by a tensor; assign keeps it', () => {
    const slopes = (next: (x: Variable | Tensor) => Variable | Tensor): (number | null)[] => {
      let x: Variable | Tensor = new Variable(2)
      return [0, 1].map(() => {
        const tape = new GradientTape()
        const y = tape.record(() => add(x, 1))
        const slope = tape.gradient(y, x, none)
        x = next(x)
        return slope?.item() ?? null
      })
    }
    expect(slopes((x) => add(x, 1))).toEqual([1, null])
    expect(slopes((x) => (x instanceof Variable ? x.assign(add(x, 1)) : x))).toEqual([1, 1])
  })

  it('a calculation outside: an error where it comes back, or no path', () => {
    const x = new Variable([
      [1, 2],
      [3, 4],
    ])
    const tape = new GradientTape({ persistent: true })
    expect(() => tape.record(() => mean(tensor(pow(x, 2).data)))).toThrow(GradientError)
    expect(() => tape.record(() => mean(tensor(pow(x, 2).toArray())))).toThrow(GradientError)
    const y = tape.record(() => {
      const numbers = [...pow(x, 2).data]
      return mean(tensor(numbers).reshape([2, 2]), 0)
    })
    expect(y.toArray()).toEqual([5, 10])
    expect(() => tape.gradient(y, x)).toThrow('does not depend')
  })

  it('an integer cannot be watched, and no gradient of one is taken', () => {
    const x = tensor(10, { dtype: 'int32' })
    const tape = new GradientTape()
    expect(() => tape.watch(x)).toThrow(DTypeError)
    expect(() => tape.gradient(mul(x, x), x)).toThrow(GradientError)
  })

  it('a stateful object keeps its value, not its history', () => {
    const x0 = new Variable(3)
    const x1 = new Variable(0)
    const tape = new GradientTape()
    const y = tape.record(() => {
      x1.assign(add(x1, x0))
      return pow(x1, 2)
    })
    expect(y.item()).toBe(9)
    expect(tape.gradient(y, x0, none)).toBeNull()
  })
})

it('an operation without a derivative is an error that names it', () => {
  const image = new Variable([0.5, 0, 0])
  const tape = new GradientTape()
  const y = tape.record(() => argmax(image).cast('float32').mul(2))
  expect(() => tape.gradient(y, image)).toThrow(GradientError)
})

it('zeros instead of null', () => {
  const x = new Variable([2, 2])
  const y = new Variable(3)
  const tape = new GradientTape()
  const z = tape.record(() => pow(y, 2))
  expect(tape.gradient(z, x, { unconnectedGradients: 'zero' }).toArray()).toEqual([0, 0])
})
