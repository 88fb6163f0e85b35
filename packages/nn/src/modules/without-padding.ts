import { ShapeError, type Tensor, where } from '@sobolev/core'

/** The mask, if there is one. Throws a ShapeError unless it has the examples and steps of `x` [n, steps, ...]. */
export function maskOfSteps(
  layer: string,
  x: Tensor,
  mask: Tensor | undefined,
): Tensor | undefined {
  if (mask === undefined) return undefined
  const [n, steps] = mask.shape
  if (x.shape[0] !== n || x.shape[1] !== steps)
    throw new ShapeError(
      `${layer}: the mask must be [n, steps] of x, got a mask [${mask.shape.join(', ')}] and x [${x.shape.join(', ')}]`,
    )
  return mask
}

/**
 * `x` [n, steps, ...], with `filler` in the steps that are not there: whatever stands there, it changes nothing then.
 * Throws as `maskOfSteps`.
 */
export function withoutPadding(
  layer: string,
  x: Tensor,
  mask: Tensor | undefined,
  filler = 0,
): Tensor {
  const isThere = maskOfSteps(layer, x, mask)
  return isThere ? where(alongFirstAxes(isThere, x), x, filler) : x
}

/** `values`, whose axes are the first of `x`, in a shape that broadcasts along its others. */
export const alongFirstAxes = (values: Tensor, x: Tensor): Tensor =>
  values.reshape([...values.shape, ...x.shape.slice(values.rank).map(() => 1)])
