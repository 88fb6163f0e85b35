import type { Chain } from '../fusion/chain.ts'
import { isCall } from '../fusion/chain-functions.ts'
import * as op from '../opcodes.ts'

// Nanoseconds an element on one thread, measured to within a factor of two: enough to tell what is
// worth sharing from what is not.
const LIGHT = 0.2
const FUNCTION = 1.2
const RANDOM = 4
// One of log₂ n passes over a line.
const SORT_STEP = 3
const MULTIPLY_ADD = 0.05
// A multiplication with a subtraction within a factorisation, an element of a row in all rotations.
const FACTOR = 0.3
const EIGEN = 10

const isFunction = (fn: number): boolean =>
  (fn >= op.EXP && fn <= op.ERF) || (fn >= op.LOG2 && fn <= op.ERF_INV) || fn === op.RSQRT

/** Estimated nanoseconds that an instruction takes on one thread. */
export function costOf(code: number, words: readonly number[], chain?: Chain): number {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0] = words
  switch (code) {
    case op.UNARY:
      return w2 * (isFunction(w0) ? FUNCTION : LIGHT)
    case op.BINARY:
      return w2 * (w0 === op.POWER || w0 === op.ATAN2 ? 2 * FUNCTION : LIGHT)
    case op.COMPARE:
    case op.CAST:
      return w2 * LIGHT
    case op.SELECT:
    case op.FILL:
    case op.IOTA:
      return w1 * LIGHT
    case op.RANDOM:
      return w2 * RANDOM
    case op.WINDOWS:
      return costOf(op.COPY, words.slice(1))
    case op.COPY:
      return [0, 3, 6, 9, 12, 15, 18, 21].reduce((size, at) => size * (words[4 + at] ?? 1), LIGHT)
    case op.REDUCE:
    case op.ARG_REDUCE:
      return w2 * w3 * w4 * LIGHT
    case op.ARG_SORT:
      return w2 * w3 * w4 * SORT_STEP * (32 - Math.clz32(w3))
    case op.MATMUL:
      return w1 * w2 * w3 * w4 * MULTIPLY_ADD
    case op.GATHER:
    case op.SCATTER_ADD:
      return w1 * w3 * w4 * LIGHT
    case op.TAKE:
    case op.PUT:
      return (w3 / 4) * LIGHT
    case op.FUSED:
      return w1 * w2 * chainCost(chain)
    case op.CHOLESKY:
      return w1 * w2 * w2 * (w2 / 3 + 10) * FACTOR
    case op.LU:
      return w1 * w2 * w2 * (w2 / 1.5 + 10) * FACTOR
    case op.TRIANGULAR_SOLVE:
      return w2 * w3 * w3 * (w4 + 2) * FACTOR
    case op.EIGEN_SYMMETRIC:
      return w1 * w2 * w2 * (w2 + 4) * EIGEN
    default:
      return 0
  }
}

const chainCost = (chain?: Chain): number =>
  (chain?.steps ?? []).reduce(
    (sum, { fn }) => sum + (isCall(fn) ? FUNCTION : LIGHT / 4),
    (LIGHT / 2) * (1 + (chain?.inputs.length ?? 0) / 2),
  )
