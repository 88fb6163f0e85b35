import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  clip,
  compile,
  concat,
  equal,
  gather,
  grad,
  maximum,
  notEqual,
  pad,
  Rng,
  scan,
  setThreads,
  softmax,
  type Tensor,
  tensor,
  Variable,
  where,
} from '../index.ts'

/** A step of a random program: makes a tensor of a shape from two of it. */
const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.mul(b).sub(0.25),
  (a, b) => a.div(b.square().add(1)),
  (a) => a.tanh(),
  (a) => a.sigmoid().mul(2),
  (a) => a.softplus(),
  (a) => a.sin().add(a.cos()),
  (a) => a.mul(0.5).exp(),
  (a) => a.square().add(0.1).log(),
  (a) => a.abs().add(0.5).pow(1.5),
  (a, b) => maximum(a, b),
  (a) => clip(a, -0.5, 0.5),
  (a, b) => where(a.greater(b), a, b.neg()),
  (a, b) => where(a.less(0).logicalOr(b.greaterEqual(0.5)), b, a),
  (a, b) => where(equal(a.greater(0), b.greater(0)), a.mul(0.5), b),
  (a, b) => where(notEqual(a.less(0.5), b.less(0)).logicalNot(), b, a.sub(0.5)),
  (a, b) => a.matmul(b, { transposeB: true }).matmul(a).mul(0.2),
  (a, b) => a.matmul(b.transpose()).sum(1, { keepDims: true }).add(b),
  (a) => softmax(a),
  (a) => a.sub(a.mean(0)).div(a.variance(1, { keepDims: true }).add(1)),
  (a) => a.max(1, { keepDims: true }).mul(a),
  (a, b) =>
    concat([a, b], 1)
      .slice([null, { start: 1, step: 2 }])
      .reshape(a.shape),
  (a) =>
    gather(
      a,
      Array.from({ length: a.shape[0] ?? 0 }, (_, row) => (2 * row + 2) % 3),
    ),
  (a) => a.reshape([...a.shape].reverse()).transpose(),
  (a) =>
    pad(a, [
      [1, 0],
      [0, 1],
    ]).slice([{ stop: a.shape[0] ?? 0 }, { start: 1 }]),
  (a) => a.flip([0]).erf(),
  (a, b) => a.add(b.sum()).mul(b.slice([0])),
  (a, b) =>
    scan(
      (carry, row) => {
        const next = carry.mul(0.5).add(row).tanh()
        return { carry: next, output: next.mul(b.sum(0)) }
      },
      b.mean(0),
      a,
      { reverse: true },
    ).outputs,
]

interface Case {
  readonly shape: readonly [number, number]
  readonly code: readonly (readonly [step: number, a: number, b: number])[]
  readonly order: number
  readonly dtype: 'float32' | 'float64'
  readonly seed: number
  readonly threads: 2 | 3
}

const cases: fc.Arbitrary<Case> = fc.record({
  // The larger one is worth sharing among threads, and takes most of the time.
  shape: fc.constantFrom([3, 4], [3, 4], [3, 4], [72, 80]),
  code: fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(1_000), fc.nat(1_000)), {
    minLength: 1,
    maxLength: 7,
  }),
  order: fc.nat(2),
  dtype: fc.constantFrom('float32', 'float64'),
  seed: fc.nat(1_000_000),
  threads: fc.constantFrom(2, 3),
})

/** Straight-line code over a growing list of values: every step reads two earlier ones. */
function interpret(code: Case['code'], inputs: readonly Tensor[]): Tensor {
  const values = [...inputs]
  for (const [step, a, b] of code) {
    const [x, y] = [values[a % values.length], values[b % values.length]]
    if (x && y) values.push(steps[step]?.(x, y) ?? x)
  }
  return values.reduce((sum, value) => sum.add(value))
}

/** ∂ᵏ of the program, each order through a nonlinear scalar of the one below. */
function derivative(order: number, f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  if (order === 0) return f
  const below = derivative(order - 1, f)
  return (x) => grad((a: Tensor) => below(a).square().sum())(x)
}

const bits = (value: Tensor): string => Buffer.from(value.data.buffer).toString('base64')

beforeAll(async () => {
  for (const threads of [2, 3]) expect(await setThreads(threads)).toBe(threads)
})
afterAll(async () => {
  await setThreads(1)
})

it('random programs give the same bits eagerly and compiled, on one thread and on two or three: orders 0 to 2, both floats', () => {
  fc.assert(
    fc.property(cases, ({ shape, code, order, dtype, seed, threads: several }) => {
      const draw = (name: string): Tensor => new Rng(seed).split(name).normal(shape, { dtype })
      const [start, state] = [draw('state'), new Variable(draw('state'))]
      const f = (x: Tensor): Tensor => {
        const y = derivative(order, (a) => interpret(code, [a, state.value]))(x)
        state.assign(state.mul(0.5).add(clip(y, -1, 1)))
        return y
      }
      const inputs = ['first', 'second'].map(draw)
      const results = (call: (x: Tensor) => Tensor): string[] => {
        state.assign(start)
        return inputs.map((x) => bits(call(x)))
      }
      const eager = results(f)
      // One program, whatever the number of threads.
      const compiled = compile(f)
      for (const threads of [1, several]) {
        setThreads(threads)
        expect(results(compiled)).toEqual(eager)
      }
    }),
    { numRuns: 500, seed: 1 },
  )
})

it('and the check sees a difference of one bit', () => {
  const one = tensor(1)
  expect(bits(one)).not.toEqual(bits(one.add(1.2e-7)))
})
