import type { StridedBlock } from '../../context/entry.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { allocate, type TypedArray } from '../../tensor/dtype.ts'
import {
  checkArray,
  normalizeAxes,
  type Shape,
  showShape,
  sizeOf,
  stridesOf,
} from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { copyFrom, copyTo } from './copy.ts'
import { reshape } from './reshape.ts'

/** Elements of a tensor per copied element from which eager code copies them in JavaScript instead of on the machine. */
export const HOST_COPY_FACTOR = 4

const stridesInBlock = (
  wholeShape: Shape,
  { starts, steps }: StridedBlock,
): { strides: number[]; offset: number } => {
  const strides = stridesOf(wholeShape)
  return {
    strides: strides.map((stride, axis) => stride * (steps[axis] ?? 1)),
    offset: strides.reduce((sum, stride, axis) => sum + stride * (starts[axis] ?? 0), 0),
  }
}

/** The same block of each of `length` examples, which are along a first axis. */
const blockOfExamples = ({ starts, steps, shape }: StridedBlock, length: number): StridedBlock => ({
  starts: [0, ...starts],
  steps: [1, ...steps],
  shape: [length, ...shape],
})

export const sliceOp: Primitive<Unary, StridedBlock> = primitive<Unary, StridedBlock>({
  name: 'slice',
  carriesZeros: true,
  shape: (_, { shape }) => shape,
  batch: ([x], block, applyBatched, size) => applyBatched([x.tensor], blockOfExamples(block, size)),
  lower(program, [x], out, block) {
    const { strides, offset } = stridesInBlock(x.shape, block)
    copyFrom(program, x, out, strides, offset)
  },
  copyWithoutMachine: ([x], block) => copyBlock(x, block),
  partOfInput: (_, block) => ({ kind: 'block', block }),
  vjp: [(g, [x], _, block) => apply(embedOp, [g], { ...block, shape: x.shape })],
})

/** The block of `x`, copied in JavaScript if it is small; else null. */
function copyBlock(x: Tensor, block: StridedBlock): TypedArray | null {
  const { shape } = block
  const size = sizeOf(shape)
  if (size * HOST_COPY_FACTOR > x.size) return null
  const { strides, offset } = stridesInBlock(x.shape, block)
  // The last axes are contiguous in memory as long as each stride is the number of elements taken along the next ones.
  let [run, outer] = [1, shape.length]
  for (; outer > 0 && (shape[outer - 1] === 1 || strides[outer - 1] === run); outer--)
    run *= shape[outer - 1] ?? 1
  const elements = Tensor.elements(x)
  const picked = allocate(x.dtype, size)
  for (let position = 0; position < size; position += run) {
    let [from, left] = [offset, position / run]
    for (let axis = outer - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1
      from += (left % length) * (strides[axis] ?? 0)
      left = Math.floor(left / length)
    }
    picked.set(elements.subarray(from, from + run), position)
  }
  return picked
}

/** The adjoint of slicing: zeros, with `x` at the positions that the slice would take. */
export const embedOp: Primitive<Unary, StridedBlock> = primitive<Unary, StridedBlock>({
  name: 'pad',
  carriesZeros: true,
  shape: (_, { shape }) => shape,
  batch: ([x], block, applyBatched, size) => applyBatched([x.tensor], blockOfExamples(block, size)),
  lower(program, [x], out, block) {
    const { strides, offset } = stridesInBlock(out.shape, block)
    program.fill(0, out)
    copyTo(program, x, out, strides, offset)
  },
  vjp: [(g, [x], _, block) => apply(sliceOp, [g], { ...block, shape: x.shape })],
})

/** From `start` (included) to `stop` (excluded) in steps, as in Python: negative numbers count from the end. */
export interface Range {
  /** The first index, from the end where negative; the begin unless given. */
  readonly start?: number
  /** The index behind the last one; the end unless given. */
  readonly stop?: number
  /** From one index to the next; 1 unless given, backwards where negative. */
  readonly step?: number
}

/**
 * A block of `x`: one range, or one index, per axis; further axes, and those with null, are taken whole, and an axis
 * with an index is dropped. Ranges are clipped to the axis as in Python.
 * Throws a ShapeError for an index outside of its axis, a step of 0, or too many axes.
 */
export function slice(x: TensorLike, ranges: readonly (Range | number | null)[]): Tensor {
  const input = toTensor('slice', x)
  checkArray('slice', 'the ranges, one for each axis,', ranges, '[{ start: 0, stop: 1 }]')
  if (ranges.length > input.rank)
    throw new ShapeError(
      `slice: at most ${input.rank} axes, as ${showShape(input.shape)} has, got ${ranges.length}`,
    )
  const taken = input.shape.map((length, axis) => resolveRange(ranges[axis] ?? {}, length))
  const block = apply(sliceOp, [input], {
    starts: taken.map(({ start }) => start),
    steps: taken.map(({ step }) => step),
    shape: taken.map(({ count }) => count),
  })
  const kept = block.shape.filter((_, axis) => typeof ranges[axis] !== 'number')
  return kept.length === block.rank ? block : reshape(block, kept)
}

function resolveRange(
  range: Range | number,
  length: number,
): { start: number; step: number; count: number } {
  if (typeof range === 'number') return { start: resolveIndex(range, length), step: 1, count: 1 }
  if (typeof range !== 'object' || Array.isArray(range))
    throw new TypeError(
      `slice: of each axis it takes { start, stop, step }, an index or null, got ${describeValue(range)}`,
    )
  const { step = 1 } = checkOptions('slice', range, { start: 'any', stop: 'any', step: 'any' })
  if (!Number.isInteger(step) || step === 0)
    throw new ShapeError(`slice: step must be a whole number other than 0, got ${step}`)
  for (const key of ['start', 'stop'] as const)
    if (range[key] !== undefined && !Number.isInteger(range[key]))
      throw new ShapeError(`slice: ${key} must be a whole number, got ${range[key]}`)
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1]
  const bound = (given: number | undefined, whole: number): number =>
    given === undefined
      ? whole
      : Math.min(most, Math.max(least, given < 0 ? given + length : given))
  const start = bound(range.start, step > 0 ? 0 : length - 1)
  const stop = bound(range.stop, step > 0 ? length : -1)
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) }
}

function resolveIndex(index: number, length: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length)
    throw new ShapeError(
      `slice: index must be an integer from ${-length} to ${length - 1}, got ${index}`,
    )
  return index < 0 ? index + length : index
}

/** Reverses `x` along the given axes (default: all). */
export function flip(x: TensorLike, axes?: number | readonly number[]): Tensor {
  const input = toTensor('flip', x)
  const flipped = normalizeAxes('flip', axes, input.rank)
  return slice(
    input,
    input.shape.map((_, axis) => (flipped.includes(axis) ? { step: -1 } : null)),
  )
}
