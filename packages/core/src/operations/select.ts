import { apply } from '../apply.ts'
import type { TensorLike } from '../convert.ts'
import { primitive } from '../primitive.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { broadcastPair } from './arithmetic.ts'
import { together } from './batch-rules.ts'
import { toBool } from './compare.ts'
import { zerosLike } from './constant.ts'
import { repeatTo } from './sum-broadcast.ts'

export const whereOp = primitive<readonly [condition: Tensor, a: Tensor, b: Tensor]>({
  name: 'where',
  chain: 'select',
  shape: ([, a]) => a.shape,
  dtype: ([, a]) => a.dtype,
  inPlace: true,
  batch: together,
  lower: (program, [condition, a, b], out) => program.select(condition, a, b, out),
  vjp: [
    null,
    (g, [condition]) => where(condition, g, zerosLike(g)),
    (g, [condition]) => where(condition, zerosLike(g), g),
  ],
})

/**
 * `a` where the condition holds, `b` elsewhere; all three broadcast.
 *
 * The derivative by the branch not taken is 0. If that branch is itself not finite there, the rule
 * behind it gives 0 · ∞ = NaN: choose its argument with a `where` of its own, then apply.
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const test = toBool('where', condition)
  const [x, y] = broadcastPair('where', a, b)
  const shape = broadcastShapes('where', test.shape, x.shape)
  return apply(whereOp, [repeatTo(test, shape), repeatTo(x, shape), repeatTo(y, shape)], null)
}
