import type { TensorLike } from './convert.ts'
import * as arithmetic from './operations/arithmetic.ts'
import { cast } from './operations/cast.ts'
import * as compare from './operations/compare.ts'
import * as elementwise from './operations/elementwise.ts'
import { clip, maximum, minimum } from './operations/extremum.ts'
import { gather } from './operations/gather.ts'
import { matmul } from './operations/matmul.ts'
import { logSoftmax, logSumExp, norm, softmax, variance } from './operations/normalize.ts'
import { pow } from './operations/power.ts'
import { all, any, argmax, argmin, max, mean, min } from './operations/reduce.ts'
import { expandDims, reshape, squeeze } from './operations/reshape.ts'
import { flip, pad, slice } from './operations/slice-pad.ts'
import { broadcastTo, sum } from './operations/sum-broadcast.ts'
import { transpose } from './operations/transpose.ts'
import { Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

// Every operation whose first argument reads well before the dot.
const operations = {
  abs: elementwise.abs,
  add: arithmetic.add,
  all,
  any,
  argmax,
  argmin,
  broadcastTo,
  cast,
  ceil: elementwise.ceil,
  clip,
  cos: elementwise.cos,
  div: arithmetic.div,
  equal: compare.equal,
  erf: elementwise.erf,
  exp: elementwise.exp,
  expandDims,
  expm1: elementwise.expm1,
  flip,
  floor: elementwise.floor,
  gather,
  greater: compare.greater,
  greaterEqual: compare.greaterEqual,
  less: compare.less,
  lessEqual: compare.lessEqual,
  log: elementwise.log,
  log1p: elementwise.log1p,
  logSoftmax,
  logSumExp,
  logicalAnd: compare.logicalAnd,
  logicalNot: compare.logicalNot,
  logicalOr: compare.logicalOr,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul: arithmetic.mul,
  neg: arithmetic.neg,
  norm,
  notEqual: compare.notEqual,
  pad,
  pow,
  reciprocal: elementwise.reciprocal,
  relu: elementwise.relu,
  reshape,
  round: elementwise.round,
  rsqrt: elementwise.rsqrt,
  sigmoid: elementwise.sigmoid,
  sign: elementwise.sign,
  sin: elementwise.sin,
  slice,
  softmax,
  softplus: elementwise.softplus,
  sqrt: elementwise.sqrt,
  square: elementwise.square,
  squeeze,
  sub: arithmetic.sub,
  sum,
  tanh: elementwise.tanh,
  transpose,
  variance,
}

type Method<F> = F extends (x: TensorLike, ...rest: infer Rest) => Tensor
  ? (...rest: Rest) => Tensor
  : never

/** The operations as methods: `x.mul(2)` is `mul(x, 2)`. */
export type Methods = { readonly [K in keyof typeof operations]: Method<(typeof operations)[K]> }

const table: Readonly<Record<string, (x: TensorLike, ...rest: never[]) => Tensor>> = operations

for (const [name, operation] of Object.entries(table)) {
  function value(this: TensorLike, ...rest: never[]): Tensor {
    return operation(this, ...rest)
  }
  Object.defineProperty(Tensor.prototype, name, { value, writable: true })
  Object.defineProperty(Variable.prototype, name, { value, writable: true })
}
