import {
  DTypeError,
  describeValue,
  ShapeError,
  Tensor,
  type Tree,
  tensor,
  Variable,
} from '@sobolev/core'
import type { Module } from '../modules/module.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { checkTransform } from './check-transform.ts'
import { warnOfEqualBeginnings } from './equal-beginnings.ts'
import { flattenGradients, flattenVariables } from './flatten.ts'
import type { GradientTransform } from './transform.ts'

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
  readonly #step = new Variable(tensor(0, { dtype: 'int32' }), { name: 'step', trainable: false })
  readonly #state: Readonly<Record<string, Readonly<Record<string, Variable>>>>

  /**
   * `variables`: a module, or variables in any nesting, as `trainableVariables()` gives them; those that are not
   * trainable are left out.
   *
   * @throws TypeError unless there is a variable to train.
   */
  constructor(transform: GradientTransform, variables: Module | Tree<Variable>) {
    checkTransform('Optimizer', transform)
    const given = isModule(variables) ? variables.variables() : variables
    const all = Object.entries(flattenVariables('Optimizer', given))
    const trained = all.filter(([, variable]) => variable.trainable)
    if (trained.length === 0)
      throw new TypeError(
        `Optimizer: needs a variable to train, got ${all.length === 0 ? 'none; #private fields of a module and what its functions close over cannot be seen' : `${all.length} with { trainable: false }`}`,
      )
    refuseTwice(trained)
    this.#transform = transform
    this.#variables = Object.fromEntries(trained)
    this.#fixed = new Set(all.flatMap(([path, variable]) => (variable.trainable ? [] : [path])))
    warnOfEqualBeginnings(this.#variables)
    this.#state = mapState(transform.init(this.#parameters()), (value, name) => {
      return new Variable(value, { name, trainable: false })
    })
  }

  /**
   * Takes one step: adds the transform's updates to the variables. `gradients`: in the nesting of the
   * variables, keys in any order, as `tape.gradient(target, variables)` gives them. A variable whose gradient
   * is null (`unconnectedGradients: 'none'`) stays as it is, and so does what is remembered of it; gradients
   * of variables that are not trainable are passed over.
   *
   * @throws TypeError naming a gradient that is missing or left over, or where all are null; ShapeError or
   * DTypeError naming one with another shape or dtype than its variable; nothing has changed then.
   */
  apply(gradients: Tree<Tensor | null>): void {
    const connected = this.#connected(gradients)
    const parameters = pick(this.#parameters(), connected)
    const state = mapState(this.#state, (variable) => variable.value)
    const step = this.#step.value
    const { updates, state: next } = this.#transform.update(connected, state, { parameters, step })
    const moved = mapTensors([parameters, updates], ([p, update]) => p.add(update))
    for (const [name, value] of Object.entries(moved)) this.#variables[name]?.assign(value)
    for (const [slot, values] of Object.entries(next))
      for (const [name, value] of Object.entries(values)) this.#state[slot]?.[name]?.assign(value)
    this.#step.assign(step.add(1))
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
    const remembered = this.#remembered()
    if (typeof state !== 'object' || state === null)
      throw new TypeError(
        `restore: the state must be what state() gave, got ${describeValue(state)}`,
      )
    checkNames('restore', 'the state', Object.keys(state), Object.keys(remembered))
    const pairs = Object.entries(state).flatMap(([name, value]) => {
      const variable = remembered[name]
      return variable ? [{ name, value, variable }] : []
    })
    for (const { name, value, variable } of pairs) checkFit('restore:', name, value, variable)
    for (const { value, variable } of pairs) variable.assign(value)
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

/** Also of another copy of this package, whose class is another one. */
const isModule = (given: unknown): given is Module =>
  typeof given === 'object' &&
  given !== null &&
  typeof Reflect.get(given, 'variables') === 'function'

/** Throws a TypeError for a variable under two names: each would undo the step of the other. */
function refuseTwice(variables: readonly [path: string, Variable][]): void {
  const paths = new Map<Variable, string>()
  for (const [path, variable] of variables) {
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

function checkNames(
  operation: string,
  what: string,
  names: readonly string[],
  wanted: readonly string[],
): void {
  const missing = wanted.find((name) => !names.includes(name))
  if (missing !== undefined)
    throw new TypeError(
      `${operation}: ${what} must hold "${missing}", got ${list(names)}${operation === 'apply' ? '; they have the nesting that the optimizer was given, tape.gradient(target, variables)' : ''}${names.some((name) => name.startsWith('gradients.')) ? '; pass what stands under gradients' : ''}`,
    )
  const extra = names.find((name) => !wanted.includes(name))
  if (extra !== undefined)
    throw new TypeError(
      `${operation}: ${what} must hold nothing but ${list(wanted)}, got "${extra}"`,
    )
}

const list = (names: readonly string[]): string => names.join(', ') || 'nothing'

function checkFit(what: string, name: string, value: Tensor, { shape, dtype }: Variable): void {
  if (!(value instanceof Tensor))
    throw new TypeError(`${what} "${name}" must be a tensor, got ${describeValue(value)}`)
  if (value.shape.join() !== shape.join())
    throw new ShapeError(
      `${what} "${name}" must have shape [${shape.join(', ')}], got [${value.shape.join(', ')}]`,
    )
  if (value.dtype !== dtype)
    throw new DTypeError(`${what} "${name}" must be ${dtype}, got ${value.dtype}`)
}
