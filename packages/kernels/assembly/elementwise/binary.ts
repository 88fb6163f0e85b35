import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import { binaryFloat32 } from './binary-float32'
import { binaryFloat64 } from './binary-float64'
import { binaryInt32 } from './binary-int32'
import { address, width, word } from '../machine/instruction'
import { zipEach } from './map'
import { partEnd, partStart } from '../machine/part'

class And {
  @inline of(a: u8, b: u8): u8 { return a & b }
}

class Or {
  @inline of(a: u8, b: u8): u8 { return a | b }
}

/** fn, dtype, n, a, b, out */
export function binary(instruction: usize): i32 {
  const fn = word(instruction, 2)
  const dtype = word(instruction, 3)
  const first = partStart(address(instruction, 4), ELEMENTS)
  const n = partEnd(address(instruction, 4), ELEMENTS) - first
  const offset = first * width(dtype)
  const a = address(instruction, 5) + offset
  const b = address(instruction, 6) + offset
  const out = address(instruction, 7) + offset
  switch (dtype) {
    case op.FLOAT32:
      return binaryFloat32(fn, n, a, b, out)
    case op.FLOAT64:
      return binaryFloat64(fn, n, a, b, out)
    case op.INT32:
      return binaryInt32(fn, n, a, b, out)
    default:
      return binaryBool(fn, n, a, b, out)
  }
}

function binaryBool(fn: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  switch (fn) {
    case op.LOGICAL_AND:
    case op.MINIMUM:
      zipEach<u8, And>(n, a, b, out)
      return 0
    case op.LOGICAL_OR:
    case op.MAXIMUM:
      zipEach<u8, Or>(n, a, b, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
