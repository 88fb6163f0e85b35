import { add, mul } from '../operations/elementwise/arithmetic.ts'
import { zeros } from '../operations/layout/constant.ts'
import { sum } from '../operations/layout/sum-broadcast.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Source } from '../tensor/tree.ts'

/** Σ ⟨a, b⟩ over the leaves of two arguments of one nesting, those that are there. */
export const innerProduct = (a: readonly (Tensor | null)[], b: readonly Source[]): Tensor =>
  a
    .flatMap((leaf, index) => (leaf ? [sum(mul(leaf, b[index] ?? 0))] : []))
    .reduce<Tensor | null>((total, product) => (total ? add(total, product) : product), null) ??
  zeros([])
