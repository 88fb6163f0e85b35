import type { Tensor, Variable } from '@sobolev/core'

/** The derivative of `f` as the variable moves along `direction`, by a central difference of fourth order. */
export function slopeAlong(variable: Variable, direction: Tensor, f: () => number): number {
  // So short that no weight passes 0, where l1 has a kink.
  const h = 1e-4
  const before = variable.value
  const valueAt = (t: number): number => {
    variable.assign(before.add(direction.mul(t)))
    return f()
  }
  const slope = (8 * (valueAt(h) - valueAt(-h)) - (valueAt(2 * h) - valueAt(-2 * h))) / (12 * h)
  variable.assign(before)
  return slope
}
