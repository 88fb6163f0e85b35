import * as op from '../opcodes.generated'
import { ELEMENTS, ROWS } from '../../src/threads/cut'
import { slicing, word } from '../machine/instruction'
import { DOUBLES_BYTES } from './map-doubles'
import { partEnd, partStart } from '../machine/part'
import { scratch } from '../machine/scratch'

/** slot, rows, columns, out, inputs… */
export function fused(instruction: usize): i32 {
  const slot = word(instruction, 2)
  const rows = word(instruction, 3)
  const columns = word(instruction, 4)
  if (slicing(instruction) == op.INNER) {
    call_indirect<void>(slot, instruction, 0, rows, partStart(columns, ELEMENTS), partEnd(columns, ELEMENTS))
  } else {
    call_indirect<void>(slot, instruction, partStart(rows, ROWS), partEnd(rows, ROWS), 0, columns)
  }
  return 0
}

/** Where a chain keeps operands and results of the functions that it calls: behind the scratch memory that these use. */
export function fusedScratch(): usize {
  return scratch() + DOUBLES_BYTES
}
