import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkArray, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { reshape } from './reshape.ts'
import { broadcastTo } from './sum-broadcast.ts'

/** Options of `meshgrid`. */
export interface MeshgridOptions {
  /**
   * `ij`: the first vector goes along the first axis, as indices of a matrix do. `xy`: along the second, as pictures are
   * drawn, and NumPy does it unasked.
   *
   * @default 'ij'
   */
  readonly indexing?: 'ij' | 'xy'
}

/**
 * The coordinates of all points of a grid, from vectors of those along each axis: for [m] and [n] two tensors [m, n].
 *
 * ```ts
 * const [x, t] = meshgrid([linspace(-1, 1, 100), linspace(0, 1, 50)]) // [100, 50] each
 * ```
 *
 * @throws ShapeError for what is no vector
 * @see torch.meshgrid, jnp.meshgrid, tf.meshgrid
 */
export function meshgrid<Vectors extends readonly TensorLike[]>(
  vectors: readonly [...Vectors],
  options?: MeshgridOptions,
): { -readonly [K in keyof Vectors]: Tensor }
export function meshgrid(vectors: readonly TensorLike[], options: MeshgridOptions = {}): Tensor[] {
  const { indexing = 'ij' } = checkOptions('meshgrid', options, { indexing: ['ij', 'xy'] })
  checkArray('meshgrid', 'vectors', vectors)
  const given = vectors.map((vector) => toTensor('meshgrid', vector))
  for (const { rank, shape } of given)
    if (rank !== 1)
      throw new ShapeError(`meshgrid: must be given vectors, [n] each, got ${showShape(shape)}`)
  const turned = indexing === 'xy' && given.length > 1
  const axisOf = (index: number): number => (turned && index < 2 ? 1 - index : index)
  const shape = given.map((_, axis) => given[axisOf(axis)]?.size ?? 0)
  return given.map((vector, index) => {
    const along = shape.map((_, axis) => (axis === axisOf(index) ? vector.size : 1))
    return broadcastTo(reshape(vector, along), shape)
  })
}
