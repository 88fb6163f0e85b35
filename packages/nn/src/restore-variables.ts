import { DTypeError, describeValue, ShapeError, Tensor, type Variable } from '@sobolev/core'
import type { Tensors } from './tensors.ts'

/**
 * Assigns to variables what a state holds by their names. Throws a TypeError naming what is missing or left over, a
 * ShapeError or DTypeError naming what has another shape or dtype; nothing has changed then.
 */
export function restoreVariables(
  variables: Readonly<Record<string, Variable>>,
  state: Tensors,
): void {
  if (typeof state !== 'object' || state === null)
    throw new TypeError(`restore: the state must be what state() gave, got ${describeValue(state)}`)
  checkNames('restore', 'the state', Object.keys(state), Object.keys(variables))
  const pairs = Object.entries(state).flatMap(([name, value]) => {
    const variable = variables[name]
    return variable ? [{ name, value, variable }] : []
  })
  for (const { name, value, variable } of pairs) checkFit('restore:', name, value, variable)
  for (const { value, variable } of pairs) variable.assign(value)
}

/** Throws a TypeError for a name that is missing or left over. */
export function checkNames(
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

/** Throws a TypeError for what is no tensor, a ShapeError or DTypeError for one that the variable cannot take. */
export function checkFit(
  what: string,
  name: string,
  value: unknown,
  { shape, dtype }: Variable,
): asserts value is Tensor {
  if (!(value instanceof Tensor))
    throw new TypeError(`${what} "${name}" must be a tensor, got ${describeValue(value)}`)
  if (value.shape.join() !== shape.join())
    throw new ShapeError(
      `${what} "${name}" must have shape [${shape.join(', ')}], got [${value.shape.join(', ')}]`,
    )
  if (value.dtype !== dtype)
    throw new DTypeError(`${what} "${name}" must be ${dtype}, got ${value.dtype}`)
}
