import type { Entry } from '../context/entry.ts'
import { recordEntry } from '../context/recording.ts'
import { GradientError } from '../errors/errors.ts'
import { viewsOf } from '../tensor/batching.ts'
import { isFloat } from '../tensor/dtype.ts'
import { showShape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Located } from '../tensor/tree.ts'
import { Variable } from '../tensor/variable.ts'

/**
 * Whether a target was computed from a derivative that does not depend on the sources, such as the second of x²: its
 * own derivative by them exists and is 0, although no path leads to them.
 */
export function isConstantDerivative(
  entries: readonly Entry[],
  sources: readonly Tensor[],
  targets: readonly Tensor[],
): boolean {
  const depends = new Set(sources)
  const constant = new Set<Tensor>()
  for (const { inputs, outputs, isDerivative = false, holdsDerivative = false } of entries) {
    const floats = inputs.filter(({ dtype }) => isFloat(dtype))
    const ofConstant = floats.some((input) => constant.has(input))
    const reached = floats.some((input) => depends.has(input))
    for (const output of outputs) {
      if (reached && !isDerivative) depends.add(output)
      if (ofConstant || (reached && (isDerivative || holdsDerivative))) constant.add(output)
    }
  }
  return targets.some((target) => constant.has(target))
}

/** Tells the recording tapes that `derivatives` are derivatives of `targets`, even if they do not depend on them. */
export function recordDerivative(
  operation: string,
  targets: readonly Tensor[],
  derivatives: readonly (Tensor | null)[],
): void {
  const inputs = targets.flatMap(viewsOf)
  const outputs = derivatives.flatMap((each) => (each ? viewsOf(each) : []))
  recordEntry(inputs, () => ({
    ...{ operation, inputs, outputs, isDerivative: true },
    pull: () => inputs.map(() => null),
  }))
}

/** Why there is no derivative by a source. */
interface Missing {
  readonly source: Located
  /** Whether the tape watches the source. */
  readonly isWatched: boolean
  /** Whether the tape has recorded the target. */
  readonly isRecorded: boolean
}

/** The error for a source that the target does not depend on, with the way out. */
export function unconnectedError(
  operation: string,
  { source: { path, leaf }, isWatched, isRecorded }: Missing,
): GradientError {
  const name =
    leaf instanceof Variable ? `variable "${leaf.name}"` : `tensor ${showShape(leaf.shape)}`
  const source = path ? `${path}, a ${name}` : `the ${name}`
  if (!isWatched && leaf instanceof Variable && !leaf.trainable)
    return new GradientError(
      `${operation}: the source (${source}) is { trainable: false }, and so was not watched; leave it out, as trainableVariables() of a module does, or tape.watch it before`,
    )
  if (!isWatched)
    return new GradientError(
      `${operation}: the source (${source}) was not watched while the target was computed; use it within record(), after tape.watch(x) if it is no trainable variable`,
    )
  const zeros = "{ unconnectedGradients: 'zero' } gives zeros"
  if (!isRecorded)
    return new GradientError(
      `${operation}: the target does not depend on the source (${source}): it was computed of constants alone, or outside of record(), where a gradient must be taken too if it is to have a derivative; ${zeros}`,
    )
  return new GradientError(
    `${operation}: the target does not depend on the source (${source}) in any way that has a derivative; ${zeros}`,
  )
}
