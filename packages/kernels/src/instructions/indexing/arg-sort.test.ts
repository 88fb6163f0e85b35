import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../testing/evaluate.ts'
import { code, plain, samples } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { type AxisDims, MachineFault } from '../../index.ts'

const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 2, 1],
  [1, 1000, 1],
  [5, 17, 1],
  [3, 64, 3],
  [2, 33, 70],
  [3, 0, 2],
  [0, 4, 2],
]

const sorted = (x: TypedArray, dims: AxisDims, descending: boolean): TypedArray =>
  evaluate([x], code('int32'), x.length, (program, out, a) => {
    program.argSort(a, out, dims, descending)
  })

/** JavaScript's sort, stable by the language, NaN above all. */
function places(x: TypedArray, { outer, axis, inner }: AxisDims, descending: boolean): Int32Array {
  const out = new Int32Array(x.length)
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * axis * inner + (line % inner)
    const key = (place: number): number => x[start + place * inner] ?? 0
    const order = Array.from({ length: axis }, (_, place) => place).sort((a, b) => {
      const [p, q] = descending ? [key(b), key(a)] : [key(a), key(b)]
      if (Number.isNaN(p) || Number.isNaN(q))
        return Number(Number.isNaN(p)) - Number(Number.isNaN(q))
      return p === q ? 0 : p - q
    })
    for (const [rank, place] of order.entries()) out[start + rank * inner] = place
  }
  return out
}

describe.each(['float32', 'float64', 'int32'] as const)('argSort of %s', (dtype) => {
  test.each(shapes)('[%i, %i, %i] as JavaScript sorts', (outer, axis, inner) => {
    const dims = { outer, axis, inner }
    const size = outer * axis * inner
    for (const x of [plain(dtype, size), samples(dtype, size)]) {
      // Repeats, so that the order of equals matters.
      for (let i = 0; i < x.length; i += 3) x[i] = x[i - (i % 30)] ?? 0
      for (const descending of [false, true])
        expect(sorted(x, dims, descending)).toEqual(places(x, dims, descending))
    }
  })

  test('a line too long for the room to merge in', () => {
    for (const inner of [1, 2]) {
      const axis = 270_000
      const x = plain(dtype, axis * inner)
      for (let i = 0; i < x.length; i += 3) x[i] = x[i - (i % 30)] ?? 0
      if (dtype !== 'int32') for (let i = 7; i < x.length; i += 1001) x[i] = Number.NaN
      const descending = inner === 1
      const got = sorted(x, { outer: 1, axis, inner }, descending)
      for (let line = 0; line < inner; line++) expectSorted(x, got, line, inner, descending)
    }
  })
})

/** Expects a line's places once each, each behind the one before it: that is its only stable order. */
function expectSorted(
  x: TypedArray,
  got: TypedArray,
  line: number,
  inner: number,
  descending: boolean,
): void {
  const seen = new Uint8Array(x.length / inner)
  let sorted = true
  let before = -1
  for (let at = line; at < x.length; at += inner) {
    const place = got[at] ?? -1
    seen[place] = 1
    if (before >= 0) sorted &&= follows(x, line + before * inner, line + place * inner, descending)
    before = place
  }
  expect(sorted).toBe(true)
  expect(seen.every((times) => times === 1)).toBe(true)
}

/** Whether the element at `j` comes behind that at `i`, NaN above all, equals as they came. */
function follows(x: TypedArray, i: number, j: number, descending: boolean): boolean {
  const [first, second] = descending ? [x[j] ?? 0, x[i] ?? 0] : [x[i] ?? 0, x[j] ?? 0]
  if (first < second) return true
  if (first > second) return false
  const above = Number(Number.isNaN(second)) - Number(Number.isNaN(first))
  return above > 0 || (above === 0 && i < j)
}

test.each([Float32Array, Float64Array])('NaN is above all, each as it came, in %s', (Floats) => {
  const dims = { outer: 1, axis: 5, inner: 1 }
  const x = Floats.of(Number.NaN, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN)
  expect(sorted(x, dims, false)).toEqual(Int32Array.of(1, 3, 0, 2, 4))
  expect(sorted(x, dims, true)).toEqual(Int32Array.of(0, 2, 4, 3, 1))
})

test('zeros of either sign are equal, and bools a fault', () => {
  const dims = { outer: 1, axis: 4, inner: 1 }
  expect(sorted(Float32Array.of(0, -0, -1, 0), dims, false)).toEqual(Int32Array.of(2, 0, 1, 3))
  expect(sorted(Float64Array.of(0, -0, -1, 0), dims, true)).toEqual(Int32Array.of(0, 1, 3, 2))
  expect(() => sorted(Uint8Array.of(0, 1, 0, 1), dims, false)).toThrow(MachineFault)
})
