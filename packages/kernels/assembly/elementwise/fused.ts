import * as op from '../../src/opcodes'
import { ELEMENTS, ROWS } from '../../src/threads/cut'
import { slicing, word } from '../machine/instruction'
import { DOUBLES_BYTES } from './map-doubles'
import { partEnd, partStart } from '../machine/part'
import { scratch } from '../machine/scratch'

/** slot, rows, columns, out, inputs… */
export function fused(at: usize): i32 {
  const slot = word(at, 2)
  const rows = word(at, 3)
  const columns = word(at, 4)
  if (slicing(at) == op.INNER) {
    call_indirect<void>(slot, at, 0, rows, partStart(columns, ELEMENTS), partEnd(columns, ELEMENTS))
  } else {
    call_indirect<void>(slot, at, partStart(rows, ROWS), partEnd(rows, ROWS), 0, columns)
  }
  return 0
}

/** Where a chain keeps what passes through the functions that it calls: behind what these use themselves. */
export function fusedScratch(): usize {
  return scratch() + DOUBLES_BYTES
}
