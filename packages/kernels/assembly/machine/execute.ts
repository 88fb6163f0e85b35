import * as op from '../../src/opcodes'
import { argReduce } from '../reduce/arg-reduce'
import { argSort } from '../index/arg-sort'
import { binary } from '../elementwise/binary'
import { cast } from '../elementwise/cast'
import { cholesky } from '../linear-algebra/cholesky'
import { compare } from '../elementwise/compare'
import { copy } from '../layout/copy'
import { eigenSymmetric } from '../linear-algebra/eigen-symmetric'
import { fill, iota } from '../elementwise/fill'
import { fused } from '../elementwise/fused'
import { gather, scatterAdd } from '../index/gather'
import { word } from './instruction'
import { put, take } from '../control/loop'
import { lu } from '../linear-algebra/lu'
import { multiply } from '../linear-algebra/matmul/matmul'
import { deriveKey, random } from '../random/random'
import { reduce } from '../reduce/reduce'
import { select } from '../elementwise/select'
import { triangularSolve } from '../linear-algebra/triangular-solve'
import { unary } from '../elementwise/unary'
import { windows } from '../windows/windows'

/** Makes this thread's part of an instruction. Returns 0 or a fault. */
// @ts-ignore: decorator
@inline
export function execute(at: usize): i32 {
  switch (word(at, 0) & 0xff) {
    case op.UNARY:
      return unary(at)
    case op.BINARY:
      return binary(at)
    case op.COMPARE:
      return compare(at)
    case op.SELECT:
      return select(at)
    case op.CAST:
      return cast(at)
    case op.FILL:
      return fill(at)
    case op.IOTA:
      return iota(at)
    case op.COPY:
      return copy(at)
    case op.REDUCE:
      return reduce(at)
    case op.ARG_REDUCE:
      return argReduce(at)
    case op.MATMUL:
      return multiply(at)
    case op.GATHER:
      return gather(at)
    case op.SCATTER_ADD:
      return scatterAdd(at)
    case op.RANDOM:
      return random(at)
    case op.DERIVE_KEY:
      return deriveKey(at)
    case op.FUSED:
      return fused(at)
    case op.TAKE:
      return take(at)
    case op.PUT:
      return put(at)
    case op.WINDOWS:
      return windows(at)
    case op.ARG_SORT:
      return argSort(at)
    case op.BARRIER:
      return 0
    case op.CHOLESKY:
      return cholesky(at)
    case op.TRIANGULAR_SOLVE:
      return triangularSolve(at)
    case op.LU:
      return lu(at)
    case op.EIGEN_SYMMETRIC:
      return eigenSymmetric(at)
    default:
      return op.FAULT_OPCODE
  }
}
