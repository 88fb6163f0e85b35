import type { Operand } from '../../operand.ts'
import { FUNCTION, LIGHT } from '../../threads/cost.ts'
import { elementwise } from '../../threads/work.ts'
import { checkSame, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Functions of one operand, for `Program.unary`. */
export const UnaryFunction = {
  negate: 0,
  abs: 1,
  sign: 2,
  reciprocal: 3,
  square: 4,
  sqrt: 5,
  rsqrt: 6,
  exp: 7,
  expm1: 8,
  log: 9,
  log1p: 10,
  sin: 11,
  cos: 12,
  tanh: 13,
  sigmoid: 14,
  softplus: 15,
  erf: 16,
  floor: 17,
  ceil: 18,
  /** To nearest, ties to even. */
  round: 19,
  /** bool only. */
  logicalNot: 20,
  log2: 21,
  tan: 22,
  asin: 23,
  acos: 24,
  atan: 25,
  sinh: 26,
  cosh: 27,
  erfc: 28,
  erfInv: 29,
} as const
/** The names of `UnaryFunction`. */
export type UnaryName = keyof typeof UnaryFunction

const { negate, abs, sign, reciprocal, square, sqrt, floor, ceil, round, logicalNot } =
  UnaryFunction
/** The functions that are a vector instruction or two. */
const light: ReadonlySet<number> = new Set([
  ...[negate, abs, sign, reciprocal, square, sqrt, floor, ceil, round, logicalNot],
])

const checkFunction = functionCheck('unary', UnaryFunction)

export const unary = instruction({
  opcode: 1,
  kernel: 'elementwise/unary',
  operands: ['fn', 'dtype', 'n', 'x', 'out'],
  constants: UnaryFunction,
  methods: {
    /** out = fn(x), of a `UnaryFunction`. */
    unary(this: Encoder, fn: number, x: Operand, out: Operand): void {
      checkFunction(fn)
      checkSame('unary', x, out)
      this.emit(unary, [fn, x.dtype, x.size, x.address, out.address])
    },
  },
  work: ([fn = 0, dtype = 0, n = 0, x = 0, out = 0]) =>
    elementwise(n, [[x, dtype]], [out, dtype], n * (light.has(fn) ? LIGHT : FUNCTION)),
})
