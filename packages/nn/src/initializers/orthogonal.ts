import { describeValue, type Rng, ShapeError, type Tensor, tensor } from '@sobolev/core'
import { defineInitializer } from '../catalogue/define.ts'
import { fansOf } from './fans.ts'

export const orthogonal = defineInitializer({
  name: 'orthogonal',
  summary:
    'A kernel that turns its inputs and leaves their length: its columns are orthonormal, or its rows where it is wider than tall.',
  formula: 'WᵀW = I, or WWᵀ = I; drawn evenly from all of these',
  paper: {
    authors: 'Saxe, McClelland & Ganguli',
    year: 2014,
    title: 'Exact solutions to the nonlinear dynamics of learning in deep linear neural networks',
    place: 'section 3',
  },
  cost: 'none in a training step; before the first, inputs × units × the smaller of the two',
  when: 'Deep networks with tanh or no activation: what passes forward and what comes back keep their length through any number of layers.',
  notes:
    'A matrix is [in, out]. Of any other kernel fans.unitsAxis tells the axis of the units, and all others count as inputs; without it a ShapeError is thrown.',
  options: {},
  example: {
    shape: [2, 2],
    value: [
      [0.7312021712552375, -0.6821608202994557],
      [-0.6821608202994558, -0.7312021712552375],
    ],
  },
  draw({ rng, shape, dtype, fans }) {
    const { unitsAxis } = fansOf('orthogonal', rng, shape, fans)
    const axis = unitsAxis ?? (shape.length === 2 ? 1 : -1)
    const units = shape[axis]
    if (units === undefined)
      throw new ShapeError(
        `orthogonal: the axis of the units must be told, { fanIn, fanOut, unitsAxis } from 0 to ${shape.length - 1}, got ${describeValue(unitsAxis)} for [${shape.join(', ')}]`,
      )
    const others = shape.filter((_, position) => position !== axis)
    const inputs = others.reduce((size, length) => size * length, 1)
    const kernel = orthonormal(rng, inputs, units).reshape([...others, units])
    return (axis === shape.length - 1 ? kernel : kernel.moveAxis(-1, axis)).cast(dtype)
  },
})

function orthonormal(rng: Rng, rows: number, columns: number): Tensor {
  const count = Math.min(rows, columns)
  const length = Math.max(rows, columns)
  const data = Float64Array.from(rng.normal([count, length], { dtype: 'float64' }).data)
  const vectors = Array.from({ length: count }, (_, index) =>
    data.subarray(index * length, (index + 1) * length),
  )
  orthonormalize(vectors)
  const matrix = tensor(data, { shape: [count, length] })
  return rows > columns ? matrix.transpose() : matrix
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
