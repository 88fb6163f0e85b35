import * as op from '../opcodes.generated'
import { ELEMENTS, ROWS } from '../../src/threads/cut'
import { address, slicing, width, word } from '../machine/instruction'
import { zip } from '../elementwise/map'
import { partEnd, partStart } from '../machine/part'
import { SumFloat32, SumFloat64, SumInt32 } from '../reduce/reducers'
import { copyRun } from '../layout/run-copy'

/** dtype, outer, axis, inner, count, x, indices (int32), out, indicesPerBlock */
export function gather(instruction: usize): i32 {
  const axis = address(instruction, 4)
  const x = address(instruction, 7)
  const bytes = address(instruction, 5) * width(word(instruction, 2))
  const row = address(instruction, 6) * bytes
  let first: usize = 0
  let outer = address(instruction, 3)
  let indices = address(instruction, 8)
  let count = address(instruction, 6)
  let out = address(instruction, 9)
  const next = word(instruction, 10) ? count << 2 : 0
  if (slicing(instruction) == op.INNER) {
    const start = partStart(count, ROWS)
    count = partEnd(count, ROWS) - start
    indices += start << 2
    out += start * bytes
  } else {
    first = partStart(outer, ROWS)
    outer = partEnd(outer, ROWS)
    out += first * row
    indices += first * next
  }
  if (!within(next ? (outer - first) * count : count, indices, axis)) return op.FAULT_INDEX
  for (let o = first; o < outer; o++, out += row, indices += next) {
    const from = x + o * axis * bytes
    if (bytes == 4) take<u32>(count, from, indices, out)
    else if (bytes == 8) take<u64>(count, from, indices, out)
    else takeRuns(count, bytes, from, indices, out)
  }
  return 0
}

/** dtype, outer, axis, inner, count, x, indices (int32), out, indicesPerBlock */
export function scatterAdd(instruction: usize): i32 {
  const outer = address(instruction, 3)
  const axis = address(instruction, 4)
  const inner = address(instruction, 5)
  const count = address(instruction, 6)
  const x = address(instruction, 7)
  const indices = address(instruction, 8)
  const out = address(instruction, 9)
  const perBlock = word(instruction, 10)
  // Where blocks have indices of their perBlock, a thread checks those of its blocks alone.
  const cut = perBlock && slicing(instruction) != op.INNER
  const first = cut ? partStart(outer, ROWS) : 0
  const blocks = cut ? partEnd(outer, ROWS) - first : perBlock ? outer : 1
  if (!within(blocks * count, indices + (first * count << 2), axis)) return op.FAULT_INDEX
  switch (word(instruction, 2)) {
    case op.FLOAT32:
      add<f32, SumFloat32>(slicing(instruction), outer, axis, inner, count, x, indices, out, perBlock)
      return 0
    case op.FLOAT64:
      add<f64, SumFloat64>(slicing(instruction), outer, axis, inner, count, x, indices, out, perBlock)
      return 0
    case op.INT32:
      add<i32, SumInt32>(slicing(instruction), outer, axis, inner, count, x, indices, out, perBlock)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function take<T>(count: usize, x: usize, indices: usize, out: usize): void {
  for (const end = indices + (count << 2); indices < end; indices += 4, out += sizeof<T>()) {
    store<T>(out, load<T>(x + <usize>load<u32>(indices) * sizeof<T>()))
  }
}

function takeRuns(count: usize, bytes: usize, x: usize, indices: usize, out: usize): void {
  for (const end = indices + (count << 2); indices < end; indices += 4, out += bytes) {
    copyRun(out, x + <usize>load<u32>(indices) * bytes, bytes)
  }
}

/** Adds in the order of j, whatever the part: some of the outer indices, or of the columns. */
function add<T, F>(
  sliced: i32, outer: usize, axis: usize, inner: usize, count: usize, x: usize, indices: usize, out: usize, perBlock: i32,
): void {
  const bytes = inner * sizeof<T>()
  const next = perBlock ? count << 2 : 0
  if (sliced == op.INNER) {
    const left = partStart(inner, ELEMENTS)
    const columns = partEnd(inner, ELEMENTS) - left
    if (columns == 0) return
    x += left * sizeof<T>()
    out += left * sizeof<T>()
    for (let i: usize = 0; i < outer * axis; i++) {
      memory.fill(out + i * bytes, 0, columns * sizeof<T>())
    }
    addRows<T, F>(outer, axis, bytes, columns, count, x, indices, next, out)
    return
  }
  const first = partStart(outer, ROWS)
  outer = partEnd(outer, ROWS) - first
  x += first * count * bytes
  out += first * axis * bytes
  indices += first * next
  memory.fill(out, 0, outer * axis * bytes)
  addRows<T, F>(outer, axis, bytes, inner, count, x, indices, next, out)
}

function addRows<T, F>(
  outer: usize, axis: usize, bytes: usize, columns: usize, count: usize, x: usize, indices: usize,
  next: usize, out: usize,
): void {
  for (let o: usize = 0; o < outer; o++, out += axis * bytes, indices += next) {
    for (let j: usize = 0; j < count; j++, x += bytes) {
      const to = out + <usize>load<u32>(indices + (j << 2)) * bytes
      if (columns == 1) store<T>(to, load<T>(to) + load<T>(x))
      else zip<T, F>(columns, to, x, to)
    }
  }
}

/** Whether every index is in [0, axis). */
function within(count: usize, indices: usize, axis: usize): bool {
  const end = indices + (count << 2)
  for (; indices < end; indices += 4) if (<usize>load<u32>(indices) >= axis) return false
  return true
}
