import type { ChainFunction } from './chain.ts'
import { type Bytes, simd } from './wasm.ts'

// f32.const 1 in every lane: 1/x is a division in the machine's kernels too.
const ONES: Bytes = [0x43, 0x00, 0x00, 0x80, 0x3f, ...simd(0x13)]

/**
 * What each function of a chain is in WebAssembly, given its operands' code: the same instructions
 * as in the machine's own kernels, or a call of the same function, so that the bits are the same.
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

/** Functions that are calls of the machine's module, by the name of its export, with their arity. */
export const calls: Readonly<Partial<Record<ChainFunction, { name: string; arity: 1 | 2 }>>> = {
  acos: { name: 'acos32x4', arity: 1 },
  asin: { name: 'asin32x4', arity: 1 },
  atan2: { name: 'atan232x4', arity: 2 },
  atan: { name: 'atan32x4', arity: 1 },
  cos: { name: 'cos32x4', arity: 1 },
  cosh: { name: 'cosh32x4', arity: 1 },
  erf: { name: 'erf32x4', arity: 1 },
  erfInv: { name: 'erfInv32x4', arity: 1 },
  erfc: { name: 'erfc32x4', arity: 1 },
  exp: { name: 'exp32x4', arity: 1 },
  expm1: { name: 'expm132x4', arity: 1 },
  log1p: { name: 'log1p32x4', arity: 1 },
  log2: { name: 'log232x4', arity: 1 },
  log: { name: 'log32x4', arity: 1 },
  power: { name: 'pow32x4', arity: 2 },
  rsqrt: { name: 'rsqrt32x4', arity: 1 },
  sigmoid: { name: 'sigmoid32x4', arity: 1 },
  sign: { name: 'sign32x4', arity: 1 },
  sin: { name: 'sin32x4', arity: 1 },
  sinh: { name: 'sinh32x4', arity: 1 },
  softplus: { name: 'softplus32x4', arity: 1 },
  tan: { name: 'tan32x4', arity: 1 },
  tanh: { name: 'tanh32x4', arity: 1 },
}

/** The code that leaves the function's value on the stack. `callOf` gives a call's code by its export. */
export function applied(
  fn: ChainFunction,
  operands: Bytes[],
  callOf: (name: string) => Bytes,
): Bytes {
  const called = calls[fn]
  if (called) return [...operands.flat(), ...callOf(called.name)]
  const build = inline[fn]
  if (!build) throw new RangeError(`fuse: no chain function is called ${fn}`)
  return build(...operands)
}
