import {
  checkOptions,
  compile,
  GradientTape,
  hvp,
  jvp,
  type OptionKinds,
  type Tensor,
  type Tree,
  type Variable,
  vjp,
  withValues,
} from '@sobolev/core'
import { flattenGradients, trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import type { Evaluated, MinimizedObjective } from './minimization.ts'

/** An objective in two parts, of what `evaluate` takes: `gaussNewton` takes the first for linear in the weights. */
export interface ObjectiveParts<A extends readonly unknown[]> {
  /** What the model gives, in any shape. */
  readonly outputs: (...args: A) => Tensor
  /** One number of the outputs. */
  readonly loss: (outputs: Tensor, ...args: A) => Tensor
  /**
   * Whether the value has more to it, such as penalties, which comes with all of its second derivatives.
   *
   * @default false
   */
  readonly haveRest?: boolean
}

/** Of what and how a `minimizedObjective` is made. */
export interface MinimizedObjectiveOptions<A extends readonly unknown[]> {
  /**
   * Whether operations run one by one; the numbers are the same.
   *
   * @default false
   */
  readonly eager?: boolean
  /** What `gaussNewton` needs. */
  readonly parts?: ObjectiveParts<A>
}

const kinds: OptionKinds<MinimizedObjectiveOptions<never>> = { eager: 'boolean', parts: 'any' }
const partKinds: OptionKinds<ObjectiveParts<never>> = {
  ...{ outputs: 'function', loss: 'function', haveRest: 'boolean' },
}

/**
 * All that a `Minimization` may ask of an objective: the objective with its gradients, and products with its second
 * derivatives by the variables, each compiled unless `eager`; the numbers are the same. A function of what `evaluate`
 * takes, such as a batch.
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
 * @throws TypeError unless there is a variable to train, and for an option that there is not
 */
export function minimizedObjective<A extends readonly unknown[], E extends Evaluated>(
  evaluate: (...args: A) => E,
  variables: Module | Tree<Variable>,
  options: MinimizedObjectiveOptions<A> = {},
): (...args: A) => MinimizedObjective<E> {
  const { eager = false, parts } = checkOptions<MinimizedObjectiveOptions<A>>(
    'minimizedObjective',
    options,
    kinds,
  )
  if (parts) checkOptions('minimizedObjective: parts', parts, partKinds, ['outputs', 'loss'])
  const trained = trainedVariables('minimizedObjective', variables)
  const hessianProduct = (vectors: Tensors, ...args: A): Tensors => {
    const tape = new GradientTape({ watchAccessedVariables: false })
    tape.watch(trained)
    const slope = tape.record(() => slopeAlong(vectors, evaluate(...args).gradients))
    return tape.gradient(slope, trained, { unconnectedGradients: 'zero' })
  }
  const value = eager ? evaluate : compile(evaluate)
  const product = eager ? hessianProduct : compile(hessianProduct)
  const curvature = parts && gaussNewtonProductOf(evaluate, trained, parts)
  const curvatureProduct = curvature && !eager ? compile(curvature) : curvature
  return (...args) => ({
    evaluate: () => value(...args),
    hessianProduct: (vectors) => product(vectors, ...args),
    ...(curvatureProduct && {
      gaussNewtonProduct: (vectors: Tensors) => curvatureProduct(vectors, ...args),
    }),
  })
}

/** Biases may have no part in a penalty, and a loss no second derivative. */
const zeros = { unconnectedGradients: 'zero' } as const

/** Jᵀ L″ J v: forward through the outputs, through the second derivatives of the loss, and back (Schraudolph 2002). */
function gaussNewtonProductOf<A extends readonly unknown[]>(
  evaluate: (...args: A) => Evaluated,
  variables: Readonly<Record<string, Variable>>,
  { outputs, loss, haveRest = false }: ObjectiveParts<A>,
): (vectors: Tensors, ...args: A) => Tensors {
  const withWeights = (values: Tensors, fn: () => Tensor): Tensor => {
    const pairs = Object.entries(values).flatMap(([path, value]) => {
      const variable = variables[path]
      return variable ? [[variable, value] as const] : []
    })
    return withValues(pairs, fn)
  }
  return (vectors, ...args) => {
    const values = Object.fromEntries(
      Object.entries(variables).map(([path, variable]) => [path, variable.value]),
    )
    const outputsAt = (weights: Tensors): Tensor => withWeights(weights, () => outputs(...args))
    const { value: y, derivative: change } = jvp(outputsAt, values, vectors)
    const bent = hvp((outputs: Tensor) => loss(outputs, ...args).sum(), y, change, zeros)
    const product: Tensors = vjp(outputsAt, values).pull(bent)
    if (!haveRest) return product
    const remainder = (weights: Tensors): Tensor =>
      withWeights(weights, () =>
        evaluate(...args)
          .value.sub(loss(outputs(...args), ...args))
          .sum(),
      )
    return mapTensors([product, hvp(remainder, values, vectors, zeros)], ([p, more]) => p.add(more))
  }
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
