import type { Variable } from '@sobolev/core'
import { pairValues } from '../pair-values.ts'
import type { Tensors } from '../tensors.ts'

/**
 * What `fn` gives while variables have other values, by the same names; then they have theirs again, also where `fn`
 * throws.
 *
 * @throws TypeError if `fn` returns a promise: it would go on with other values; for a value of no variable, and ShapeError
 * or DTypeError for one that its variable cannot take: nothing has changed then
 */
export function evaluateWith<T>(
  variables: Readonly<Record<string, Variable>>,
  values: Tensors,
  fn: () => T,
): T {
  const before = Object.values(variables).map((variable) => [variable, variable.value] as const)
  const given = pairValues('evaluateWith', variables, values)
  try {
    for (const [variable, value] of given) variable.assign(value)
    const result = fn()
    if (result instanceof Promise)
      throw new TypeError(
        'evaluate: the function must not be async, got a promise; await first, then evaluate',
      )
    return result
  } finally {
    for (const [variable, value] of before) variable.assign(value)
  }
}
