import * as op from './opcodes.ts'

/** Functions of one operand, for `Program.unary`. */
export const UnaryFunction: Readonly<Record<UnaryName, number>> = {
  negate: op.NEGATE,
  abs: op.ABS,
  sign: op.SIGN,
  reciprocal: op.RECIPROCAL,
  square: op.SQUARE,
  sqrt: op.SQRT,
  rsqrt: op.RSQRT,
  exp: op.EXP,
  expm1: op.EXPM1,
  log: op.LOG,
  log1p: op.LOG1P,
  sin: op.SIN,
  cos: op.COS,
  tanh: op.TANH,
  sigmoid: op.SIGMOID,
  softplus: op.SOFTPLUS,
  erf: op.ERF,
  floor: op.FLOOR,
  ceil: op.CEIL,
  round: op.ROUND,
  logicalNot: op.LOGICAL_NOT,
  log2: op.LOG2,
  tan: op.TAN,
  asin: op.ASIN,
  acos: op.ACOS,
  atan: op.ATAN,
  sinh: op.SINH,
  cosh: op.COSH,
  erfc: op.ERFC,
  erfInv: op.ERF_INV,
}
export type UnaryName =
  | 'negate'
  | 'abs'
  | 'sign'
  | 'reciprocal'
  | 'square'
  | 'sqrt'
  | 'rsqrt'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'erf'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'logicalNot'
  | 'log2'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'erfc'
  | 'erfInv'

/** Functions of two operands, for `Program.binary`. */
export const BinaryFunction: Readonly<Record<BinaryName, number>> = {
  add: op.ADD,
  subtract: op.SUBTRACT,
  multiply: op.MULTIPLY,
  divide: op.DIVIDE,
  power: op.POWER,
  maximum: op.MAXIMUM,
  minimum: op.MINIMUM,
  modulo: op.MODULO,
  logicalAnd: op.LOGICAL_AND,
  logicalOr: op.LOGICAL_OR,
  atan2: op.ATAN2,
}
export type BinaryName =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'maximum'
  | 'minimum'
  | 'modulo'
  | 'logicalAnd'
  | 'logicalOr'
  | 'atan2'

/** Comparisons, for `Program.compare`. */
export const Compare: Readonly<Record<CompareName, number>> = {
  equal: op.EQUAL,
  notEqual: op.NOT_EQUAL,
  less: op.LESS,
  lessEqual: op.LESS_EQUAL,
  greater: op.GREATER,
  greaterEqual: op.GREATER_EQUAL,
}
export type CompareName = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual'

/** Reductions, for `Program.reduce`; `max` and `min` also for `Program.argReduce`. */
export const Reduce: Readonly<Record<ReduceName, number>> = {
  sum: op.SUM,
  max: op.MAX,
  min: op.MIN,
  any: op.ANY,
  all: op.ALL,
}
export type ReduceName = 'sum' | 'max' | 'min' | 'any' | 'all'

/** Distributions, for `Program.random`. */
export const Random: Readonly<Record<RandomName, number>> = {
  bits: op.BITS,
  uniform: op.UNIFORM,
  normal: op.NORMAL,
}
export type RandomName = 'bits' | 'uniform' | 'normal'
