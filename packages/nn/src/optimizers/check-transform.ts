import { describeValue } from '@sobolev/core'
import { isMinimizer } from '../minimizers/minimizer.ts'
import type { GradientTransform } from './transform.ts'

/** Throws a TypeError for what is no transform of gradients, such as `adam` that was not called. */
export function checkTransform(operation: string, transform: GradientTransform): void {
  const isObject = typeof transform === 'object' && transform !== null
  if (isObject && isMinimizer(transform))
    throw new TypeError(
      `${operation}: must be given an optimizer that goes by one gradient a step, got one that evaluates several times; new Minimization(lbfgs(), variables) takes it, and so does minimize`,
    )
  if (!isObject || typeof transform.init !== 'function' || typeof transform.update !== 'function')
    throw new TypeError(
      `${operation}: must be given what adam({ learningRate }) or another transform gives, got ${describeValue(transform)}`,
    )
}
