import { apply } from '../../primitive/apply.ts'
import { primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import { broadcastShapes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { zerosLike } from '../layout/constant.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { broadcastPair } from './arithmetic.ts'
import { toBool } from './compare.ts'

const keepA =
  (condition: Tensor) =>
  (g: Tensor): Tensor =>
    where(condition, g, zerosLike(g))
const keepB =
  (condition: Tensor) =>
  (g: Tensor): Tensor =>
    where(condition, zerosLike(g), g)

export const whereOp = primitive<readonly [condition: Tensor, a: Tensor, b: Tensor]>({
  name: 'where',
  chain: 'select',
  shape: ([, a]) => a.shape,
  dtype: ([, a]) => a.dtype,
  inPlace: true,
  batch: elementwiseBatchRule,
  lower: (program, [condition, a, b], out) => program.select(condition, a, b, out),
  vjp: [null, (g, [condition]) => keepA(condition)(g), (g, [condition]) => keepB(condition)(g)],
  choice: (argument, [condition]) => ({
    selector: condition,
    argument,
    keep: (argument === 1 ? keepA : keepB)(condition),
  }),
})

/**
 * `a` where the condition holds, `b` elsewhere; all three broadcast.
 *
 * The derivative is that of the branch taken, to every order: the other may be NaN or infinite there (PyTorch and
 * JAX give NaN), through operations that work element by element, or move, repeat, add or pick elements. Through a
 * matrix product, a convolution, a scan or a customGradient it is not: 0 · ∞ is NaN there, and their argument must be
 * chosen by another `where`.
 *
 * @see tf.where, jnp.where, torch.where
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const test = toBool('where', condition)
  const [x, y] = broadcastPair('where', a, b)
  const shape = broadcastShapes('where', test.shape, x.shape)
  return apply(whereOp, [repeatTo(test, shape), repeatTo(x, shape), repeatTo(y, shape)], null)
}
