import { compile, GradientTape, type Tensor, type Tree, type Variable } from '@sobolev/core'
import { flattenGradients, trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import type { Tensors } from '../tensors.ts'
import type { Evaluated, MinimizedObjective } from './minimization.ts'

/**
 * All that a `Minimization` may ask of an objective: the objective with its gradients, and its second derivatives by
 * the variables, each compiled unless `eager`; the numbers are the same. A function of what `evaluate` takes, such as
 * a batch.
 *
 * `evaluate`: the value with its gradients for the weights that the variables have, made of the library's operations,
 * so that it can be differentiated again.
 *
 * ```ts
 * const objectiveOf = minimizedObjective((inputs: Tensor, targets: Tensor) => {
 *   const { total, gradients } = evaluate(inputs, targets, mode)
 *   return { value: total, gradients }
 * }, model)
 * minimization.step(objectiveOf(inputs, targets))
 * ```
 *
 * @throws TypeError unless there is a variable to train
 */
export function minimizedObjective<A extends readonly unknown[], E extends Evaluated>(
  evaluate: (...args: A) => E,
  variables: Module | Tree<Variable>,
  { eager = false }: { readonly eager?: boolean } = {},
): (...args: A) => MinimizedObjective<E> {
  const trained = trainedVariables('minimizedObjective', variables)
  const hessianProduct = (vectors: Tensors, ...args: A): Tensors => {
    const tape = new GradientTape({ watchAccessedVariables: false })
    tape.watch(trained)
    const slope = tape.record(() => slopeAlong(vectors, evaluate(...args).gradients))
    return tape.gradient(slope, trained, { unconnectedGradients: 'zero' })
  }
  const value = eager ? evaluate : compile(evaluate)
  const product = eager ? hessianProduct : compile(hessianProduct)
  return (...args) => ({
    evaluate: () => value(...args),
    hessianProduct: (vectors) => product(vectors, ...args),
  })
}

/** Σ v · gradient. */
function slopeAlong(vectors: Tensors, gradients: Tree<Tensor | null>): Tensor[] {
  return Object.entries(flattenGradients('minimizedObjective', gradients)).flatMap(
    ([path, gradient]) => {
      const vector = vectors[path]
      return gradient && vector ? [gradient.mul(vector).sum()] : []
    },
  )
}
