import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { ELEMENTS, INNER, OUTER, ROWS } from '../../threads/cut.ts'
import { reads, type Work, writes } from '../../threads/work.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import type { AxisDims } from '../reduce/reduce.ts'

/** `count` indices along the middle axis of [outer, axis, inner]. */
export interface GatherDims extends AxisDims {
  /** How many indices there are. */
  readonly count: number
  /** True where each of the outer blocks has its own indices: outer × count in all. */
  readonly indicesPerBlock?: boolean
}

const operands = [
  ...['dtype', 'outer', 'axis', 'inner', 'count'],
  ...['x', 'indices', 'out', 'indicesPerBlock'],
]

/** out[o, j, i] = x[o, indices[j], i]; or x[o, indices[o, j], i] where `indicesPerBlock` is 1. */
export const gather = instruction({
  opcode: 12,
  kernel: 'indexing/gather',
  operands,
  mayStop: true,
  methods: {
    /** out [outer, count, inner] = x [outer, axis, inner] at `indices` (int32) of axis, or at those of its own block. */
    gather(this: Encoder, x: Operand, indices: Operand, out: Operand, dims: GatherDims): void {
      checkIndices('gather', indices, dims)
      checkOperand('gather', x, x.dtype, dims.outer * dims.axis * dims.inner)
      checkOperand('gather', out, x.dtype, dims.outer * dims.count * dims.inner)
      this.emit(gather, wordsOf(x, indices, out, dims))
    },
  },
  work: gatherWork,
})

/** out = 0, then out[o, indices[j], i] += x[o, j, i] in the order of j; indices[o, j] where `indicesPerBlock` is 1. */
export const scatterAdd = instruction({
  opcode: 13,
  kernel: 'indexing/gather',
  operands,
  mayStop: true,
  methods: {
    /** out [outer, axis, inner] = 0, plus x [outer, count, inner] at `indices` (int32), in their order. */
    scatterAdd(this: Encoder, x: Operand, indices: Operand, out: Operand, dims: GatherDims): void {
      checkIndices('scatterAdd', indices, dims)
      checkOperand('scatterAdd', out, x.dtype, dims.outer * dims.axis * dims.inner)
      checkOperand('scatterAdd', x, x.dtype, dims.outer * dims.count * dims.inner)
      this.emit(scatterAdd, wordsOf(x, indices, out, dims))
    },
  },
  work: scatterWork,
})

function checkIndices(
  method: string,
  indices: Operand,
  { outer, count, indicesPerBlock = false }: GatherDims,
): void {
  checkOperand(method, indices, INT32, indicesPerBlock ? outer * count : count)
}

function wordsOf(x: Operand, indices: Operand, out: Operand, dims: GatherDims): number[] {
  const { outer, axis, inner, count, indicesPerBlock = false } = dims
  const addresses = [x.address, indices.address, out.address]
  return [x.dtype, outer, axis, inner, count, ...addresses, Number(indicesPerBlock)]
}

/** Parts are outer blocks; or indices where there is one block. */
function gatherWork(words: readonly number[]): Work {
  const [dtype = 0, outer = 0, axis = 0, inner = 0, count = 0, x = 0, indices = 0, out = 0] = words
  const cost = outer * inner * count * LIGHT
  const bytes = inner * bytesPerElement(dtype)
  if (outer === 1) {
    const regions = [reads(x, axis * bytes), reads(indices, 4, 4), writes(out, bytes, bytes)]
    return { slicing: INNER, size: count, unit: ROWS, regions, cost }
  }
  const regions = [
    reads(x, axis * bytes, axis * bytes),
    reads(indices, count * 4, bytesToNextIndices(words)),
    writes(out, count * bytes, count * bytes),
  ]
  return { slicing: OUTER, size: outer, unit: ROWS, regions, cost }
}

/** Parts are outer blocks; or columns of the inner axis where there is one block, with many of them. */
function scatterWork(words: readonly number[]): Work {
  const [dtype = 0, outer = 0, axis = 0, inner = 0, count = 0, x = 0, indices = 0, out = 0] = words
  const cost = outer * inner * count * LIGHT
  const bytes = inner * bytesPerElement(dtype)
  const [part, whole] = [count * bytes, axis * bytes]
  if (outer === 1 && inner >= 2 * ELEMENTS) {
    const regions = [reads(x, part), reads(indices, count * 4), writes(out, whole)]
    return { slicing: INNER, size: inner, unit: ELEMENTS, regions, cost }
  }
  const regions = [
    reads(x, part, part),
    reads(indices, count * 4, bytesToNextIndices(words)),
    writes(out, whole, whole),
  ]
  return { slicing: OUTER, size: outer, unit: ROWS, regions, cost }
}

/** Bytes from the indices of one outer block to those of the next: none where all blocks share them. */
function bytesToNextIndices(words: readonly number[]): number {
  const [count = 0, indicesPerBlock] = [words[4], words[8]]
  return indicesPerBlock === 1 ? count * 4 : 0
}
