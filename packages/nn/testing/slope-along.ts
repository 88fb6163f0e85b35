import type { Tensor, Variable } from '@sobolev/core'

/** The derivative of `f` as the variable moves along `direction`, by a central difference of fourth order. */
export const slopeAlong = (variable: Variable, direction: Tensor, f: () => number): number =>
  slopeAlongAll([[variable, direction]], f)

/** The same as several variables move at once, each along its direction. */
export function slopeAlongAll(
  moves: readonly (readonly [variable: Variable, direction: Tensor])[],
  f: () => number,
): number {
  // So short that no weight passes 0, where l1 has a kink.
  const h = 1e-4
  const before = moves.map(([{ value }]) => value)
  const valueAt = (t: number): number => {
    for (const [index, [variable, direction]] of moves.entries())
      variable.assign((before[index] ?? variable.value).add(direction.mul(t)))
    return f()
  }
  const slope = (8 * (valueAt(h) - valueAt(-h)) - (valueAt(2 * h) - valueAt(-2 * h))) / (12 * h)
  for (const [index, [variable]] of moves.entries())
    variable.assign(before[index] ?? variable.value)
  return slope
}
