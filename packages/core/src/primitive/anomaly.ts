import { checkFunction } from '../errors/check-function.ts'
import { isFloat } from '../tensor/dtype.ts'
import { showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'

/** An operation returned a number that is NaN or infinite while `detectAnomalies` ran. */
export class AnomalyError extends Error {
  override readonly name = 'AnomalyError'
}

let detecting = false
// The operations whose derivative rule is running, the outermost first.
let derivativeStack: readonly string[] = []

/** Whether every result is checked for numbers that are not finite. */
export const isDetecting = (): boolean => detecting

/**
 * Runs `fn` and checks the result of every operation, forward or in a derivative: the first that holds NaN or
 * infinity throws an AnomalyError that names the operation, the derivative it belongs to, and the ranges of its
 * inputs. Slow, for debugging: compiled functions run operation by operation meanwhile.
 *
 * @see tf.debugging.enable_check_numerics, jax_debug_nans, torch.autograd.set_detect_anomaly
 */
export function detectAnomalies<T>(fn: () => T): T {
  checkFunction('detectAnomalies', fn)
  const before = detecting
  detecting = true
  try {
    return fn()
  } finally {
    detecting = before
  }
}

/**
 * Returns `fn()`; while `detectAnomalies` runs, the operations in `fn` are not checked, but those of `finish(fn())`
 * are. If these are not finite, `fn` runs again with checks, so that the error names the operation at fault.
 */
export function checkOnlyFinal<T>(fn: () => T, finish: (result: T) => T): T {
  if (!detecting) return fn()
  try {
    detecting = false
    const result = fn()
    detecting = true
    return finish(result)
  } catch (error) {
    detecting = true
    if (error instanceof AnomalyError) fn()
    throw error
  } finally {
    detecting = true
  }
}

/** Runs the derivative rule of `operation`, which an AnomalyError in it then names. */
export function inDerivativeOf<T>(operation: string, rule: () => T): T {
  const before = derivativeStack
  derivativeStack = [...before, operation]
  try {
    return rule()
  } finally {
    derivativeStack = before
  }
}

/** Throws an AnomalyError if `output` is not finite while `detectAnomalies` runs. */
export function checkFinite(operation: string, inputs: readonly Tensor[], output: Tensor): void {
  if (!detecting || !isFloat(output.dtype)) return
  const elements = [...Tensor.elements(output)]
  const wrong = elements.filter((value) => !Number.isFinite(value))
  const [first] = wrong
  if (first === undefined) return
  const where = derivativeStack.map((name) => ` in the derivative of "${name}"`).join('')
  const given = inputs.some(
    (input) => isFloat(input.dtype) && ![...Tensor.elements(input)].every(Number.isFinite),
  )
  throw new AnomalyError(
    `detectAnomalies: "${operation}"${where} ${given ? 'was given and gave' : 'gave'} ${first} in ${wrong.length} of ${elements.length} elements; its inputs: ${inputs.map(range).join(', ')}`,
  )
}

function range(input: Tensor): string {
  const values = [...Tensor.elements(input)].filter(Number.isFinite)
  const shape = `${input.dtype} ${showShape(input.shape)}`
  if (values.length === 0) return `${shape} without finite elements`
  const least = values.reduce((a, b) => Math.min(a, b))
  const most = values.reduce((a, b) => Math.max(a, b))
  const rest = input.size - values.length
  return `${shape} from ${least} to ${most}${rest > 0 ? ` and ${rest} not finite` : ''}`
}
