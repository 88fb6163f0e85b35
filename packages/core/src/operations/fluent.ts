// Every operation whose first argument reads well before the dot: these become methods.
export {
  celu,
  elu,
  gelu,
  leakyRelu,
  logSigmoid,
  mish,
  selu,
  silu,
} from './elementwise/activations.ts'
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
export { erfc, erfInv } from './elementwise/error-function.ts'
export { clip, maximum, minimum } from './elementwise/extremum.ts'
export { digamma, lgamma } from './elementwise/gamma.ts'
export { acosh, asinh, atanh } from './elementwise/inverse-hyperbolic.ts'
export { finite as isFinite, notANumber as isNaN } from './elementwise/is-finite.ts'
export { lerp } from './elementwise/lerp.ts'
export { logAddExp } from './elementwise/log-add-exp.ts'
export { mod } from './elementwise/modulo.ts'
export { pow } from './elementwise/power.ts'
export { acos, asin, atan, atan2, tan } from './elementwise/trigonometric.ts'
export { diagonal, diagonalMatrix, tril, triu } from './index/diagonal.ts'
export { gather, pick, scatterAdd } from './index/gather.ts'
export { addAt, gatherAt } from './index/gather-at.ts'
export { pad } from './index/pad.ts'
export { repeat, roll, tile } from './index/repeat.ts'
export { argsort, sort, topK } from './index/sort.ts'
export { takeAlongAxis } from './index/take-along-axis.ts'
export { maximumAt, minimumAt, mulAt, setAt } from './index/update-at.ts'
export { moveAxis, split, swapAxes, unstack } from './layout/axes.ts'
export { column, columns } from './layout/columns.ts'
export { expandDims, reshape, squeeze } from './layout/reshape.ts'
export { flip, slice } from './layout/slice-pad.ts'
export { broadcastTo, sum } from './layout/sum-broadcast.ts'
export { transpose } from './layout/transpose.ts'
export { cholesky } from './linear-algebra/cholesky.ts'
export { determinant } from './linear-algebra/determinant.ts'
export { inverse, solve } from './linear-algebra/solve.ts'
export { triangularSolve } from './linear-algebra/triangular-solve.ts'
export { matmul } from './products/matmul.ts'
export { dot, outer, tensordot } from './products/products.ts'
export { cumprod, cumsum } from './reduce/cumulative.ts'
export { logSoftmax, logSumExp, norm, softmax, std, variance } from './reduce/normalize.ts'
export { prod } from './reduce/prod.ts'
export { median, quantile } from './reduce/quantile.ts'
export { all, any, argmax, argmin, max, mean, min } from './reduce/reduce.ts'
export { convolution, convolutionTransposed } from './windows/convolution.ts'
export { averagePool, globalAveragePool, globalMaxPool, maxPool } from './windows/pool.ts'
export { resize } from './windows/resize.ts'
export { overlapAdd, windows } from './windows/windows.ts'
