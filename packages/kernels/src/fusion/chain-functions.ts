import { BinaryFunction } from '../instructions/elementwise/binary.ts'
import { UnaryFunction } from '../instructions/elementwise/unary.ts'
import type { ChainFunction } from './chain.ts'
import { type Bytes, simd } from './wasm.ts'

// f32.const 1 in every lane: 1/x is a division in the machine's kernels too.
const ONES: Bytes = [0x43, 0x00, 0x00, 0x80, 0x3f, ...simd(0x13)]

/**
 * Functions that are a few instructions on one vector: their WebAssembly code, from that of their operands. It is the
 * same as in assembly/elementwise, so that the bits are the same.
 */
const inline: Readonly<Partial<Record<ChainFunction, (...operands: Bytes[]) => Bytes>>> = {
  abs: (x) => [...x, ...simd(0xe0)],
  negate: (x) => [...x, ...simd(0xe1)],
  sqrt: (x) => [...x, ...simd(0xe3)],
  ceil: (x) => [...x, ...simd(0x67)],
  floor: (x) => [...x, ...simd(0x68)],
  round: (x) => [...x, ...simd(0x6a)],
  square: (x) => [...x, ...x, ...simd(0xe6)],
  reciprocal: (x) => [...ONES, ...x, ...simd(0xe7)],
  add: (a, b) => [...a, ...b, ...simd(0xe4)],
  subtract: (a, b) => [...a, ...b, ...simd(0xe5)],
  multiply: (a, b) => [...a, ...b, ...simd(0xe6)],
  divide: (a, b) => [...a, ...b, ...simd(0xe7)],
  minimum: (a, b) => [...a, ...b, ...simd(0xe8)],
  maximum: (a, b) => [...a, ...b, ...simd(0xe9)],
  equal: (a, b) => [...a, ...b, ...simd(0x41)],
  notEqual: (a, b) => [...a, ...b, ...simd(0x42)],
  less: (a, b) => [...a, ...b, ...simd(0x43)],
  greater: (a, b) => [...a, ...b, ...simd(0x44)],
  lessEqual: (a, b) => [...a, ...b, ...simd(0x45)],
  greaterEqual: (a, b) => [...a, ...b, ...simd(0x46)],
  not: (x) => [...x, ...simd(0x4d)],
  and: (a, b) => [...a, ...b, ...simd(0x4e)],
  or: (a, b) => [...a, ...b, ...simd(0x50)],
  // bitselect takes the mask last.
  select: (condition, a, b) => [...a, ...b, ...condition, ...simd(0x52)],
}

/** Whether a function is too long to write out: then it is a call of the machine's module, on many elements at a time. */
export const isCall = (fn: ChainFunction): boolean => !inline[fn]

/** The code that applies a function and leaves its value on the stack. Throws a RangeError for one that is a call. */
export function applied(fn: ChainFunction, operands: Bytes[]): Bytes {
  const build = inline[fn]
  if (!build) throw new RangeError(`fuse: ${fn} is no function of single vectors`)
  return build(...operands)
}

/** The code of a function that is a call: that of `UnaryFunction` or `BinaryFunction`. */
export function callCode(fn: ChainFunction): number {
  const codes: Readonly<Record<string, number>> = { ...UnaryFunction, ...BinaryFunction }
  const code = Object.hasOwn(codes, fn) ? codes[fn] : undefined
  if (code === undefined) throw new RangeError(`fuse: no chain function is called ${fn}`)
  return code
}
