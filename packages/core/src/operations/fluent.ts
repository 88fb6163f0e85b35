// Every operation whose first argument reads well before the dot: these become methods.
export { celu, elu, gelu, leakyRelu, logSigmoid, mish, selu, silu } from './activations.ts'
export { add, div, mul, neg, sub } from './arithmetic.ts'
export { moveAxis, split, swapAxes, unstack } from './axes.ts'
export { cast } from './cast.ts'
export { cholesky } from './cholesky.ts'
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
} from './compare.ts'
export { convolution, convolutionTransposed } from './convolution.ts'
export { cube } from './cube.ts'
export { cumprod, cumsum } from './cumulative.ts'
export { determinant } from './determinant.ts'
export { diagonal, diagonalMatrix, tril, triu } from './diagonal.ts'
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
} from './elementwise.ts'
export { erfc, erfInv } from './error-function.ts'
export { clip, maximum, minimum } from './extremum.ts'
export { finite as isFinite, notANumber as isNaN } from './finite.ts'
export { gather, pick, scatterAdd } from './gather.ts'
export { matmul } from './matmul.ts'
export { mod } from './modulo.ts'
export { logSoftmax, logSumExp, norm, softmax, std, variance } from './normalize.ts'
export { pad } from './pad.ts'
export { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pool.ts'
export { pow } from './power.ts'
export { prod } from './prod.ts'
export { dot, outer, tensordot } from './products.ts'
export { all, any, argmax, argmin, max, mean, min } from './reduce.ts'
export { repeat, roll, tile } from './repeat.ts'
export { expandDims, reshape, squeeze } from './reshape.ts'
export { resize } from './resize.ts'
export { flip, slice } from './slice-pad.ts'
export { inverse, solve } from './solve.ts'
export { argsort, sort, topK } from './sort.ts'
export { broadcastTo, sum } from './sum-broadcast.ts'
export { takeAlongAxis } from './take-along-axis.ts'
export { transpose } from './transpose.ts'
export { triangularSolve } from './triangular-solve.ts'
export { acos, asin, atan, atan2, tan } from './trigonometric.ts'
export { overlapAdd, windows } from './windows.ts'
