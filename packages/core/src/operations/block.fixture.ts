import { type Arbitrary, array, constantFrom, integer, record } from 'fast-check'
import { type DType, type Shape, type Tensor, tensor } from '../index.ts'

/** An array of numbers in plain JavaScript, row-major: the reference that results of operations are compared with. */
export interface Block {
  readonly shape: Shape
  readonly values: readonly number[]
}

type Index = readonly number[]

const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1)

/** Every index of a shape, the last axis running fastest. */
export const indicesOf = (shape: Shape): Index[] =>
  shape.reduce<Index[]>(
    (all, length) => all.flatMap((index) => Array.from({ length }, (_, at) => [...index, at])),
    [[]],
  )

/** The block whose element at each index is `value(index)`. */
export const build = (shape: Shape, value: (index: Index) => number): Block => ({
  shape,
  values: indicesOf(shape).map(value),
})

/** The element at an index; leading indices and those of axes of length 1 are dropped, as in broadcasting. */
export function at({ shape, values }: Block, index: Index): number {
  const own = index.slice(index.length - shape.length)
  const place = shape.reduce(
    (sum, length, axis) => sum * length + (length === 1 ? 0 : (own[axis] ?? 0)),
    0,
  )
  return values[place] ?? Number.NaN
}

export const blockOf = (x: Tensor): Block => ({ shape: x.shape, values: [...x.data] })

/** `n` numbers between `low` and `high`, the same for the same seed. */
function draw(n: number, seed: number, low: number, high: number): number[] {
  let state = seed
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    return low + (((mixed ^ (mixed >>> 12)) >>> 0) / 4294967296) * (high - low)
  })
}

/** A tensor with drawn elements that its dtype holds; of integers both ends are drawn. */
export function sample(dtype: DType, shape: Shape, seed: number, low = -4, high = 4): Tensor {
  const drawn = draw(sizeOf(shape), seed, low, high)
  const values =
    dtype === 'bool'
      ? drawn.map((x) => Number(x > (low + high) / 2))
      : dtype === 'int32'
        ? drawn.map(Math.round)
        : drawn
  return tensor(values, { shape, dtype })
}

const lengths = integer({ min: 0, max: 4 })

/** Shapes of rank 0 to 3 with lengths from 0 to 4. */
export const shapes: Arbitrary<number[]> = array(lengths, { maxLength: 3 })

/** Shapes of at least one axis. */
export const shapesWithAxes: Arbitrary<number[]> = array(lengths, { minLength: 1, maxLength: 3 })

export const seeds: Arbitrary<number> = integer({ min: 0, max: 0x7fffffff })

/** A shape, and another that broadcasts to it: leading axes dropped, some axes of length 1. */
const within = (whole: Shape, drop: number, ones: readonly boolean[]): number[] =>
  whole.map((length, axis) => (ones[axis] ? 1 : length)).slice(Math.min(drop, whole.length))

const masks = array(constantFrom(true, false), { minLength: 3, maxLength: 3 })
const part = record({ drop: integer({ min: 0, max: 3 }), ones: masks })

/** Two shapes that broadcast together; each axis is whole in one of them at least. */
export const shapePairs: Arbitrary<readonly [a: number[], b: number[]]> = record({
  whole: shapes,
  partOfFirst: constantFrom(true, false),
  part,
}).map(({ whole, partOfFirst, part: { drop, ones } }) => {
  // The axes before `drop` are missing in one shape; the other has 1 where that one has not.
  const some = within(whole, drop, ones)
  const rest = whole.map((length, axis) =>
    axis >= drop && !ones[axis] && ones[(axis + 1) % 3] ? 1 : length,
  )
  return partOfFirst ? [some, rest] : [rest, some]
})

/** NumPy's rule, for shapes that do broadcast. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const m = a[axis - rank + a.length] ?? 1
    return m === 1 ? (b[axis - rank + b.length] ?? 1) : m
  })
}

/** The largest |actual − expected| relative to |expected| or `floor`; equal infinities and NaNs count as 0. */
export function errorOf(actual: Block, expected: Block, floor = 1e-30): number {
  return actual.values.reduce((worst, value, place) => {
    const right = expected.values[place] ?? 0
    if (Object.is(value, right) || value === right) return worst
    const error = Math.abs(value - right) / Math.max(Math.abs(right), floor)
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error)
  }, 0)
}
