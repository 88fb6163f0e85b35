import {
  checkOptions,
  describeValue,
  ShapeError,
  Tensor,
  type Tree,
  type Variable,
} from '@sobolev/core'
import { flattenGradients, trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { checkNames } from '../restore-variables.ts'
import type { Tensors } from '../tensors.ts'
import { readMemory, writeMemory } from './memory-tensors.ts'
import {
  isMinimizer,
  type Landscape,
  type Memory,
  type Minimizer,
  type Point,
} from './minimizer.ts'
import { Packing } from './packing.ts'
import type { Vector } from './vectors.ts'

/** What an objective is for the weights that the variables have. */
export interface Evaluated {
  /** What is minimised; of one element. */
  readonly value: Tensor
  /** By the variables, in their nesting; null for one that the value does not depend on, as it must on some. */
  readonly gradients: Tree<Tensor | null>
}

/** What a `Minimization` asks of an objective, each for the weights that the variables have. */
export interface MinimizedObjective<E extends Evaluated = Evaluated> {
  /** The value and its gradients with the weights as they are. */
  readonly evaluate: () => E
  /** The second derivatives times vectors, both by dotted path; `minimizedObjective` makes it of `evaluate`. */
  readonly hessianProduct?: (vectors: Tensors) => Tensors
  /** The same, as if the outputs were linear in the weights; `minimizedObjective` makes it of outputs and their loss. */
  readonly gaussNewtonProduct?: (vectors: Tensors) => Tensors
}

/** What a step came to. */
export interface MinimizationStep<E extends Evaluated> {
  /** The evaluation that it began with. */
  readonly before: E
  /** The evaluation that it ended with. */
  readonly after: E
  /** How often the objective was evaluated in this step. */
  readonly evaluations: number
  /** How often a product with the second derivatives was computed in this step. */
  readonly products: number
  /** Why a further step would change nothing, in words; null: take it. */
  readonly stopped: string | null
}

const stopWords = {
  converged: 'the gradient, or what a step changes, is below its tolerance',
  noLowerValue: 'no lower value was found along the line of descent',
  notFinite: 'the value or its gradient is not finite to begin with',
} as const

/**
 * Takes steps of an optimizer that evaluates the objective several times, such as `lbfgs`, and keeps what it
 * remembers.
 *
 * ```ts
 * const minimization = new Minimization(lbfgs(), model)
 * const objective = minimizedObjective(evaluate, model)
 * const { stopped } = minimization.step(objective)
 * ```
 */
export class Minimization {
  // What structuredClone finds: all else is #private, and would be left out.
  protected readonly clone: object = {
    get clone(): never {
      throw new TypeError(
        'structuredClone, postMessage: cannot copy a Minimization; send the data of the tensors of minimization.state()',
      )
    },
  }
  readonly #minimizer: Minimizer
  readonly #variables: Readonly<Record<string, Variable>>
  readonly #packing: Packing
  #memory: Memory
  #steps = 0
  #evaluations = 0
  #last: { readonly point: Point; readonly evaluated: Evaluated; readonly of: object } | null = null
  /** Evaluations to come that were counted before a checkpoint. */
  #counted = 0

  /**
   * `variables`: a module, or variables in any nesting; those that are not trainable stay as they are.
   *
   * @throws TypeError unless there is a variable to train
   */
  constructor(minimizer: Minimizer, variables: Module | Tree<Variable>) {
    if (typeof minimizer !== 'object' || minimizer === null || !isMinimizer(minimizer))
      throw new TypeError(
        `Minimization: must be given what lbfgs() or another optimizer that evaluates several times a step gives, got ${describeValue(minimizer)}; new Optimizer(adam(), variables) takes the others`,
      )
    this.#minimizer = minimizer
    this.#variables = trainedVariables('Minimization', variables)
    this.#packing = new Packing(this.#variables)
    this.#memory = minimizer.begin
  }

  /** How often objectives were evaluated in all steps. */
  get evaluations(): number {
    return this.#evaluations
  }

  /**
   * Changes the variables by one step. The objective must give the same for the same weights: one without dropout and
   * other random parts. Given the same object again while no one else has changed the variables, a step begins with
   * what the one before it ended with, and saves an evaluation. Where an evaluation throws, the variables are what
   * they were.
   *
   * @throws TypeError, ShapeError for what is no value with its gradients; TypeError where all gradients are null
   */
  step<E extends Evaluated>(objective: MinimizedObjective<E>): MinimizationStep<E> {
    const packing = this.#packing
    const start = packing.values()
    const seen = new Map<Point, E>()
    let evaluations = 0
    let products = 0
    const evaluate = (position: Vector): Point => {
      packing.assign(position)
      const evaluated = objective.evaluate()
      evaluations++
      const value = numberOf(evaluated)
      const point = { position: packing.values(), value, gradient: this.#gradientOf(evaluated) }
      seen.set(point, evaluated)
      return point
    }
    const productBy =
      (name: 'hessianProduct' | 'gaussNewtonProduct', hint: string) =>
      (position: Vector, vector: Vector): Vector => {
        const product = objective[name]
        if (!product)
          throw new TypeError(
            `step: this optimizer needs the objective with its ${name}, got none; ${hint}`,
          )
        products++
        packing.assign(position)
        return packing.pack(product(packing.unpack(vector)))
      }
    const landscape: Landscape = {
      evaluate,
      hessianProduct: productBy(
        'hessianProduct',
        'minimizedObjective(evaluate, variables) makes one',
      ),
      gaussNewtonProduct: productBy(
        'gaussNewtonProduct',
        'minimize({ residuals }, variables), or minimizedObjective(evaluate, variables, { parts: { outputs, loss } }), makes one',
      ),
    }
    try {
      const known = this.#knownAt(start, objective)
      if (known) seen.set(known.point, known.evaluated)
      const from = known?.point ?? evaluate(start)
      const { point, memory, stop } = isFinitePoint(from)
        ? this.#minimizer.takeStep(landscape, from, this.#memory)
        : { point: from, memory: this.#memory, stop: 'notFinite' as const }
      const [before, after] = [seen.get(from), seen.get(point)]
      if (!before || !after)
        throw new TypeError('step: a minimizer must give a point that evaluate gave')
      packing.assign(point.position)
      this.#memory = memory
      this.#steps++
      this.#last = { point, evaluated: after, of: objective }
      return { before, after, evaluations, products, stopped: stop && stopWords[stop] }
    } catch (error) {
      packing.assign(start)
      throw error
    } finally {
      this.#evaluations += Math.max(0, evaluations - this.#counted)
      this.#counted = 0
    }
  }

  #knownAt<E extends Evaluated>(
    position: Vector,
    objective: MinimizedObjective<E>,
  ): { readonly point: Point; readonly evaluated: E } | null {
    const last = this.#last
    if (last?.of !== objective) return null
    // The same object gave it.
    return this.#isAt(last.point, position)
      ? { point: last.point, evaluated: last.evaluated as E }
      : null
  }

  #isAt(point: Point, position: Vector): boolean {
    return position.every((value, index) => value === point.position[index])
  }

  #gradientOf({ gradients }: Evaluated): Vector {
    const given = flattenGradients('step', gradients)
    checkNames('step', 'gradients', Object.keys(given), Object.keys(this.#variables))
    if (Object.values(given).every((gradient) => gradient === null))
      throw new TypeError(
        `step: the objective must depend on a variable that is trained, got one that depends on none of ${Object.keys(given).join(', ')}; make it of their value, within the library's operations`,
      )
    return this.#packing.pack(given)
  }

  /** What `JSON.stringify` writes: all that is remembered. */
  toJSON(): Tensors {
    return this.state()
  }

  /**
   * All that is remembered, for a checkpoint: `step`, `evaluations`, `known`: 1 where the variables have the weights
   * that the last step ended with; and such as `lbfgs.steps.layers.0.kernel`, float64.
   */
  state(): Tensors {
    const last = this.#last
    return writeMemory(this.#memory, this.#packing, {
      step: this.#steps,
      evaluations: this.#evaluations,
      known: last && this.#isAt(last.point, this.#packing.values()) ? 1 : this.#counted,
    })
  }

  /**
   * Takes up a state that `state()` gave; the next step evaluates anew.
   *
   * `isSameObjective`: whether the next step is given what the last one before the state was given. It then repeats
   * an evaluation that is counted already, and does not count it again.
   *
   * @throws TypeError naming what is missing or left over, ShapeError naming what has another shape; nothing has
   * changed then
   */
  restore(state: Tensors, options: { readonly isSameObjective?: boolean } = {}): void {
    const { isSameObjective = false } = checkOptions('restore', options, {
      isSameObjective: 'boolean',
    })
    const { memory, counts } = readMemory(state, this.#minimizer.begin, this.#variables)
    this.#memory = memory
    this.#steps = counts.step
    this.#evaluations = counts.evaluations
    this.#last = null
    this.#counted = isSameObjective ? counts.known : 0
  }
}

function numberOf({ value }: Evaluated): number {
  if (!(value instanceof Tensor))
    throw new TypeError(`step: the value must be a tensor, got ${describeValue(value)}`)
  if (value.size !== 1)
    throw new ShapeError(
      `step: the value must be one number, got shape [${value.shape.join(', ')}]; mean(x) makes one of many`,
    )
  return value.item()
}

const isFinitePoint = ({ value, gradient }: Point): boolean =>
  Number.isFinite(value) && gradient.every((derivative) => Number.isFinite(derivative))
