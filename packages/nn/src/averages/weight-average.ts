import { describeValue, type Synchronous, type Tree, Variable } from '@sobolev/core'
import { evaluateWith } from '../modules/evaluate-with.ts'
import { trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { checkNames, restoreVariables } from '../restore-variables.ts'
import type { Tensors } from '../tensors.ts'
import type { Average } from './average.ts'

/**
 * Keeps an average of a model's weights over the steps of its training, and evaluates the model with it.
 *
 * ```ts
 * const average = new WeightAverage(ema({ decay: 0.99 }), model)
 * optimizer.apply(gradients)
 * average.update() // after each step; may be part of a step that is compiled
 * const logits = average.evaluate(() => model.call(inputs, { training: false }))
 * ```
 *
 * Constraints do not hold an average: the mean of weights of length 1 is shorter, and that of pruned ones is dense. Where
 * the weights are constrained, `constrain` within `evaluate` brings it back to what they allow.
 */
export class WeightAverage {
  // What structuredClone finds: all else is #private, and would be left out.
  protected readonly clone: object = {
    get clone(): never {
      throw new TypeError(
        'structuredClone, postMessage: cannot copy a WeightAverage; send the data of the tensors of average.state()',
      )
    },
  }
  readonly #average: Average
  readonly #variables: Readonly<Record<string, Variable>>
  readonly #step = new Variable(0, { dtype: 'int32', name: 'step', trainable: false })
  readonly #means: Readonly<Record<string, Variable>>

  /**
   * Begins with the weights as they are now. `variables`: a module, or variables in any nesting; those that are not
   * trainable are not averaged.
   *
   * @throws TypeError unless there is a variable to train, or where the average leaves one out
   */
  constructor(average: Average, variables: Module | Tree<Variable>) {
    checkAverage(average)
    this.#average = average
    this.#variables = trainedVariables('WeightAverage', variables)
    const first = average.init(this.#weights())
    const paths = Object.keys(this.#variables)
    checkNames('WeightAverage', 'what init gives', Object.keys(first), paths)
    const means = Object.entries(first).map(([path, value]): [string, Variable] => {
      const name = `average.${path}`
      return [path, new Variable(value, { name, trainable: false })]
    })
    this.#means = Object.fromEntries(means)
  }

  /** Takes in the weights after a step. */
  update(): void {
    const step = this.#step.value
    const next = this.#average.update(this.values(), this.#weights(), step)
    checkNames('WeightAverage', 'what update gives', Object.keys(next), Object.keys(this.#means))
    for (const [path, value] of Object.entries(next)) this.#means[path]?.assign(value)
    this.#step.assign(step.add(1))
  }

  /** The average of each variable, by its dotted path. */
  values(): Tensors {
    return valuesOf(this.#means)
  }

  /**
   * What `fn` gives while the model has its average for weights; then the model has its weights again, also where
   * `fn` throws.
   *
   * @throws TypeError if `fn` returns a promise: it would go on with other weights
   */
  evaluate<T>(fn: Synchronous<T>): T {
    return evaluateWith(this.#variables, this.values(), fn)
  }

  /** What `JSON.stringify` writes: all that is remembered. */
  toJSON(): Tensors {
    return this.state()
  }

  /** All that is remembered, for a checkpoint: `step`, int32, and such as `average.layers.0.kernel`. */
  state(): Tensors {
    return valuesOf(this.#remembered())
  }

  /**
   * Takes up a state that `state()` gave. Throws a TypeError naming what is missing or left over, a
   * ShapeError or DTypeError naming what has another shape or dtype; nothing has changed then.
   */
  restore(state: Tensors): void {
    restoreVariables(this.#remembered(), state)
  }

  #weights(): Tensors {
    return valuesOf(this.#variables)
  }

  #remembered(): Record<string, Variable> {
    const means = Object.entries(this.#means).map(([path, mean]) => [`average.${path}`, mean])
    return { step: this.#step, ...Object.fromEntries(means) }
  }
}

/** Throws a TypeError for what is no average, such as `ema` that was not called. */
function checkAverage(average: Average): void {
  const isObject = typeof average === 'object' && average !== null
  if (!isObject || typeof average.init !== 'function' || typeof average.update !== 'function')
    throw new TypeError(
      `WeightAverage: must be given what ema({ decay }) or another average gives, got ${describeValue(average)}`,
    )
}

const valuesOf = (variables: Readonly<Record<string, Variable>>): Tensors =>
  Object.fromEntries(Object.entries(variables).map(([path, variable]) => [path, variable.value]))
