// The operations that are functions alone, and in those bundles only that call them.
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
export { erfc, erfInv } from './elementwise/error-function.ts'
export { digamma, lgamma } from './elementwise/gamma.ts'
export { logAddExp } from './elementwise/log-add-exp.ts'
export { diagonalMatrix, tril, triu } from './index/diagonal.ts'
export { addAt, gatherAt } from './index/gather-at.ts'
export { pad } from './index/pad.ts'
export { roll, tile } from './index/repeat.ts'
export { topK } from './index/sort.ts'
export { takeAlongAxis } from './index/take-along-axis.ts'
export { maximumAt, minimumAt, mulAt, setAt } from './index/update-at.ts'
export { cholesky } from './linear-algebra/cholesky.ts'
export { determinant } from './linear-algebra/determinant.ts'
export { inverse, solve } from './linear-algebra/solve.ts'
export { triangularSolve } from './linear-algebra/triangular-solve.ts'
export { dot, outer, tensordot } from './products/products.ts'
export { median, quantile } from './reduce/quantile.ts'
export { convolution, convolutionTransposed } from './windows/convolution.ts'
export { averagePool, globalAveragePool, globalMaxPool, maxPool } from './windows/pool.ts'
export { resize } from './windows/resize.ts'
export { overlapAdd, windows } from './windows/windows.ts'
