import type { InputPart, StridedBlock } from '../../context/entry.ts'
import { apply } from '../../primitive/apply.ts'
import { type Shape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { add } from '../elementwise/arithmetic.ts'
import { concat } from '../layout/concat.ts'
import { reshape } from '../layout/reshape.ts'
import { scatterAddOp } from './gather.ts'
import { putRowsOp } from './take-rows.ts'

/** The cotangent of slices along one axis, with the indices of these slices. */
interface Slices {
  readonly cotangent: Tensor
  /** The first index if the indices are consecutive; else null. */
  readonly first: number | null
  readonly indices: Tensor
}

/**
 * The cotangent of a tensor of `shape` from the cotangents of parts of it, such as slices: their sum, each added at
 * its position. Takes time for the tensor once and for each part, while padding each part with zeros would take time
 * for the tensor as often as there are parts.
 */
export function assembleParts(
  parts: readonly Tensor[],
  places: readonly InputPart[],
  shape: Shape,
): Tensor {
  const whole: Tensor[] = []
  const blocks: { cotangent: Tensor; block: StridedBlock }[] = []
  const rows: { cotangent: Tensor; indices: Tensor }[] = []
  const along = new Map<number, Slices[]>()
  const takeAlong = (axis: number, slices: Slices): void => {
    const known = along.get(axis)
    if (known) known.push(slices)
    else along.set(axis, [slices])
  }
  for (const [index, part] of places.entries()) {
    const cotangent = parts[index]
    if (!cotangent) continue
    if (part.kind === 'rows') rows.push({ cotangent, indices: part.indices })
    if (part.kind === 'indices')
      takeAlong(part.axis, { cotangent, first: null, indices: part.indices })
    if (part.kind !== 'block') continue
    const axes = shape.flatMap((_, axis) => (isWhole(part.block, shape, axis) ? [] : [axis]))
    const [axis] = axes
    if (axis === undefined) whole.push(cotangent)
    else if (axes.length > 1) blocks.push({ cotangent, block: part.block })
    else takeAlong(axis, slicesOf(cotangent, part.block, axis))
  }
  const sums = [...along].map(([axis, slices]) => putSlices(slices, axis, shape))
  if (blocks.length > 0) sums.push(putBlocks(blocks, shape))
  if (rows.length > 0) sums.push(putRows(rows, shape))
  return [...whole, ...sums].reduce(add)
}

const isWhole = (
  { starts, steps, shape }: StridedBlock,
  wholeShape: Shape,
  axis: number,
): boolean => starts[axis] === 0 && steps[axis] === 1 && shape[axis] === wholeShape[axis]

function slicesOf(cotangent: Tensor, { starts, steps, shape }: StridedBlock, axis: number): Slices {
  const [start = 0, step = 1, count = 0] = [starts[axis], steps[axis], shape[axis]]
  const places = Int32Array.from({ length: count }, (_, index) => start + index * step)
  const isRun = step === 1 || count === 1
  return { cotangent, first: isRun ? start : null, indices: indicesOf(places) }
}

const indicesOf = (places: Int32Array): Tensor => new Tensor([places.length], 'int32', places)

function putSlices(slices: readonly Slices[], axis: number, shape: Shape): Tensor {
  const length = shape[axis] ?? 0
  const tiles = inOrder(slices, axis, length)
  if (tiles) return concat(tiles, axis)
  const together = concat(
    slices.map(({ cotangent }) => cotangent),
    axis,
  )
  const indices = concat(slices.map((each) => each.indices))
  return apply(scatterAddOp, [together, indices], { axis, length })
}

/** The cotangents sorted by index, if together they cover every index of the axis once; else null. */
function inOrder(slices: readonly Slices[], axis: number, length: number): Tensor[] | null {
  const known = slices.flatMap(({ cotangent, first }) =>
    first === null ? [] : [{ cotangent, first }],
  )
  if (known.length < slices.length) return null
  known.sort((a, b) => a.first - b.first)
  let end = 0
  for (const { cotangent, first } of known) {
    if (first !== end) return null
    end += cotangent.shape[axis] ?? 0
  }
  return end === length ? known.map(({ cotangent }) => cotangent) : null
}

/** Adds up blocks that are parts of several axes; the axes behind those, which all blocks take whole, form rows. */
function putBlocks(
  blocks: readonly { readonly cotangent: Tensor; readonly block: StridedBlock }[],
  shape: Shape,
): Tensor {
  const lead =
    1 + shape.findLastIndex((_, axis) => !blocks.every(({ block }) => isWhole(block, shape, axis)))
  const row = shape.slice(lead)
  const indices = new Int32Array(
    blocks.reduce((sum, { block }) => sum + sizeOf(block.shape.slice(0, lead)), 0),
  )
  let position = 0
  for (const { block } of blocks)
    position = writePlaces(indices, position, block, shape.slice(0, lead))
  const rows = blocks.map(({ cotangent }) =>
    reshape(cotangent, [sizeOf(cotangent.shape.slice(0, lead)), ...row]),
  )
  const length = sizeOf(shape.slice(0, lead))
  const sum = apply(scatterAddOp, [concat(rows), indicesOf(indices)], { axis: 0, length })
  return reshape(sum, shape)
}

/** Writes the row-major positions in `wholeShape` of the block's elements to `places`; returns the end of what was written. */
function writePlaces(
  places: Int32Array,
  from: number,
  block: StridedBlock,
  wholeShape: Shape,
): number {
  let ends = [0]
  for (const [axis, length] of wholeShape.entries()) {
    const [start = 0, step = 1, count = 0] = [
      block.starts[axis],
      block.steps[axis],
      block.shape[axis],
    ]
    const steps = Array.from({ length: count }, (_, index) => start + index * step)
    ends = ends.flatMap((end) => steps.map((place) => end * length + place))
  }
  places.set(ends, from)
  return from + ends.length
}

function putRows(
  pieces: readonly { readonly cotangent: Tensor; readonly indices: Tensor }[],
  shape: Shape,
): Tensor {
  const together = concat(
    pieces.map(({ cotangent }) => cotangent),
    1,
  )
  const indices = concat(
    pieces.map((each) => each.indices),
    1,
  )
  return apply(putRowsOp, [together, indices], { length: shape[1] ?? 0 })
}
