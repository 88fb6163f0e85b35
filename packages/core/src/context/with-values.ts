import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { CompileError, DTypeError, GradientError, ShapeError } from '../errors/errors.ts'
import { isPromise } from '../errors/promise.ts'
import { sameShape, showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import {
  type ReadValue,
  Variable,
  type VariableReader,
  type VariableValues,
  variableContext,
} from '../tensor/variable.ts'

/**
 * What `fn` returns, run with other values in place of those that some variables hold: reading such a variable gives
 * the tensor beside it. The variables themselves stay as they are. As JAX and PyTorch do with `functional_call`.
 *
 * A tape around it follows how the tensors were computed; for a tape that begins within, each is the value of its
 * variable. Calls nest: the innermost counts.
 *
 * ```ts
 * const noisy = withValues([[kernel, kernel.value.add(noise)]], () => model.call(x, mode))
 * ```
 *
 * @throws ShapeError or DTypeError for a tensor that the variable cannot take, a TypeError for a function that returns
 * a promise, a CompileError where `fn` assigns one of the variables
 * @see torch.func.functional_call
 */
export function withValues<T>(values: Iterable<readonly [Variable, Tensor]>, fn: () => T): T {
  const { values: around, readers } = variableContext
  const standIns = new StandIns(checkedValues('withValues', values), around, readers)
  return runWith('withValues', standIns, fn)
}

/** What `fn` returns, run while variables are read and assigned by `values`; `operation` is named in errors. */
export function runWith<T>(operation: string, values: VariableValues, fn: () => T): T {
  checkFunction(operation, fn)
  const before = variableContext.values
  variableContext.values = values
  try {
    const result = fn()
    if (isPromise(result))
      throw new TypeError(
        `${operation}: the function must not be async, got a promise; await first, then call ${operation}`,
      )
    return result
  } finally {
    variableContext.values = before
  }
}

/** Whether variables are read within `withValues` or `withState`. */
export const isWithinValues = (): boolean => variableContext.values?.hasStandIns ?? false

/** Throws a GradientError where a tape that began outside of `withValues` would take a tensor for the variable’s value. */
export function refuseStranger(tape: VariableReader, variable: Variable): void {
  if (variableContext.values?.strangersTo(variable).includes(tape))
    throw new GradientError(
      `watch: a tape that recorded before withValues must not watch a variable within it, got "${variable.name}"; watch it outside, or record with another tape within`,
    )
}

class StandIns implements VariableValues {
  readonly hasStandIns = true
  readonly #tensors: ReadonlyMap<Variable, Tensor>
  readonly #around: VariableValues | null
  /** The tapes that recorded before. */
  readonly #strangers: readonly VariableReader[]

  constructor(
    tensors: ReadonlyMap<Variable, Tensor>,
    around: VariableValues | null,
    strangers: readonly VariableReader[],
  ) {
    this.#tensors = tensors
    this.#around = around
    this.#strangers = strangers
  }

  read(variable: Variable, held: () => Tensor): ReadValue {
    const value = this.#tensors.get(variable)
    if (value) return { value, strangers: this.#strangers }
    return this.#around?.read(variable, held) ?? { value: held() }
  }

  strangersTo(variable: Variable): readonly VariableReader[] {
    if (this.#tensors.has(variable)) return this.#strangers
    return this.#around?.strangersTo(variable) ?? []
  }

  assign(variable: Variable, value: Tensor): boolean {
    if (this.#tensors.has(variable))
      throw new CompileError(
        `assign: a variable must not be assigned while another value stands in for its own, got "${variable.name}" within withValues; assign it outside`,
      )
    return this.#around?.assign(variable, value) ?? false
  }
}

/** Pairs of a variable and a tensor that it could hold; throws for anything else. */
export function checkedValues(
  operation: string,
  values: Iterable<readonly [Variable, Tensor]>,
): Map<Variable, Tensor> {
  const isIterable = typeof values === 'object' && values !== null && Symbol.iterator in values
  const pairs = isIterable ? Array.from(values) : []
  if (!isIterable || pairs.some((pair) => !Array.isArray(pair)))
    throw new TypeError(
      `${operation}: must be given pairs of a variable and a tensor, got ${describeValue(values)}; ${operation}([[variable, tensor]], fn)`,
    )
  const tensors = new Map(pairs)
  for (const [variable, value] of tensors) {
    if (!(variable instanceof Variable && value instanceof Tensor))
      throw new TypeError(
        `${operation}: must be given pairs of a variable and a tensor, got ${describeValue(variable)} and ${describeValue(value)}`,
      )
    const { name, shape, dtype } = variable
    if (!sameShape(shape, value.shape))
      throw new ShapeError(
        `${operation}: the value of "${name}" must have shape ${showShape(shape)}, got ${showShape(value.shape)}`,
      )
    if (dtype !== value.dtype)
      throw new DTypeError(
        `${operation}: the value of "${name}" must be ${dtype}, got ${value.dtype}`,
      )
  }
  return tensors
}
