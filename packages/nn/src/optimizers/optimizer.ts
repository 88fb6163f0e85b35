import { type Rng, type Synchronous, type Tensor, type Tree, Variable } from '@sobolev/core'
import { evaluateWith } from '../modules/evaluate-with.ts'
import { flattenGradients, trainedVariables, variablesOf } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { checkFit, checkNames, restoreVariables } from '../restore-variables.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { checkTransform } from './check-transform.ts'
import { warnOfEqualBeginnings } from './equal-beginnings.ts'
import type { GradientTransform, State } from './transform.ts'

/**
 * Changes Variables by what a transform makes of their gradients, and keeps what the transform
 * remembers.
 *
 * ```ts
 * const optimizer = new Optimizer(adam({ learningRate: 1e-3 }), model.variables())
 * optimizer.apply(gradients)
 * ```
 */
export class Optimizer {
  // What structuredClone finds: all else is #private, and would be left out.
  protected readonly clone: object = {
    get clone(): never {
      throw new TypeError(
        'structuredClone, postMessage: cannot copy an Optimizer; send the data of the tensors of optimizer.state()',
      )
    },
  }
  readonly #transform: GradientTransform
  readonly #variables: Readonly<Record<string, Variable>>
  /** Paths of the variables that are not trained. */
  readonly #fixed: ReadonlySet<string>
  readonly #step = new Variable(0, { dtype: 'int32', name: 'step', trainable: false })
  readonly #state: Readonly<Record<string, Readonly<Record<string, Variable>>>>

  /**
   * `variables`: a module, or variables in any nesting, as `trainableVariables()` gives them; those that are not
   * trainable are left out.
   *
   * @throws TypeError unless there is a variable to train.
   */
  constructor(transform: GradientTransform, variables: Module | Tree<Variable>) {
    checkTransform('Optimizer', transform)
    const trained = trainedVariables('Optimizer', variables)
    refuseTwice(trained)
    this.#transform = transform
    this.#variables = trained
    const paths = Object.keys(variablesOf('Optimizer', variables))
    this.#fixed = new Set(paths.filter((path) => !Object.hasOwn(trained, path)))
    warnOfEqualBeginnings(this.#variables)
    this.#state = mapState(transform.init(this.#parameters(), trained), (value, name) => {
      return new Variable(value, { name, trainable: false })
    })
  }

  /**
   * Takes one step: adds the transform's updates to the variables. `gradients`: in the nesting of the
   * variables, keys in any order, as `tape.gradient(target, variables)` gives them. A variable whose gradient
   * is null (`unconnectedGradients: 'none'`) stays as it is, and so does what is remembered of it, while the number of
   * steps goes on for all: the bias correction of `adam` and its like takes moments for older than they are where
   * gradients were null. Gradients of variables that are not trainable are passed over.
   *
   * `rng`: what random numbers come from, for transforms that draw some, such as `gradientNoise`: the mode of the
   * step has one; split off by the number of the step.
   *
   * @throws TypeError naming a gradient that is missing or left over, or where all are null; ShapeError or
   * DTypeError naming one with another shape or dtype than its variable; nothing has changed then.
   */
  apply(gradients: Tree<Tensor | null>, { rng }: { readonly rng?: Rng } = {}): void {
    const connected = this.#connected(gradients)
    const parameters = pick(this.#parameters(), connected)
    const state = mapState(this.#state, (variable) => variable.value)
    const step = this.#step.value
    const context = { parameters, variables: this.#variables, step, ...(rng && { rng }) }
    const { updates, state: next } = this.#transform.update(connected, state, context)
    this.#checkState(next, connected)
    const moved = mapTensors([parameters, updates], ([p, update]) => p.add(update))
    for (const [name, value] of Object.entries(moved)) this.#variables[name]?.assign(value)
    for (const [slot, values] of Object.entries(next))
      for (const [name, value] of Object.entries(values)) this.#state[slot]?.[name]?.assign(value)
    this.#step.assign(step.add(1))
  }

  /**
   * Whether its steps change what is trained of a module, or of variables in a nesting: these very variables, by the
   * same paths. Gradients of another model of the same shapes would be taken without an error.
   */
  trains(variables: Module | Tree<Variable>): boolean {
    const trained = Object.entries(trainedVariables('trains', variables))
    return (
      trained.length === Object.keys(this.#variables).length &&
      trained.every(([path, variable]) => this.#variables[path] === variable)
    )
  }

  /** The gradients that there are, by the paths of their variables. */
  #connected(tree: Tree<Tensor | null>): Tensors {
    const given = flattenGradients('apply', tree)
    const names = Object.keys(given).filter((name) => !this.#fixed.has(name))
    checkNames('apply', 'gradients', names, Object.keys(this.#variables))
    // In the order of the variables, whatever theirs is: a sum over all of them keeps its bits.
    const connected = Object.entries(this.#variables).flatMap(
      ([name, variable]): [string, Tensor][] => {
        const gradient = given[name]
        if (!gradient) return []
        checkFit('apply: the gradient', name, gradient, variable)
        return [[name, gradient]]
      },
    )
    if (connected.length === 0)
      throw new TypeError(
        'apply: at least one gradient must not be null, got none; the target does not depend on any of the variables',
      )
    return Object.fromEntries(connected)
  }

  /** Throws a TypeError where a transform would forget what it remembered of a variable, or adds to it. */
  #checkState(next: State, connected: Tensors): void {
    checkNames('update', 'the state', Object.keys(next), Object.keys(this.#state))
    for (const [slot, values] of Object.entries(next)) {
      const wanted = Object.keys(this.#state[slot] ?? {}).filter(
        (name) => Object.hasOwn(values, name) || Object.hasOwn(connected, name),
      )
      checkNames('update', `the state "${slot}"`, Object.keys(values), wanted)
    }
  }

  /**
   * The weights that the model is evaluated with, by dotted path, where the transform keeps others than those that
   * are trained; null where they are the same.
   */
  evaluatedWeights(): Tensors | null {
    const state = mapState(this.#state, (variable) => variable.value)
    return this.#transform.evaluated?.(this.#parameters(), state, this.#variables) ?? null
  }

  /**
   * What `fn` gives while the model has the weights that it is evaluated with; then it has those that are trained
   * again, also where `fn` throws.
   *
   * @throws TypeError if `fn` returns a promise: it would go on with other weights
   */
  evaluate<T>(fn: Synchronous<T>): T {
    return evaluateWith(this.#variables, this.evaluatedWeights() ?? {}, fn)
  }

  /** What `JSON.stringify` writes: all that is remembered. */
  toJSON(): Tensors {
    return this.state()
  }

  /** All that is remembered, for a checkpoint: `step`, int32, and such as `adam.firstMoment.layers.0.kernel`. */
  state(): Tensors {
    return Object.fromEntries(
      Object.entries(this.#remembered()).map(([name, variable]) => [name, variable.value]),
    )
  }

  /**
   * Takes up a state that `state()` gave. Throws a TypeError naming what is missing or left over, a
   * ShapeError or DTypeError naming what has another shape or dtype; nothing has changed then.
   */
  restore(state: Tensors): void {
    restoreVariables(this.#remembered(), state)
  }

  #parameters(): Tensors {
    return Object.fromEntries(
      Object.entries(this.#variables).map(([name, variable]) => [name, variable.value]),
    )
  }

  #remembered(): Record<string, Variable> {
    const slots = Object.entries(this.#state).flatMap(([slot, variables]) =>
      Object.entries(variables).map(([name, variable]): [string, Variable] => [
        `${slot}.${name}`,
        variable,
      ]),
    )
    return { step: this.#step, ...Object.fromEntries(slots) }
  }
}

/** Throws a TypeError for a variable under two names: each would undo the step of the other. */
function refuseTwice(variables: Readonly<Record<string, Variable>>): void {
  const paths = new Map<Variable, string>()
  for (const [path, variable] of Object.entries(variables)) {
    const before = paths.get(variable)
    if (before !== undefined)
      throw new TypeError(
        `Optimizer: each variable must be given once, got one as "${before}" and as "${path}"`,
      )
    paths.set(variable, path)
  }
}

const pick = (tensors: Tensors, names: object): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => Object.hasOwn(names, name)))

/** `fn` of everything in a state; `name` joins both of its names. */
function mapState<Value, Result>(
  state: Readonly<Record<string, Readonly<Record<string, Value>>>>,
  fn: (value: Value, name: string) => Result,
): Record<string, Record<string, Result>> {
  return Object.fromEntries(
    Object.entries(state).map(([slot, values]) => [
      slot,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, fn(value, `${slot}.${name}`)]),
      ),
    ]),
  )
}
