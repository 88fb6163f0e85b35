import { describe, expect, it } from 'vitest'
import {
  CompileError,
  checkGradients,
  eye,
  GradientTape,
  grad,
  hvp,
  inverse,
  jacobian,
  ones,
  Rng,
  range,
  scan,
  slice,
  stack,
  type Tensor,
  tensor,
  Variable,
  vmap,
  zeros,
} from '../../index.ts'

const rng = new Rng(5)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' }).mul(0.5)

const w = draw('w', 3, 3)
const u = draw('u', 2, 3)
const xs = draw('xs', 4, 2)
const h0 = draw('h0', 3)

const row = (x: Tensor): Tensor => x.reshape([1, -1])
const cell = (h: Tensor, x: Tensor, k: Tensor, r: Tensor): Tensor =>
  row(x).matmul(k).add(row(h).matmul(r)).tanh().reshape([3])

const scanned = (h: Tensor, x: Tensor, k: Tensor, r: Tensor): Tensor => {
  const { carry, outputs } = scan(
    (now, input) => {
      const next = cell(now, input, k, r)
      return { carry: next, output: next.square() }
    },
    h,
    x,
  )
  return outputs.sum().add(carry.sum())
}
const unrolled = (h: Tensor, x: Tensor, k: Tensor, r: Tensor): Tensor => {
  let now = h
  let total = tensor(0, { dtype: 'float64' })
  for (let t = 0; t < (x.shape[0] ?? 0); t++) {
    now = cell(now, slice(x, [t]), k, r)
    total = total.add(now.square().sum())
  }
  return total.add(now.sum())
}

const close = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape)
  const [p, q] = [Array.from(a.data), Array.from(b.data)]
  for (const [i, each] of p.entries()) expect(each).toBeCloseTo(q[i] ?? Number.NaN, 10)
}

describe('eagerly', () => {
  it('scan is the loop, with its derivatives', () => {
    close(scanned(h0, xs, u, w), unrolled(h0, xs, u, w))
    for (const f of [0, 1, 2, 3]) {
      const at = [h0, xs, u, w]
      const of =
        (g: typeof scanned) =>
        (x: Tensor): Tensor =>
          g(...(at.map((each, index) => (index === f ? x : each)) as Parameters<typeof scanned>))
      const x = at[f] ?? h0
      close(grad(of(scanned))(x), grad(of(unrolled))(x))
      const v = draw(`v${f}`, ...x.shape)
      close(hvp(of(scanned), x, v), hvp(of(unrolled), x, v))
    }
  })
  it('to third order', () => {
    checkGradients(scanned, [h0, xs, u, w], { order: 3 })
  })
  it('jacobian and vmap', () => {
    const f = (h: Tensor): Tensor => scan((c, x) => ({ carry: cell(c, x, u, w) }), h, xs).carry
    const g = (h: Tensor): Tensor => {
      let now = h
      for (let t = 0; t < 4; t++) now = cell(now, slice(xs, [t]), u, w)
      return now
    }
    close(jacobian(f)(h0), jacobian(g)(h0))
    const batch = draw('batch', 5, 3)
    close(vmap(f)(batch), vmap(g)(batch))
    close(vmap(jacobian(f))(batch), vmap(jacobian(g))(batch))
    close(
      grad((b: Tensor) => vmap(f)(b).square().sum())(batch),
      grad((b: Tensor) => vmap(g)(b).square().sum())(batch),
    )
    // Examples that are closed over.
    const ws = draw('ws', 5, 3, 3)
    const of = (run: typeof scanned) => (r: Tensor) => run(h0, xs, u, r)
    close(vmap(of(scanned))(ws), vmap(of(unrolled))(ws))
    close(vmap(grad(of(scanned)))(ws), vmap(grad(of(unrolled)))(ws))
    close(
      grad((all: Tensor) => vmap(of(scanned))(all).sum())(ws),
      grad((all: Tensor) => vmap(of(unrolled))(all).sum())(ws),
    )
    close(
      grad((all: Tensor) =>
        vmap(grad(of(scanned)))(all)
          .square()
          .sum(),
      )(ws),
      grad((all: Tensor) =>
        vmap(grad(of(unrolled)))(all)
          .square()
          .sum(),
      )(ws),
    )
  })

  it('from the last step to the first, or without inputs', () => {
    const sums = scan(
      (c, x) => ({ carry: c.add(x), output: c.add(x) }),
      tensor(0),
      range(4, { dtype: 'float32' }),
      {
        reverse: true,
      },
    )
    expect(sums.outputs.toArray()).toEqual([6, 6, 5, 3])
    const powers = scan((c: Tensor) => ({ carry: c.mul(2), output: c }), tensor(1), undefined, {
      length: 3,
    })
    expect([powers.carry.item(), powers.outputs.toArray()]).toEqual([8, [1, 2, 4]])
    const none = scan((c, x) => ({ carry: c.add(x), output: { c } }), tensor([1, 2]), zeros([0, 2]))
    expect([none.carry.toArray(), none.outputs.c.shape]).toEqual([
      [1, 2],
      [0, 2],
    ])
    expect(scan((c) => ({ carry: c }), tensor(1), undefined, { length: 2 }).outputs).toBe(undefined)
  })

  it('keeps the nesting of carry, inputs and outputs', () => {
    const { carry, outputs } = scan(
      ({ h, c }, [x, mask]) => ({
        carry: { c: c.add(x), h: stack([x, x]) },
        output: [h.sum(), { kept: x.mul(mask) }] as const,
      }),
      { h: zeros([2]), c: tensor(0) },
      [tensor([1, 2, 3]), tensor([1, 0, 1])] as const,
    )
    expect([carry.h.toArray(), carry.c.item()]).toEqual([[3, 3], 6])
    expect([outputs[0].toArray(), outputs[1].kept.toArray()]).toEqual([
      [0, 2, 4],
      [1, 0, 3],
    ])
  })

  it('a derivative repeats the step with the values that variables had', () => {
    const v = new Variable(tensor(3, { dtype: 'float64' }))
    const one = tensor(1, { dtype: 'float64' })
    const tape = new GradientTape({ persistent: true })
    const y = tape.record(
      () => scan((c) => ({ carry: c.mul(v) }), one, undefined, { length: 3 }).carry,
    )
    v.assign(100)
    expect(tape.gradient(y, v).item()).toBe(27)
    expect(tape.watchedVariables()).toEqual([v])
    // One that listens only later has not seen how y came of v.
    const late = new GradientTape()
    const slope = late.record(() => tape.gradient(y, v))
    expect(() => late.gradient(slope, v)).toThrow(/was not watched/)
  })

  it('what no derivative reaches is no source, and none passes through an integer', () => {
    const [a, b] = [tensor(2), tensor([1, 2, 3])]
    const run = (x: Tensor, free: Tensor): Tensor =>
      scan(
        (c, each) => ({
          carry: c.mul(each).add(free.floor().cast('int32').cast('float32').mul(0)),
        }),
        x,
        b,
      ).carry
    expect(grad((x: Tensor) => run(x, a))(tensor(1)).item()).toBe(6)
    expect(() => grad((x: Tensor) => run(tensor(1), x))(a)).toThrow(/"cast" gives int32/)
    const overwritten = (x: Tensor): Tensor =>
      scan((_, each) => ({ carry: each.mul(2) }), x, b).carry
    expect(() => grad(overwritten)(a)).toThrow(/does not depend/)
    const counted = (x: Tensor): Tensor =>
      scan(
        ({ n, y }) => ({ carry: { n: y.cast('int32'), y: y.mul(n.cast('float32')) } }),
        { n: tensor(1, { dtype: 'int32' }), y: x },
        undefined,
        { length: 2 },
      ).carry.y
    expect(() => grad(counted)(a)).toThrow(/gives int32, which has no derivative/)
  })

  it('refuses steps, carries and inputs that do not fit', () => {
    const one = tensor(1)
    const v = new Variable(1, { name: 'state' })
    expect(() => scan((c) => ({ carry: stack([c, c]) }), one, undefined, { length: 1 })).toThrow(
      'scan: the next carry must have the nesting and shapes of the carry, got [2] for []',
    )
    expect(() => scan((c) => ({ carry: c.greater(0) }), one, undefined, { length: 1 })).toThrow(
      /dtypes of the carry, got bool for float32/,
    )
    expect(() => scan((c, _) => ({ carry: c }), one, [zeros([2]), zeros([3])])).toThrow(
      /all inputs must have 2 steps along their first axis, got \[3\]/,
    )
    expect(() => scan((c, _) => ({ carry: c }), one, zeros([2]), { length: 3 })).toThrow(/3 steps/)
    expect(() => scan((c, _) => ({ carry: c }), one, one)).toThrow(/got a scalar/)
    // @ts-expect-error: nothing tells the length.
    expect(() => scan((c) => ({ carry: c }), one)).toThrow(/number of steps must be known/)
    // @ts-expect-error: a step returns an object.
    expect(() => scan((c) => c, one, undefined, { length: 1 })).toThrow(
      /must return { carry, output }/,
    )
    const assigning = (): unknown =>
      scan((c) => ({ carry: v.assign(c).value }), one, undefined, { length: 1 })
    expect(assigning).toThrow(CompileError)
    expect(assigning).toThrow(/must not assign variables, got "state" within scan/)
  })
})

it('an integer of the carry may be used as a number, to any order', () => {
  const counted = (x: Tensor): Tensor =>
    scan(
      ({ i, a }: { i: Tensor; a: Tensor }) => ({
        carry: { i: i.add(1), a: a.mul(x).sin().mul(i.cast('float64')) },
      }),
      { i: tensor(1, { dtype: 'int32' }), a: tensor(1, { dtype: 'float64' }) },
      undefined,
      { length: 3 },
    ).carry.a
  checkGradients(counted, [tensor(0.7, { dtype: 'float64' })], { order: 3, tolerance: 1e-7 })
})

it('no steps run nothing, not even to learn their shapes', () => {
  const f = (carry: Tensor, matrices: Tensor): Tensor =>
    scan((c: Tensor, m: Tensor) => ({ carry: inverse(m).matmul(c) }), carry, matrices).carry
  expect(f(eye(2), zeros([0, 2, 2])).toArray()).toEqual(eye(2).toArray())
})

it('no steps within a step leave its variables as they are', () => {
  const v = new Variable(2)
  const inner = (c: Tensor): Tensor =>
    scan((each: Tensor, x: Tensor) => ({ carry: each.mul(v).add(x) }), c, zeros([0])).carry
  const f = (x: Tensor): Tensor =>
    scan((c: Tensor) => ({ carry: inner(c).mul(v) }), x, undefined, { length: 3 }).carry
  expect(f(tensor(1)).item()).toBe(8)
  expect(grad(f)(tensor(1)).item()).toBe(8)
})

it('the step of a loop without steps tells shapes by all that a step may hold', () => {
  const key = new Rng(3)
  const v = new Variable([1, 2, 3])
  const known = tensor([1, 2, 3])
  const { carry, outputs } = scan(
    (c: Tensor, x: Tensor) => {
      const inner = scan(
        (d: Tensor, y: Tensor) => ({ carry: d.mul(y), output: [d.expandDims(0), y] }),
        c,
        x,
      )
      const sum = vmap((row: Tensor) => row.mul(v).sum())(c.expandDims(0))
      const slope = grad((d: Tensor) => d.square().mul(v).sum())(inner.carry)
      const noise = key.split(c.sum().cast('int32')).normal([2])
      return { carry: slope.mul(known.sum().item()), output: { inner: inner.outputs, sum, noise } }
    },
    ones([3]),
    zeros([0, 5, 3]),
  )
  expect(carry.toArray()).toEqual([1, 1, 1])
  const shapes = [...outputs.inner, outputs.sum, outputs.noise].map(({ shape }) => shape)
  expect(shapes).toEqual([
    [0, 5, 1, 3],
    [0, 5, 3],
    [0, 1],
    [0, 2],
  ])
})

it('refuses the reading of numbers in the step of a loop without steps', () => {
  const read = (c: Tensor): Tensor =>
    scan((each: Tensor) => ({ carry: each.add(each.mul(2).item()) }), c, zeros([0])).carry
  expect(() => read(tensor(1))).toThrow(CompileError)
  expect(() => read(tensor(1))).toThrow(
    'scan: the value of "mul" [] was read in the step of a loop without steps, where nothing is computed; return it from the step, in its carry or its output, and use what scan returns, or choose with where()',
  )
})
