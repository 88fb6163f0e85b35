import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded, samples } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { type AxisDims, type DType, MachineFault, Reduce } from '../../index.ts'

const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 5, 1],
  [1, 1000, 1],
  [3, 128, 1],
  [2, 129, 1],
  [4, 7, 2],
  [2, 300, 3],
  [3, 17, 4],
  [1, 130, 5],
  [2, 513, 6],
  [1, 9, 300],
  [1, 700, 270],
  [7, 1, 3],
  [3, 0, 2],
  [0, 4, 2],
]

/** The law of the order, written as plainly as it can be. */
function inOrder(x: readonly number[], of: (a: number, b: number) => number): number {
  if (x.length > 128) {
    let half = 128
    while (half * 2 < x.length) half *= 2
    return of(inOrder(x.slice(0, half), of), inOrder(x.slice(half), of))
  }
  const lane = (i: number): number => {
    const lane = x.filter((_, j) => j % 8 === i)
    return lane.length === 0 ? Number.NaN : lane.reduce(of)
  }
  const both = (a: number, b: number): number => {
    if (Number.isNaN(b)) return a
    return Number.isNaN(a) ? b : of(a, b)
  }
  const even = both(both(lane(0), lane(4)), both(lane(2), lane(6)))
  return both(even, both(both(lane(1), lane(5)), both(lane(3), lane(7))))
}

/** `f` of every line along the axis. */
function lines(
  x: TypedArray,
  { outer, axis, inner }: AxisDims,
  f: (x: number[]) => number,
): number[] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const start = Math.floor(at / inner) * axis * inner + (at % inner)
    return f(Array.from({ length: axis }, (_, j) => x[start + j * inner] ?? 0))
  })
}

const reduced = (dtype: DType, fn: number, x: TypedArray, dims: AxisDims): TypedArray =>
  evaluate([x], code(dtype), dims.outer * dims.inner, (program, out, a) => {
    program.reduce(fn, a, out, dims)
  })

describe.each(['float32', 'float64', 'int32'] as const)('%s', (dtype) => {
  test.each(shapes)('sums [%i, %i, %i] in the order of the law', (outer, axis, inner) => {
    const dims = { outer, axis, inner }
    const x = plain(dtype, outer * axis * inner, 5)
    const add = (a: number, b: number): number => rounded(dtype, [a + b])[0] ?? 0
    const expected = lines(x, dims, (line) => (line.length === 0 ? 0 : inOrder(line, add)))
    expect(reduced(dtype, Reduce.sum, x, dims)).toEqual(rounded(dtype, expected))
  })

  test.each(shapes)('max and min of [%i, %i, %i]', (outer, axis, inner) => {
    const dims = { outer, axis, inner }
    const low = dtype === 'int32' ? -2147483648 : Number.NEGATIVE_INFINITY
    const high = dtype === 'int32' ? 2147483647 : Number.POSITIVE_INFINITY
    for (const x of [
      plain(dtype, outer * axis * inner, 3),
      samples(dtype, outer * axis * inner, 3),
    ]) {
      const max = lines(x, dims, (line) => Math.max(low, ...line))
      const min = lines(x, dims, (line) => Math.min(high, ...line))
      expect(reduced(dtype, Reduce.max, x, dims)).toEqual(rounded(dtype, max))
      expect(reduced(dtype, Reduce.min, x, dims)).toEqual(rounded(dtype, min))
    }
  })
})

test.each(['float32', 'float64', 'int32'] as const)(
  '%s: no padding outdoes an element',
  (dtype) => {
    for (let axis = 1; axis <= 18; axis++) {
      for (const inner of [1, 3]) {
        const dims = { outer: 1, axis, inner }
        const negative = rounded(dtype, Array(axis * inner).fill(-2))
        const positive = rounded(dtype, Array(axis * inner).fill(2))
        const expected = Array<number>(inner).fill(2)
        expect(reduced(dtype, Reduce.min, positive, dims)).toEqual(rounded(dtype, expected))
        const max = rounded(
          dtype,
          expected.map((x) => -x),
        )
        expect(reduced(dtype, Reduce.max, negative, dims)).toEqual(max)
      }
    }
  },
)

test.each(shapes)('any and all of [%i, %i, %i]', (outer, axis, inner) => {
  const dims = { outer, axis, inner }
  for (const chance of [0, 1, 2]) {
    const x = plain('bool', outer * axis * inner, 8).map((value) =>
      chance === 1 ? value : +(chance === 2),
    )
    const any = lines(x, dims, (line) => Math.max(0, ...line))
    const all = lines(x, dims, (line) => Math.min(1, ...line))
    expect(reduced('bool', Reduce.any, x, dims)).toEqual(rounded('bool', any))
    expect(reduced('bool', Reduce.max, x, dims)).toEqual(rounded('bool', any))
    expect(reduced('bool', Reduce.all, x, dims)).toEqual(rounded('bool', all))
    expect(reduced('bool', Reduce.min, x, dims)).toEqual(rounded('bool', all))
  }
})

test('one odd bool among many decides', () => {
  for (const at of [0, 15, 16, 37, 39]) {
    const dims = { outer: 1, axis: 40, inner: 1 }
    const one = new Uint8Array(40).fill(1, at, at + 1)
    expect(reduced('bool', Reduce.any, one, dims)).toEqual(new Uint8Array([1]))
    expect(
      reduced(
        'bool',
        Reduce.all,
        one.map((x) => 1 - x),
        dims,
      ),
    ).toEqual(new Uint8Array([0]))
  }
})

test('a sum keeps the sign of zero and loses little to rounding', () => {
  const dims = { outer: 1, axis: 3, inner: 1 }
  const zeros = reduced('float32', Reduce.sum, new Float32Array([-0, -0, -0]), dims)
  expect(zeros).toEqual(new Float32Array([-0]))
  const many = new Float32Array(1_000_000).fill(0.1)
  const sum = reduced('float32', Reduce.sum, many, { outer: 1, axis: many.length, inner: 1 })
  const exact = many.length * Math.fround(0.1)
  expect(Math.abs((sum[0] ?? 0) - exact) / exact).toBeLessThan(1e-6)
})

describe.each(['float32', 'float64', 'int32'] as const)('argReduce of %s', (dtype) => {
  test.each(shapes)('[%i, %i, %i]', (outer, axis, inner) => {
    const dims = { outer, axis, inner }
    const find = (better: (a: number, b: number) => boolean) => (line: number[]) => {
      const nan = line.findIndex(Number.isNaN)
      return nan >= 0
        ? nan
        : line.reduce((best, x, i) => (better(x, line[best] ?? 0) ? i : best), 0)
    }
    for (const x of [plain(dtype, outer * axis * inner), samples(dtype, outer * axis * inner)]) {
      // Repeats, so that the first of equals matters.
      for (let i = 0; i < x.length; i += 5) x[i] = x[i - (i % 10)] ?? 0
      const run = (fn: number): TypedArray =>
        evaluate([x], code('int32'), outer * inner, (program, out, a) => {
          program.argReduce(fn, a, out, dims)
        })
      const max = lines(
        x,
        dims,
        find((a, b) => a > b),
      )
      const min = lines(
        x,
        dims,
        find((a, b) => a < b),
      )
      expect(run(Reduce.max)).toEqual(new Int32Array(max))
      expect(run(Reduce.min)).toEqual(new Int32Array(min))
    }
  })
})

test.each(dtypeNames)('what %s does not have is a fault', (dtype) => {
  const x = plain(dtype, 4)
  const dims = { outer: 1, axis: 4, inner: 1 }
  for (const fn of dtype === 'bool' ? [Reduce.sum] : [Reduce.any, Reduce.all]) {
    expect(() => reduced(dtype, fn, x, dims)).toThrow(MachineFault)
  }
  const arg = (fn: number): unknown =>
    evaluate([x], code('int32'), 1, (program, out, a) => program.argReduce(fn, a, out, dims))
  expect(() => arg(Reduce.sum)).toThrow(/must be the code of one of max, min/)
  if (dtype === 'bool') expect(() => arg(Reduce.max)).toThrow(MachineFault)
})
