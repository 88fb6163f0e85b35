import { describeValue } from '@sobolev/core'
import { isMinimizer } from '../minimizers/minimizer.ts'
import type { GradientTransform } from './transform.ts'

/** Whether something is a transform of gradients. */
export const isTransform = (value: unknown): value is GradientTransform =>
  typeof value === 'object' &&
  value !== null &&
  ['init', 'update'].every((name) => typeof Reflect.get(value, name) === 'function')

/** Throws a TypeError for what is no transform of gradients, such as `adam` that was not called. */
export function checkTransform(operation: string, transform: GradientTransform): void {
  if (typeof transform === 'object' && transform !== null && isMinimizer(transform))
    throw new TypeError(
      `${operation}: must be given an optimizer that goes by one gradient a step, got one that evaluates several times; new Minimization(lbfgs(), variables) takes it, and so does minimize`,
    )
  if (!isTransform(transform))
    throw new TypeError(
      `${operation}: must be given what adam({ learningRate }) or another transform gives, got ${describeValue(transform)}`,
    )
}
