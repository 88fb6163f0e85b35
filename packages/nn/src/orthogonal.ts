import { type Rng, type Shape, ShapeError, type Tensor, tensor } from '@sobolev/core'
import type { FloatDType } from './float-dtype.ts'

/**
 * A kernel [..., in, out] whose matrix, its leading axes taken as one, has orthonormal columns, or
 * rows where it is wider than tall; drawn evenly from all of these (Saxe et al. 2014, section 3).
 * Throws a ShapeError for fewer than two axes.
 */
export function orthogonal(rng: Rng, shape: Shape, dtype: FloatDType = 'float32'): Tensor {
  const columns = shape.at(-1)
  if (columns === undefined || shape.length < 2)
    throw new ShapeError(
      `orthogonal: a kernel must have at least two axes, [..., in, out], got [${shape.join(', ')}]`,
    )
  const rows = shape.slice(0, -1).reduce((size, length) => size * length, 1)
  const count = Math.min(rows, columns)
  const length = Math.max(rows, columns)
  const data = Float64Array.from(rng.normal([count, length], { dtype: 'float64' }).data)
  const vectors = Array.from({ length: count }, (_, index) =>
    data.subarray(index * length, (index + 1) * length),
  )
  orthonormalize(vectors)
  const matrix = tensor(data, { shape: [count, length] })
  return (rows > columns ? matrix.transpose() : matrix).reshape(shape).cast(dtype)
}

/**
 * Gram–Schmidt in place, each vector swept twice, which leaves it orthogonal to rounding (Giraud et
 * al. 2005). The factor R has a positive diagonal, and so normal vectors come out evenly turned.
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [index, vector] of vectors.entries()) {
    for (const before of [...vectors.slice(0, index), ...vectors.slice(0, index)]) {
      const along = dot(before, vector)
      for (let i = 0; i < vector.length; i++)
        vector[i] = (vector[i] ?? 0) - along * (before[i] ?? 0)
    }
    const norm = Math.sqrt(dot(vector, vector))
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
