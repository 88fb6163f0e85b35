import { type Shape, sameShape } from '../shape.ts'
import type { Node } from './node.ts'

/**
 * The input that an operation would only copy, bit by bit; null where it does more. Only what is
 * exact for every float may stand here: x · 1 and x / 1 are, x + 0 is not (−0 + 0 is 0).
 */
export function simplify(
  { name: operation, view = false }: { readonly name: string; readonly view?: boolean },
  [a, b]: readonly Node[],
  shape: Shape,
): Node | null {
  // What is computed again is kept apart from what was computed before: that is its purpose.
  if (operation === 'recompute') return null
  if (view && a && sameShape(a.shape, shape)) return a
  if (!a || !b) return null
  if ((operation === 'mul' || operation === 'div') && isOne(b)) return a
  if (operation === 'mul' && isOne(a)) return b
  return null
}

/** True for a constant of ones, also one that was repeated or reshaped. */
function isOne({ origin, inputs }: Node): boolean {
  if (origin.kind === 'constant')
    return origin.data.length > 0 && origin.data.every((value) => value === 1)
  const [source] = inputs
  const repeats = origin.kind === 'step' && (origin.view || origin.operation === 'broadcastTo')
  return repeats && source !== undefined && isOne(source)
}
