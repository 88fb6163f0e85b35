import * as op from '../src/opcodes'
import { argReduce } from './arg-reduce'
import { binary } from './binary'
import { cast } from './cast'
import { compare } from './compare'
import { copy } from './copy'
import { fill, iota } from './fill'
import { fused } from './fused'
import { gather, scatterAdd } from './gather'
import { word } from './instruction'
import { multiply } from './multiply'
import { deriveKey, random } from './random'
import { reduce } from './reduce'
import { SCRATCH_BYTES, scratch } from './scratch'
import { select } from './select'
import { unary } from './unary'

// What fused chains call.
export {
  cos32x4,
  erf32x4,
  exp32x4,
  expm132x4,
  log1p32x4,
  log32x4,
  pow32x4,
  sigmoid32x4,
  sin32x4,
  softplus32x4,
  tanh32x4,
} from './elementary'
export { rsqrt32x4, sign32x4 } from './unary-float32'

/** Where the host may place programs and operands. */
export function arena(): usize {
  return scratch() + SCRATCH_BYTES
}

/** Runs `words` words of instructions. Returns 0, or a fault + 16 × the word offset of its instruction. */
export function run(program: usize, words: i32): i32 {
  const end = program + ((<usize>words) << 2)
  for (let at = program; at < end; ) {
    const length = word(at, 1)
    const fault = length > 0 ? execute(at) : op.FAULT_OPCODE
    if (fault) return fault + (<i32>(at - program) << 2)
    at += (<usize>length) << 2
  }
  return 0
}

// @ts-ignore: decorator
@inline
function execute(at: usize): i32 {
  switch (word(at, 0)) {
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
    default:
      return op.FAULT_OPCODE
  }
}
