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

/** Which thread alone an instruction is for, counted from 1; 0 for none. */
// @ts-ignore: decorator
@inline
export function only(head: i32): i32 {
  return head / op.THREAD
}

/** Whether a thread computes a part of the instruction, or all of one without parts. */
// @ts-ignore: decorator
@inline
export function takesPart(head: i32, thread: i32): bool {
  return (head & op.BATCH) != 0 || max(only(head), 1) == thread + 1
}

// @ts-ignore: decorator
@inline
export function isTurn(head: i32): bool {
  const opcode = head & 0xff
  return opcode == op.AGAIN || opcode == op.REPEAT
}

/** Bytes of an element. */
// @ts-ignore: decorator
@inline
export function width(dtype: i32): usize {
  if (dtype == op.FLOAT64) return 8
  return dtype == op.BOOL ? 1 : 4
}
