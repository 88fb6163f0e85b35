import type { Inputs, Primitive } from '../../primitive/primitive.ts'
import { type Shape, sameShape } from '../../tensor/shape.ts'
import type { Node } from '../graph/graph.ts'

/**
 * The input that an operation would only copy, bit by bit; null where it does more. Only what is
 * exact for every float may stand here: x · 1 and x / 1 are, x + 0 is not (−0 + 0 is 0).
 */
export function simplify<I extends Inputs, A>(
  { view, distinct, neutralOnes }: Primitive<I, A>,
  [a, b]: readonly Node[],
  shape: Shape,
): Node | null {
  if (view && !distinct && a && sameShape(a.shape, shape)) return a
  if (!a || !b || !neutralOnes) return null
  const [left, right] = neutralOnes
  if (right && b.isOnes) return a
  return left && a.isOnes ? b : null
}
