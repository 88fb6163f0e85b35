import * as op from './opcodes.generated'
import { execute } from './execute.generated'
import { isTurn, only, takesPart, word } from './machine/instruction'
import { turn } from './control/loop'
import { setPart } from './machine/part'
import { faultyMatrices, scratchEnd } from './machine/scratch'

export { abandon, arrive, join, lead, post, ready, work } from './machine/team'
export { widen } from './linear-algebra/matmul/wide-tile'
// Imported by the modules of fused chains.
export { binaryFloat32 } from './elementwise/binary-float32'
export { fusedScratch } from './elementwise/fused'
export { unaryFloat32 } from './elementwise/unary-float32'

/** Where the memory begins that JavaScript may use for programs and operands, behind that of so many threads. */
export function arena(threads: i32): usize {
  return scratchEnd(threads)
}

/** The matrix of a batch that the last fault is about, if it is about one. */
export function blamedMatrix(): i32 {
  return load<i32>(faultyMatrices())
}

/**
 * Runs `words` words of instructions without waiting at barriers: of `threads` threads the part of this one, so the
 * whole program where there is one. Returns 0, or a fault + 16 × the word offset of its instruction.
 */
export function run(program: usize, words: i32, thread: i32, threads: i32): i32 {
  const end = program + ((<usize>words) << 2)
  for (let instruction = program; instruction < end; ) {
    const head = word(instruction, 0)
    const length = word(instruction, 1)
    if (isTurn(head) && (only(head) == 0 || threads == 1 || takesPart(head, thread))) {
      instruction = turn(instruction, only(head) ? 0 : thread)
      continue
    }
    const sliced = (head & op.BATCH) != 0
    if (!isTurn(head) && (threads == 1 || takesPart(head, thread))) {
      setPart(sliced ? thread : 0, sliced ? threads : 1)
      const fault = length > 0 ? execute(instruction) : op.FAULT_OPCODE
      if (fault) return fault + (<i32>(instruction - program) << 2)
    }
    instruction += (<usize>length) << 2
  }
  return 0
}
