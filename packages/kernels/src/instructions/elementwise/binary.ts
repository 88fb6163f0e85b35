import type { Operand } from '../../operand.ts'
import { FUNCTION, LIGHT } from '../../threads/cost.ts'
import { elementwise } from '../../threads/work.ts'
import { checkSame, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Functions of two operands, for `Program.binary`. */
export const BinaryFunction = {
  add: 0,
  subtract: 1,
  multiply: 2,
  /** int32: truncates; by zero is 0. */
  divide: 3,
  power: 4,
  /** NaN if either is. */
  maximum: 5,
  minimum: 6,
  /** Sign of the divisor, as Python's %. */
  modulo: 7,
  /** bool only. */
  logicalAnd: 8,
  /** bool only. */
  logicalOr: 9,
  /** The angle of (b, a) from −π to π. */
  atan2: 10,
} as const
/** The names of `BinaryFunction`. */
export type BinaryName = keyof typeof BinaryFunction

const checkFunction = functionCheck('binary', BinaryFunction)

const costOfElement = (fn: number): number =>
  fn === BinaryFunction.power || fn === BinaryFunction.atan2 ? 2 * FUNCTION : LIGHT

export const binary = instruction({
  opcode: 2,
  kernel: 'elementwise/binary',
  operands: ['fn', 'dtype', 'n', 'a', 'b', 'out'],
  constants: BinaryFunction,
  methods: {
    /** out = fn(a, b), of a `BinaryFunction`. */
    binary(this: Encoder, fn: number, a: Operand, b: Operand, out: Operand): void {
      checkFunction(fn)
      checkSame('binary', a, b)
      checkSame('binary', a, out)
      this.emit(binary, [fn, a.dtype, a.size, a.address, b.address, out.address])
    },
  },
  work: ([fn = 0, dtype = 0, n = 0, a = 0, b = 0, out = 0]) => {
    const inputs = [
      [a, dtype],
      [b, dtype],
    ] as const
    return elementwise(n, inputs, [out, dtype], n * costOfElement(fn))
  },
})
