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

/**
 * `x`, with zeros in the steps that are not there, so that layers compute nothing infinite or NaN of them: derivatives
 * by weights would multiply that with 0, which is NaN. `x` itself where the mask is not that of its steps: layers refuse
 * it in their own words.
 */
export function withZerosInPadding(x: Tensor, mask: Tensor | undefined): Tensor {
  const isOfSteps = mask?.shape.every((length, axis) => length === x.shape[axis]) ?? false
  if (mask === undefined || !isOfSteps || x.dtype === 'bool') return x
  return where(alongFirstAxes(mask, x), x, 0)
}

/** `values`, whose axes are the first of `x`, in a shape that broadcasts along its others. */
export const alongFirstAxes = (values: Tensor, x: Tensor): Tensor =>
  values.reshape([...values.shape, ...x.shape.slice(values.rank).map(() => 1)])
