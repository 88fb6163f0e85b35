import { DTypeError, ShapeError, type Tensor, tensor, Variable } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'
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
  readonly #transform: GradientTransform
  readonly #variables: Readonly<Record<string, Variable>>
  readonly #step = new Variable(tensor(0, { dtype: 'int32' }), { name: 'step', trainable: false })
  readonly #state: Readonly<Record<string, Readonly<Record<string, Variable>>>>

  /** `variables`: by dotted path, as `Module.variables()` gives them; those not trainable are left out. */
  constructor(transform: GradientTransform, variables: Readonly<Record<string, Variable>>) {
    this.#transform = transform
    this.#variables = Object.fromEntries(
      Object.entries(variables).filter(([, variable]) => variable.trainable),
    )
    this.#state = mapState(transform.init(this.#parameters()), (value, name) => {
      return new Variable(value, { name, trainable: false })
    })
  }

  /**
   * Takes one step: adds the transform's updates to the variables. `gradients`: one for each
   * trainable variable, by the same names.
   *
   * @throws TypeError naming a gradient that is missing or left over, ShapeError or DTypeError naming
   * one with another shape or dtype than its variable; nothing has changed then.
   */
  apply(gradients: Tensors): void {
    checkNames('apply', 'gradients', Object.keys(gradients), Object.keys(this.#variables))
    for (const [name, gradient] of Object.entries(gradients)) {
      const variable = this.#variables[name]
      if (variable) checkFit('apply: the gradient', name, gradient, variable)
    }
    const parameters = this.#parameters()
    const state = mapState(this.#state, (variable) => variable.value)
    const step = this.#step.value
    const { updates, state: next } = this.#transform.update(gradients, state, { parameters, step })
    const moved = mapTensors([parameters, updates], ([p, update]) => p.add(update))
    for (const [name, value] of Object.entries(moved)) this.#variables[name]?.assign(value)
    for (const [slot, values] of Object.entries(next))
      for (const [name, value] of Object.entries(values)) this.#state[slot]?.[name]?.assign(value)
    this.#step.assign(step.add(1))
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
    throw new TypeError(`${operation}: ${what} must hold "${missing}", got ${list(names)}`)
  const extra = names.find((name) => !wanted.includes(name))
  if (extra !== undefined)
    throw new TypeError(
      `${operation}: ${what} must hold nothing but ${list(wanted)}, got "${extra}"`,
    )
}

const list = (names: readonly string[]): string => names.join(', ') || 'nothing'

function checkFit(what: string, name: string, value: Tensor, { shape, dtype }: Variable): void {
  if (value.shape.join() !== shape.join())
    throw new ShapeError(
      `${what} "${name}" must have shape [${shape.join(', ')}], got [${value.shape.join(', ')}]`,
    )
  if (value.dtype !== dtype)
    throw new DTypeError(`${what} "${name}" must be ${dtype}, got ${value.dtype}`)
}
