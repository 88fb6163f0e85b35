import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { DTypeError } from '../errors/errors.ts'
import { identity } from '../operations/layout/reshape.ts'
import { GradientTape } from '../tape/tape.ts'
import { checkFloat, isFloat } from '../tensor/dtype.ts'
import { Tensor } from '../tensor/tensor.ts'
import { type Located, leavesOf, rebuild, type Source, type Tree } from '../tensor/tree.ts'
import { sourcesOf } from './argument.ts'

/** A function run under a tape, and what to differentiate. */
interface Traced<Y> {
  readonly tape: GradientTape
  readonly inputs: readonly Tensor[]
  readonly output: Y
}

/**
 * Runs `f` on fresh aliases of its arguments, so that a derivative by an argument is never one by
 * another use of the same tensor. Outer tapes see through the aliases.
 */
export function trace<Y>(
  f: (inputs: readonly Tensor[]) => Y,
  sources: readonly Source[],
  { persistent = false }: { readonly persistent?: boolean } = {},
): Traced<Y> {
  const inputs = sources.map((source) => identity(source))
  const tape = new GradientTape({ persistent, watchAccessedVariables: false })
  tape.watch(inputs)
  const { output } = tape.record(() => ({ output: f(inputs) }))
  return { tape, inputs, output }
}

// The nesting of an argument, of any depth, which only the caller's types know.
type Fields = { readonly [key: string]: Tensor }

/** The leaves of an argument of `f`, and `run`, which calls `f` with other tensors in their places. */
export function flatten(
  operation: string,
  f: (x: never) => unknown,
  x: unknown,
): {
  leaves: readonly Located[]
  sources: Source[]
  run: (inputs: readonly Tensor[]) => unknown
  nest: (flat: readonly Tensor[]) => Fields
} {
  checkFunction(operation, f)
  const { tree, leaves } = sourcesOf(operation, x)
  for (const { leaf } of leaves) checkFloat(operation, leaf.dtype)
  return {
    leaves,
    sources: leaves.map(({ leaf }) => leaf),
    // The caller's types say that `x` is an argument of `f`, with other leaves.
    run: (inputs) => f(rebuild(tree, inputs) as never),
    nest: (flat) => rebuild(tree, flat) as Fields,
  }
}

/** What a function returned, which must be a tensor. */
export function oneTensor(operation: string, y: unknown, what = 'a tensor'): Tensor {
  if (y instanceof Tensor) return y
  throw new TypeError(
    `${operation}: the function must return ${what}, got ${describeValue(y)}; what item() and data give has no derivative`,
  )
}

/** What a function returned, which must be a tensor, or one with something beside it. */
export function withAux(
  operation: string,
  y: unknown,
): { readonly value: Tensor; readonly aux?: unknown } {
  if (typeof y !== 'object' || y === null || !('value' in y && 'aux' in y))
    return { value: oneTensor(operation, y, 'a tensor, or { value, aux }') }
  return { value: oneTensor(operation, y.value), aux: y.aux }
}

/** What a function returned: a tensor, or any nesting of tensors, with its leaves in order. */
export interface Outputs {
  readonly tree: Tree<Source>
  readonly leaves: readonly Located[]
  readonly tensors: readonly Tensor[]
}

/** What a function returned, which must be a tensor or a nesting of tensors. */
export function outputsOf(operation: string, y: unknown): Outputs {
  const tree = typeof y === 'object' && y !== null ? (y as Tree<Source>) : oneTensor(operation, y)
  const leaves = leavesOf(operation, tree)
  const tensors = leaves.map(({ leaf, path }) => {
    const y = oneTensor(operation, leaf)
    if (!isFloat(y.dtype))
      throw new DTypeError(
        `${operation}: the function must return float32 or float64, which have derivatives, got ${y.dtype}${path && ` at ${path}`}`,
      )
    return y
  })
  return { tree, leaves, tensors }
}
