import { type Tensor, type Tree, type Variable, withValues } from '@sobolev/core'
import { pairValues } from '../pair-values.ts'
import { flatten, variablesOf, type WithVariables } from './flatten.ts'

/**
 * What `fn` gives while a model has other weights, by the paths of its variables; those that are not given keep their
 * values. Nothing is assigned, and derivatives pass to the weights: so a step of training is an ordinary function, which
 * can be differentiated, and `vmap` takes many models at once.
 *
 * ```ts
 * const lossOf = (weights: Tensors) => withWeights(model, weights, () => squaredError(model.call(x), y).mean())
 * const slopes = grad(lossOf)(model.parameters())
 * ```
 *
 * `weights`: in the nesting of the variables; of a module by dotted path, as `parameters()` gives them.
 *
 * @throws TypeError for a weight of no variable, ShapeError or DTypeError for one that its variable cannot take
 * @see torch.func.functional_call, flax.linen.Module.apply, flax.nnx.merge
 */
export function withWeights<T>(
  model: WithVariables | Tree<Variable>,
  weights: Tree<Tensor>,
  fn: () => T,
): T {
  const variables = variablesOf('withWeights', model)
  return withValues(pairValues('withWeights', variables, flatten('withWeights', weights)), fn)
}
