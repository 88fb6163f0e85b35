// Reading an instruction's words: word 0 is the opcode, word 1 the length.
import * as op from '../opcodes.generated'

// @ts-ignore: decorator
@inline
export function word(instruction: usize, index: i32): i32 {
  return load<i32>(instruction + ((<usize>index) << 2))
}

// @ts-ignore: decorator
@inline
export function address(instruction: usize, index: i32): usize {
  return <usize>load<u32>(instruction + ((<usize>index) << 2))
}

/** How threads share the instruction: 0, OUTER, INNER or BATCH. */
// @ts-ignore: decorator
@inline
export function slicing(instruction: usize): i32 {
  return word(instruction, 0) & op.BATCH
}

/** Bytes of an element. */
// @ts-ignore: decorator
@inline
export function width(dtype: i32): usize {
  if (dtype == op.FLOAT64) return 8
  return dtype == op.BOOL ? 1 : 4
}
