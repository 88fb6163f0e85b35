import { abs, type Tensor, type Variable, withValues, zeros } from '@sobolev/core'

/** What numbers lie between, element by element. */
export interface Bounds {
  readonly lower: Tensor
  readonly upper: Tensor
}

/** Bounds of what a function gives that never falls where an input rises. */
export const monotoneBounds = (call: (x: Tensor) => Tensor, { lower, upper }: Bounds): Bounds => ({
  lower: call(lower),
  upper: call(upper),
})

/**
 * Bounds of sums of inputs times the elements of a kernel, plus a bias: those of the middle, and the radius times the
 * kernel’s absolute values. `affine` computes the sums with the variables themselves.
 */
export function affineBounds(
  affine: (x: Tensor) => Tensor,
  { lower, upper }: Bounds,
  kernel: Variable,
  bias: Variable | null,
): Bounds {
  const middle = affine(lower.add(upper).mul(0.5))
  const withoutBias: [Variable, Tensor][] = bias
    ? [[bias, zeros(bias.shape, { dtype: bias.dtype })]]
    : []
  const radius = withValues([[kernel, abs(kernel.value)], ...withoutBias], () =>
    affine(upper.sub(lower).mul(0.5)),
  )
  return { lower: middle.sub(radius), upper: middle.add(radius) }
}
