import { didYouMean, type Tensor, type Variable } from '@sobolev/core'
import { checkFit } from './restore-variables.ts'

/**
 * Each value with the variable that has its path; variables without a value are left out.
 *
 * @throws TypeError for a value of no variable, and for what is no tensor; ShapeError or DTypeError for one that its
 * variable cannot take
 */
export function pairValues(
  operation: string,
  variables: Readonly<Record<string, Variable>>,
  values: Readonly<Record<string, unknown>>,
): (readonly [Variable, Tensor])[] {
  return Object.entries(values).map(([path, value]) => {
    const variable = variables[path]
    if (!variable) {
      const paths = Object.keys(variables)
      throw new TypeError(
        `${operation}: "${path}" must be a variable of the model, which has ${paths.join(', ') || 'none'}${didYouMean(path, paths)}`,
      )
    }
    checkFit(`${operation}:`, path, value, variable)
    return [variable, value] as const
  })
}
