import { grad, square, sum, type Tensor } from '../src/index.ts'
import { type Given, prefixed } from './reference-case.ts'

/** A number from inputs by their names. */
export type Scalar<N extends string> = (at: Readonly<Record<N, Tensor>>) => Tensor

/**
 * `f`, its gradient by `source`, the squared length of that, and the gradients by all inputs of f plus that
 * length: what `penalised` of draw.py gives.
 */
export function penalised<N extends string>(
  given: Given,
  names: readonly N[],
  source: NoInfer<N>,
  f: Scalar<N>,
): Record<string, Tensor> {
  const points = names.map((name) => given(name))
  const value = (at: readonly Tensor[]): Tensor => f(named(names, at))
  const slopeOf = (at: readonly Tensor[]): Tensor => {
    const point = named(names, at)
    return grad((x: Tensor) => f({ ...point, [source]: x }))(point[source])
  }
  const penaltyOf = (at: readonly Tensor[]): Tensor => sum(square(slopeOf(at)))
  const d = grad((at: readonly Tensor[]) => value(at).add(penaltyOf(at)))(points)
  return {
    value: value(points),
    input_gradient: slopeOf(points),
    penalty: penaltyOf(points),
    ...prefixed('d_', named(names, d)),
  }
}

const named = <N extends string>(
  names: readonly N[],
  tensors: readonly Tensor[],
): Readonly<Record<N, Tensor>> =>
  // One entry for each name.
  Object.fromEntries(names.map((name, index) => [name, tensors[index]])) as Record<N, Tensor>

/** The inputs of these names. */
export const take = <N extends string>(
  given: Given,
  names: readonly N[],
): Readonly<Record<N, Tensor>> =>
  named(
    names,
    names.map((name) => given(name)),
  )
