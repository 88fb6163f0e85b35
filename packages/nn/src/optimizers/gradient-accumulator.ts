import { describeValue, type Tensor, type Tree, Variable, zeros } from '@sobolev/core'
import { flattenGradients, trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { checkFit, checkNames } from '../restore-variables.ts'
import { mapTensors, type Tensors } from '../tensors.ts'

/**
 * Adds up the gradients of several batches, for one step with their mean: that of one large batch, in the memory of
 * a small one.
 *
 * ```ts
 * const accumulator = new GradientAccumulator(model)
 * for (const { inputs, targets } of parts)
 *   accumulator.add(evaluate(inputs, targets, mode).gradients, inputs.shape[0])
 * optimizer.apply(accumulator.take())
 * ```
 */
export class GradientAccumulator {
  readonly #sums: Readonly<Record<string, Variable>>
  readonly #examples = new Variable(0, { dtype: 'float64', trainable: false })

  /**
   * `variables`: a module, or variables in any nesting; those that are not trainable are left out.
   *
   * @throws TypeError unless there is a variable to train
   */
  constructor(variables: Module | Tree<Variable>) {
    const trained = trainedVariables('GradientAccumulator', variables)
    const sums = Object.entries(trained).map(([path, { shape, dtype }]): [string, Variable] => [
      path,
      new Variable(zeros(shape, { dtype }), { name: path, trainable: false }),
    ])
    this.#sums = Object.fromEntries(sums)
  }

  /**
   * Takes in the gradients of a batch, which are of the mean over its examples; may be part of a step that is
   * compiled. `gradients`: by the dotted paths of the variables, or in their nesting; null counts as 0. `examples`:
   * how many the batch has, so that batches of different sizes count by their size.
   *
   * @throws TypeError naming a gradient that is missing or left over; RangeError for no number of examples;
   * ShapeError or DTypeError naming a gradient with another shape or dtype than its variable
   */
  add(gradients: Tree<Tensor | null>, examples: number = 1): void {
    if (!(Number.isSafeInteger(examples) && examples > 0))
      throw new RangeError(
        `add: the number of examples must be a positive integer, got ${describeValue(examples)}`,
      )
    const given = flattenGradients('add', gradients)
    checkNames('add', 'gradients', Object.keys(given), Object.keys(this.#sums))
    const entries = Object.entries(this.#sums).flatMap(([path, sum]) => {
      const gradient = given[path]
      if (!gradient) return []
      checkFit('add: the gradient', path, gradient, sum)
      return [{ gradient, sum }]
    })
    for (const { gradient, sum } of entries) sum.assignAdd(gradient.mul(examples))
    this.#examples.assignAdd(examples)
  }

  /** The mean of what was added since it was last taken, by dotted path; NaN where that is nothing. */
  take(): Tensors {
    const sums = Object.fromEntries(
      Object.entries(this.#sums).map(([path, { value }]) => [path, value]),
    )
    const examples = this.#examples.value
    const means = mapTensors([sums], ([sum]) => sum.div(examples.cast(sum.dtype)))
    for (const sum of Object.values(this.#sums)) sum.assign(zeros(sum.shape, { dtype: sum.dtype }))
    this.#examples.assign(0)
    return means
  }
}
