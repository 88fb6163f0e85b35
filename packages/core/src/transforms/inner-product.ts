import { add, mul } from '../operations/arithmetic.ts'
import { sum } from '../operations/sum-broadcast.ts'
import type { Tensor } from '../tensor.ts'
import type { Located, Source } from '../tree.ts'

/** Σ ⟨a, b⟩ over the leaves of two arguments of one nesting. */
export const innerProduct = (a: readonly Located[], b: readonly Source[]): Tensor =>
  a
    .map(({ leaf }, index) => sum(mul(leaf, b[index] ?? 0)))
    .reduce((total, product) => add(total, product))
