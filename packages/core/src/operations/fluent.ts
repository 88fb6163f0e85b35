// The operations that formulas chain: these become methods, and so are in every bundle.
export { add, div, mul, neg, sub } from './elementwise/arithmetic.ts'
export { cast } from './elementwise/cast.ts'
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
} from './elementwise/compare.ts'
export { cube } from './elementwise/cube.ts'
export {
  abs,
  ceil,
  cos,
  cosh,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  log2,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  tanh,
} from './elementwise/elementwise.ts'
export { clip, maximum, minimum } from './elementwise/extremum.ts'
export { acosh, asinh, atanh } from './elementwise/inverse-hyperbolic.ts'
export { finite as isFinite, notANumber as isNaN } from './elementwise/is-finite.ts'
export { lerp } from './elementwise/lerp.ts'
export { mod } from './elementwise/modulo.ts'
export { pow } from './elementwise/power.ts'
export { acos, asin, atan, atan2, tan } from './elementwise/trigonometric.ts'
export { diagonal } from './index/diagonal.ts'
export { gather, pick, scatterAdd } from './index/gather.ts'
export { repeat } from './index/repeat.ts'
export { argsort, sort } from './index/sort.ts'
export { moveAxis, split, swapAxes, unstack } from './layout/axes.ts'
export { column, columns } from './layout/columns.ts'
export { expandDims, reshape, squeeze } from './layout/reshape.ts'
export { flip, slice } from './layout/slice-pad.ts'
export { broadcastTo, sum } from './layout/sum-broadcast.ts'
export { transpose } from './layout/transpose.ts'
export { matmul } from './products/matmul.ts'
export { cumprod, cumsum } from './reduce/cumulative.ts'
export { logSoftmax, logSumExp, norm, softmax, std, variance } from './reduce/normalize.ts'
export { prod } from './reduce/prod.ts'
export { all, any, argmax, argmin, max, mean, min } from './reduce/reduce.ts'
