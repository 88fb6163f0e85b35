import type { Tensor } from '../tensor/tensor.ts'
import {
  type ReadValue,
  type Variable,
  type VariableReader,
  type VariableValues,
  variableContext,
} from '../tensor/variable.ts'
import { checkedValues, runWith } from './with-values.ts'

/** What a function gave, and what variables would hold after it. */
export interface ResultAndState<T> {
  /** What the function returned. */
  readonly result: T
  /** Of every variable that the function was given, read or assigned, in this order; none of them has changed. */
  readonly state: ReadonlyMap<Variable, Tensor>
}

/**
 * Runs `fn` with variables that live for this call alone: reading one gives the tensor beside it, or what `fn` assigned
 * last, and what they hold at the end is returned. So a function that changes variables becomes one of tensors, as with
 * `split` and `merge` of Flax's NNX, and `vmap` takes many models through one step at once. A variable that is not
 * given begins with its own value.
 *
 * ```ts
 * const step = (weights: Tensor, x: Tensor) => withState([[kernel, weights]], () => trainOn(x)).state.get(kernel)
 * const next = vmap(step)(weightsOfAllMembers, batchesOfAllMembers)
 * ```
 *
 * Derivatives are as in `withValues`. Calls nest: the innermost counts.
 *
 * @throws ShapeError or DTypeError for a tensor that the variable cannot take, a TypeError for a function that returns
 * a promise
 * @see flax.nnx.split and merge
 */
export function withState<T>(
  values: Iterable<readonly [Variable, Tensor]>,
  fn: () => T,
): ResultAndState<T> {
  const { values: around, readers } = variableContext
  const given = new LocalState(checkedValues('withState', values), around, readers)
  const result = runWith('withState', given, fn)
  return { result, state: given.state }
}

class LocalState implements VariableValues {
  readonly hasStandIns = true
  readonly state: Map<Variable, Tensor>
  readonly #given: ReadonlySet<Variable>
  readonly #around: VariableValues | null
  /** The tapes that recorded before. */
  readonly #strangers: readonly VariableReader[]

  constructor(
    given: ReadonlyMap<Variable, Tensor>,
    around: VariableValues | null,
    strangers: readonly VariableReader[],
  ) {
    this.state = new Map(given)
    this.#given = new Set(given.keys())
    this.#around = around
    this.#strangers = strangers
  }

  read(variable: Variable, held: () => Tensor): ReadValue {
    const known = this.state.get(variable)
    if (known) return { value: known, strangers: this.strangersTo(variable) }
    const found = this.#around?.read(variable, held) ?? { value: held() }
    this.state.set(variable, found.value)
    return found
  }

  strangersTo(variable: Variable): readonly VariableReader[] {
    if (this.#given.has(variable)) return this.#strangers
    return this.#around?.strangersTo(variable) ?? []
  }

  assign(variable: Variable, value: Tensor): boolean {
    this.state.set(variable, value)
    return true
  }
}
