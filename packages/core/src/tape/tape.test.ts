import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  add,
  argmax,
  cast,
  exp,
  GradientError,
  GradientTape,
  grad,
  greater,
  mul,
  square,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  Variable,
  where,
} from '../index.ts'

function watching(x: Tensor, persistent = false): GradientTape {
  const tape = new GradientTape({ persistent })
  tape.watch(x)
  return tape
}

describe('law 1: what a gradient inside record is worth', () => {
  it('a persistent tape records its own gradients', () => {
    const x = new Variable(3)
    const tape = new GradientTape({ persistent: true })
    const second = tape.record(() => tape.gradient(tape.gradient(x.pow(4), x), x))
    expect(second.item()).toBe(108)
  })

  it('a tape that is not persistent stops at its one gradient, and refuses a second', () => {
    const x = new Variable(3)
    const tape = new GradientTape()
    tape.record(() => {
      const y = square(x)
      const dx = tape.gradient(y, x)
      expect(dx.item()).toBe(6)
      expect(() => tape.gradient(dx, x)).toThrow(GradientError)
      expect(() => tape.gradient(y, x)).toThrow(
        /one derivative; make it with \{ persistent: true \}/,
      )
    })
    expect(() => tape.record(() => square(x))).toThrow(/record: this tape has given/)
  })

  it('an outer tape records through the gradient of an inner one', () => {
    const x = new Variable(1)
    const outer = new GradientTape()
    const first = outer.record(() => {
      const inner = new GradientTape()
      const y = inner.record(() => x.mul(x).mul(x))
      return inner.gradient(y, x)
    })
    expect(first.item()).toBe(3)
    expect(outer.gradient(first, x).item()).toBe(6)
  })

  it('a gradient taken after record is not recorded', () => {
    const x = new Variable(3)
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(() => x.pow(3))
    const dx = tape.gradient(y, x)
    expect(() => tape.gradient(dx, x)).toThrow(
      /^gradient: the target does not depend on the source \(.*\): .* outside of record\(\), where a gradient must be taken too/,
    )
  })
})

describe('law 2: an unconnected source', () => {
  const x = new Variable(2, { name: 'rate' })
  const other = tensor([1, 2])

  it('throws and is named', () => {
    const tape = new GradientTape()
    const y = tape.record(() => square(other))
    expect(() => tape.gradient(y, { a: { rate: x } })).toThrow(
      /gradient: the source \(a\.rate, a variable "rate"\) was not watched/,
    )
  })

  it('is zeros or null where asked for, and the type follows', () => {
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(() => {
      square(x)
      return square(other)
    })
    const zero = tape.gradient(y, x, { unconnectedGradients: 'zero' })
    const none = tape.gradient(y, [x], { unconnectedGradients: 'none' })
    expect(zero.item()).toBe(0)
    expect(none).toEqual([null])
    expectTypeOf(zero).toEqualTypeOf<Tensor>()
    expectTypeOf(none).toEqualTypeOf<[Tensor | null]>()
  })

  it('says so when a tensor was never watched', () => {
    const tape = new GradientTape()
    const y = tape.record(() => square(other))
    expect(() => tape.gradient(y, other)).toThrow(/tensor \[2\].*tape\.watch\(x\)/)
  })
})

describe('law 3: nothing without a derivative gives a silently wrong number', () => {
  const x = tensor([1, -2, 3])

  it.each<[string, (x: Tensor) => Tensor]>([
    ['greater', (at) => mul(at, cast(greater(at, 0), 'float32'))],
    ['argmax', (at) => mul(at, cast(argmax(at), 'float32'))],
    ['cast', (at) => mul(at, cast(cast(at, 'int32'), 'float32'))],
  ])('%s used as a number is an error that names it', (name, f) => {
    const tape = watching(x)
    const y = tape.record(() => f(x))
    expect(() => tape.gradient(y, x)).toThrow(
      new RegExp(`"${name}" gives .* which has no derivative`),
    )
  })

  it('a comparison as a condition, and an explicit constant, are fine', () => {
    const f = (at: Tensor): Tensor =>
      sum(where(greater(at, 0), square(at), mul(at, stopGradient(cast(argmax(at), 'float32')))))
    expect(grad(f)(x).toArray()).toEqual([2, 2, 6])
  })

  it('data read out of a watched tensor and put back is an error', () => {
    const tape = watching(x)
    tape.record(() => expect(() => tensor(square(x).data)).toThrow(/would lose their derivative/))
    expect(tensor(x.data).toArray()).toEqual([1, -2, 3])
  })

  it('an integer target or watched tensor is an error', () => {
    const tape = watching(x)
    expect(() => tape.watch(argmax(x))).toThrow(/watch: only float32 and float64/)
    const y = tape.record(() => argmax(x))
    expect(() => tape.gradient(y, x)).toThrow(/the target must be float32 or float64/)
  })
})

it('law 4: grad differentiates an alias: d/dx [ x · d/dy (x + y) at y = x ] is 1', () => {
  const f = (x: Tensor): Tensor => mul(x, grad((y: Tensor) => add(x, y))(x))
  for (const at of [-1, 0, 0.5, 3]) expect(grad(f)(tensor(at)).item()).toBe(1)
})

describe('record', () => {
  const x = tensor(3)

  it('refuses a promise, by type and at run time', () => {
    const tape = new GradientTape()
    // @ts-expect-error: an async function is not synchronous
    expect(() => tape.record(async () => x)).toThrow(/must not be async/)
  })

  it('survives an exception: the stack of tapes is as before', () => {
    const tape = watching(x, true)
    expect(() =>
      tape.record(() => {
        throw new Error('stop')
      }),
    ).toThrow('stop')
    const outside = square(x)
    expect(() => tape.gradient(outside, x)).toThrow(GradientError)
    const inside = tape.record(() => square(x))
    expect(tape.gradient(inside, x).item()).toBe(6)
  })

  it('refuses to nest in itself', () => {
    const tape = watching(x)
    expect(() => tape.record(() => tape.record(() => x))).toThrow(/recording already/)
  })

  it('keeps the tensors themselves, so a saved output stays connected', () => {
    const second = grad((at: Tensor) => grad((a: Tensor) => exp(a).mul(a))(at))(tensor(0.7))
    expect(second.item()).toBeCloseTo(2.7 * 2.0137527, 5)
  })
})

describe('what is watched', () => {
  it('trainable variables that are read, in order, unless told otherwise', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(
      (name) => new Variable(1, { name, trainable: name !== 'b' }),
    )
    const run = (tape: GradientTape): (string | undefined)[] => {
      tape.record(() => [c, b, a].map((each) => each?.mul(2)))
      return tape.watchedVariables().map(({ name }) => name)
    }
    expect(run(new GradientTape())).toEqual(['c', 'a'])
    expect(run(new GradientTape({ watchAccessedVariables: false }))).toEqual([])
  })

  it('a variable assigned in between: the derivative covers every value it had', () => {
    const x = new Variable(2)
    const tape = new GradientTape()
    const y = tape.record(() => {
      const before = square(x)
      x.assign(tensor(5))
      return before.add(square(x))
    })
    expect(tape.gradient(y, x).item()).toBe(14)
  })

  it('assigning is not a path: a variable is not what was assigned to it', () => {
    const a = new Variable(2)
    const b = new Variable(0, { name: 'b' })
    const tape = new GradientTape()
    const y = tape.record(() => {
      b.assign(square(a))
      return square(b)
    })
    expect(() => tape.gradient(y, a)).toThrow(GradientError)
  })

  it('stopRecording and reset leave things out', () => {
    const x = new Variable(3)
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(() => tape.stopRecording(() => square(x)).add(x.mul(2)))
    expect(tape.gradient(y, x).item()).toBe(2)
    tape.reset()
    expect(tape.watchedVariables()).toEqual([])
    expect(() => tape.gradient(y, x)).toThrow(GradientError)
  })
})

describe('targets and sources', () => {
  const x = new Variable(tensor([1, 2]), { name: 'x' })
  const y = new Variable(3, { name: 'y' })

  it('come back in the nesting of the sources', () => {
    const tape = new GradientTape()
    const z = tape.record(() => x.mul(y))
    const { a, list } = tape.gradient(z, { a: x, list: [y, { x }] })
    expect([a, list[0], list[1].x].map((each) => each.toArray())).toEqual([[3, 3], 3, [3, 3]])
    expectTypeOf(list[1].x).toEqualTypeOf<Tensor>()
  })

  it('several targets add up; outputGradients weigh them', () => {
    const tape = new GradientTape({ persistent: true })
    const [p, q] = tape.record(() => [x.square(), x.mul(y)])
    expect(tape.gradient({ p, q }, x).toArray()).toEqual([5, 7])
    const outputGradients = { p: tensor([1, 0]), q: tensor([0, 10]) }
    expect(tape.gradient({ p, q }, x, { outputGradients }).toArray()).toEqual([2, 30])
    expect(() => tape.gradient(p, x, { outputGradients: tensor([1]) })).toThrow(
      /outputGradients must have the nesting and shapes of the target, got \[1\] for \[2\]/,
    )
  })

  it('must be tensors or variables', () => {
    const tape = new GradientTape()
    const z = tape.record(() => x.square())
    // @ts-expect-error: a date is no source
    expect(() => tape.gradient(z, { when: new Date(0) })).toThrow(
      /gradient: must be tensors or variables, .* got a Date at when/,
    )
  })
})

describe('Jacobians', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])

  it('have the shape of the target, then of the source, and can be differentiated again', () => {
    const tape = watching(x, true)
    const { J, slope } = tape.record(() => {
      const inner = tape.jacobian(square(x).sum(1), x)
      return { J: inner, slope: tape.gradient(inner, x) }
    })
    expect(J.shape).toEqual([3, 3, 2])
    expect(J.slice([1]).toArray()).toEqual([
      [0, 0],
      [6, 8],
      [0, 0],
    ])
    expect(slope.toArray()).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ])
  })

  it('of a batch are the blocks on the diagonal', () => {
    const tape = watching(x)
    const y = tape.record(() =>
      square(x).matmul(
        tensor([
          [1, 0, 2],
          [0, 1, 3],
        ]),
      ),
    )
    const J = tape.batchJacobian(y, x)
    expect(J.shape).toEqual([3, 3, 2])
    expect(J.slice([1]).toArray()).toEqual([
      [6, 0],
      [0, 8],
      [12, 24],
    ])
    expect(() => watching(x).batchJacobian(sum(x), x)).toThrow(/first lengths must agree/)
  })
})

it('every operation gives a tensor of its own, also where it has nothing to do', () => {
  const x = tensor([[2, 3]])
  const same: readonly ((a: Tensor) => Tensor)[] = [
    (a) => a.reshape([1, 2]),
    (a) => a.transpose([0, 1]),
    (a) => a.cast('float32'),
    (a) => a.broadcastTo([1, 2]),
    (a) => sum(a, []),
  ]
  for (const f of same) {
    const tape = watching(x)
    const [y, z] = tape.record(() => {
      const copy = f(x)
      return [copy, copy.mul(x)]
    })
    // By the copy alone, not by x, which it happens to equal.
    expect(tape.gradient(z, y).toArray()).toEqual([[2, 3]])
  }
})

it('numbers read through a constant may be put back; those of a watched tensor may not', () => {
  const x = tensor([1, 2])
  const tape = watching(x)
  tape.record(() => {
    expect(() => tensor(x.data)).toThrow(GradientError)
    expect(() => tensor(square(x).toArray())).toThrow(GradientError)
    expect(tensor(stopGradient(x).data).toArray()).toEqual([1, 2])
  })
})

it('says of a variable that is not trainable why it has no derivative, and what to do', () => {
  const fixed = new Variable(2, { name: 'scale', trainable: false })
  const free = new Variable(3)
  const tape = new GradientTape({ persistent: true })
  const y = tape.record(() => free.mul(fixed))
  expect(() => tape.gradient(y, { free, fixed })).toThrow(
    'gradient: the source (fixed, a variable "scale") is { trainable: false }, and so was not watched; leave it out, as trainableVariables() of a module does, or tape.watch it before',
  )
})

it('refuses sources without a tensor, as a module without variables gives them, and is not spent by it', () => {
  const w = new Variable(3)
  const tape = new GradientTape()
  const y = tape.record(() => w.square())
  for (const nothing of [{}, [], { layers: [] }])
    expect(() => tape.gradient(y, nothing)).toThrow(
      "gradient: the sources must hold at least one tensor or variable, got none; a module's variables() sees no #private fields",
    )
  expect(tape.gradient(y, w).item()).toBe(6)
})
