import { describe, expect, it } from 'vitest'
import { recordingWith } from '../../context/recording.ts'
import {
  checkGradients,
  compile,
  concat,
  exp,
  GradientTape,
  gather,
  grad,
  Rng,
  relu,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  takeAlongAxis,
  unstack,
  where,
} from '../../index.ts'

const rows = (count: number, columns: number): Tensor =>
  new Rng(5).normal([count, columns], { dtype: 'float64' })
const together = (all: readonly Tensor[]): Tensor => sum(all.reduce((a, b) => a.add(b)))
const counting = (x: Tensor): number[] => Array.from({ length: x.shape[0] ?? 0 }, (_, at) => at)

/** Functions that take parts of `x` in as many calls as it has rows. */
const parts: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  unstack: (x) => together(unstack(x).map(exp)),
  'unstack of columns': (x) => together(unstack(x, 1).map(exp)),
  split: (x) => sum(concat(split(x, x.shape[0] ?? 1).map(exp))),
  stack: (x) => sum(stack(unstack(x).map(exp)).square()),
  slices: (x) => together(counting(x).map((row) => exp(slice(x, [row])))),
  'the same slice again': (x) => together(counting(x).map((row) => exp(slice(x, [0]).mul(row)))),
  'overlapping slices': (x) =>
    together(
      counting(x).map((row) =>
        sum(exp(slice(x, [{ start: Math.max(0, row - 1), stop: row + 1 }]))),
      ),
    ),
  'slices with steps': (x) =>
    together(counting(x).map((row) => sum(exp(slice(x, [{ start: row, step: -2 }, { step: 2 }]))))),
  blocks: (x) =>
    together(
      counting(x).map((row) => sum(exp(slice(x, [{ start: row, stop: row + 2 }, { stop: 2 }])))),
    ),
  'slices of both axes': (x) =>
    together(counting(x).map((row) => sum(exp(slice(x, [row]))).add(sum(exp(slice(x, [{}, 0])))))),
  gathers: (x) => together(counting(x).map((row) => exp(gather(x, [row, 0])))),
  'gathers of both axes': (x) =>
    together(counting(x).map((row) => sum(gather(x, [row])).mul(sum(exp(gather(x, [1, 1], 1)))))),
  'slices and gathers': (x) =>
    together(counting(x).map((row) => exp(slice(x, [row])).mul(gather(x, [row]).exp()))),
  'elements of rows': (x) =>
    together(
      counting(x).map((row) =>
        exp(
          takeAlongAxis(
            x,
            x
              .mul(0)
              .slice([{}, { stop: 1 }])
              .cast('int32'),
            1,
          ).mul(row),
        ),
      ),
    ),
  choices: (x) => together(unstack(x).map((each) => relu(each).mul(each))),
  'a branch not taken': (x) =>
    together(unstack(x).map((each) => where(each.greater(0), each.sqrt(), each.square()))),
}

describe.each(Object.entries(parts))('%s', (_, f) => {
  it('has right derivatives, of second order too, and the same compiled', () => {
    const x = rows(3, 3)
    checkGradients(f, [x], { order: 2 })
    const slope = grad((at: Tensor) => sum(exp(grad(f)(at))))
    expect(compile(slope)(x).toArray()).toEqual(slope(x).toArray())
  })

  it('the backward pass writes hardly more elements than the forward pass', () => {
    const x = rows(48, 40)
    const there = elementsWritten(() => f(x)) + x.size
    expect(elementsWritten(() => grad(f)(x)) / there).toBeLessThan(6)
  })
})

it('a single part costs what it did: one operation, and no concatenation', () => {
  const program = compile(grad((x: Tensor) => sum(exp(slice(x, [1]))))).explain(rows(4, 3))
  expect(program).toContain('pad(')
  expect(program).not.toMatch(/concat|scatterAdd/)
})

it('parts that fill an axis are joined, with no zeros and no sum', () => {
  const program = compile(grad((x: Tensor) => sum(concat(split(x, 4).map(exp))))).explain(
    rows(4, 3),
  )
  expect(program).toContain('concat(')
  expect(program).not.toMatch(/pad\(|scatterAdd/)
})

/** Elements of all results of operations within. */
function elementsWritten(fn: () => unknown): number {
  let total = 0
  recordingWith(
    {
      watches: () => true,
      record: ({ outputs }) => {
        for (const { size } of outputs) total += size
      },
      read: () => undefined,
    },
    fn,
  )
  return total
}

it('a persistent tape gives derivatives by parts and by the whole', () => {
  const x = rows(3, 2)
  const tape = new GradientTape({ persistent: true })
  tape.watch(x)
  const [all, first, y] = tape.record(() => {
    const cut = unstack(x)
    return [x, cut[0] ?? x, together(cut.map((each) => each.square()))]
  })
  expect(tape.gradient(y, [all, first]).map((each) => each.toArray())).toEqual([
    x.mul(2).toArray(),
    slice(x, [0]).mul(2).toArray(),
  ])
})
