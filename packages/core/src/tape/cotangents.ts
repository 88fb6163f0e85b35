import { GradientError } from '../errors/errors.ts'
import { add } from '../operations/elementwise/arithmetic.ts'
import { onesLike } from '../operations/layout/constant.ts'
import { isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { currentTensor, leavesLike, leavesOf, type Source, type Tree } from '../tensor/tree.ts'

/** The cotangent of each tensor that was reached on the way back from the target. */
export type Cotangents = ReadonlyMap<Tensor, Tensor>

/** The cotangents of the targets: those given, or ones. */
export function initialCotangents(
  targets: readonly Tensor[],
  target: Tree<Source>,
  given: Tree<Tensor> | undefined,
): Cotangents {
  const seeds =
    given === undefined
      ? targets.map(onesLike)
      : leavesLike(
          'gradient',
          ['outputGradients', given],
          ['the target', leavesOf('gradient', target)],
        ).map(currentTensor)
  const start = new Map<Tensor, Tensor>()
  for (const [index, y] of targets.entries()) {
    const seed = seeds[index] ?? onesLike(y)
    const before = start.get(y)
    start.set(y, before ? add(before, seed) : seed)
  }
  return start
}

/** The sum of the cotangents of one source's tensors; null if none of them was reached. */
export function sumOfReached(tensors: readonly Tensor[], cotangents: Cotangents): Tensor | null {
  const reached = tensors.flatMap((tensor) => cotangents.get(tensor) ?? [])
  return reached.length === 0 ? null : reached.reduce(add)
}

/** The target's tensors, a variable's being its current value. Throws a GradientError for other dtypes than floats. */
export function targetTensors(operation: string, target: Tree<Source>): [Tensor, ...Tensor[]] {
  const [first, ...others] = leavesOf(operation, target).map(({ leaf }) => {
    const y = currentTensor(leaf)
    if (!isFloat(y.dtype))
      throw new GradientError(
        `${operation}: the target must be float32 or float64 to have a derivative, got ${y.dtype}`,
      )
    return y
  })
  if (!first) throw new GradientError(`${operation}: the target must hold at least one tensor`)
  return [first, ...others]
}
