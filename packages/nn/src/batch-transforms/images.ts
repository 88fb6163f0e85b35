import { type Rng, type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { type FloatDType, floatDType } from '../float-dtype.ts'
import { onePerExample } from '../one-per-example.ts'

/**
 * Images or series [n, channels, ...sizes], with at least so many spatial axes.
 *
 * @throws DTypeError unless they are floats, ShapeError for fewer axes
 */
export function checkImages(
  transform: string,
  inputs: Tensor,
  spatialAxes: number,
): { readonly dtype: FloatDType; readonly sizes: Shape } {
  const dtype = floatDType(`${transform}: inputs`, inputs)
  const sizes = inputs.shape.slice(2)
  if (sizes.length >= spatialAxes) return { dtype, sizes }
  const wanted = spatialAxes === 1 ? '...sizes' : 'height, width'
  throw new ShapeError(
    `${transform}: inputs must be [n, channels, ${wanted}], got [${inputs.shape.join(', ')}]; data.shape says what a row of a table is`,
  )
}

/** One number for each example, evenly from `middle` − `distance` to `middle` + `distance`, for `inputs` to take part with. */
export function drawAround(
  middle: number,
  distance: number | Tensor,
  {
    rng,
    inputs,
    dtype,
  }: { readonly rng: Rng; readonly inputs: Tensor; readonly dtype: FloatDType },
): Tensor {
  const [low, high] =
    typeof distance === 'number'
      ? [middle - distance, middle + distance]
      : [distance.neg().add(middle), distance.add(middle)]
  return rng.uniform(onePerExample(inputs), { low, high, dtype })
}

/** Numbers along one axis, for `inputs` to take part with. */
export const alongAxis = (numbers: Tensor, inputs: Tensor, axis: number): Tensor =>
  numbers.reshape(inputs.shape.map((_, other) => (other === axis ? numbers.size : 1)))
