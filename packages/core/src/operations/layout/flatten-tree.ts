import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { showShape, sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { currentTensor, leavesOf, type MapTree, rebuild } from '../../tensor/tree.ts'
import { concat } from './concat.ts'
import { zeros } from './constant.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice-pad.ts'

/**
 * All numbers of a nesting of tensors as one vector, leaf after leaf in order; of variables the values. So optimizers,
 * samplers and solvers of one vector work on models; derivatives pass through.
 *
 * ```ts
 * const vector = flattenTree(model.parameters()) // [n]
 * const weights = unflattenTree(vector.mul(0.9), model.parameters())
 * ```
 *
 * @throws TypeError for what is no nesting of tensors, DTypeError where dtypes differ
 * @see jax.flatten_util.ravel_pytree, torch.nn.utils.parameters_to_vector
 */
export function flattenTree(tree: unknown): Tensor {
  const leaves = leavesOf('flattenTree', tree)
  const [first] = leaves
  if (!first) return zeros([0])
  const other = leaves.find(({ leaf }) => leaf.dtype !== first.leaf.dtype)
  if (other)
    throw new DTypeError(
      `flattenTree: all must have one dtype, got ${first.leaf.dtype}${first.path && ` at ${first.path}`} and ${other.leaf.dtype} at ${other.path}; mapTree((x) => x.cast("float32"), tree) first`,
    )
  return concat(leaves.map(({ leaf }) => reshape(currentTensor(leaf), [sizeOf(leaf.shape)])))
}

/**
 * Undoes `flattenTree`: the numbers of a vector in the nesting, and the shapes, of another tree. Derivatives pass through.
 *
 * @throws ShapeError unless `vector` is [n] with as many numbers as the tree has
 * @see torch.nn.utils.vector_to_parameters
 */
export function unflattenTree<T>(vector: Tensor, like: T): MapTree<T, Tensor>
export function unflattenTree(vector: Tensor, like: unknown): unknown {
  const leaves = leavesOf('unflattenTree', like)
  if (!(vector instanceof Tensor))
    throw new TypeError(`unflattenTree: must be given a vector first, got ${describeValue(vector)}`)
  const size = leaves.reduce((sum, { leaf }) => sum + sizeOf(leaf.shape), 0)
  if (vector.rank !== 1 || vector.size !== size)
    throw new ShapeError(
      `unflattenTree: the vector must be [${size}], as the tree has so many numbers, got ${showShape(vector.shape)}`,
    )
  let start = 0
  const parts = leaves.map(({ leaf: { shape } }) => {
    const stop = start + sizeOf(shape)
    const part = reshape(slice(vector, [{ start, stop }]), shape)
    start = stop
    return part
  })
  return rebuild(like, parts)
}
