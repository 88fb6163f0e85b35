import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { BatchError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { foreignClass } from '../errors/origin.ts'
import { isPromise } from '../errors/promise.ts'
import { allExamples, moveAxis } from '../operations/layout/batch-rules.ts'
import { sequentialBatchRule } from '../operations/layout/sequential-batch-rule.ts'
import { exampleOf, type Level, operandAt, withNewLevel } from '../tensor/batching.ts'
import { mapNesting, visitNesting } from '../tensor/nesting.ts'
import { normalizeAxis, showShape } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import { Variable } from '../tensor/variable.ts'

/** The axis of the examples: one for all tensors of an argument, or a nesting of them like the argument's; null for none. */
export type VmapAxes = number | null | readonly VmapAxes[] | { readonly [key: string]: VmapAxes }

/** Options of `vmap`. */
export interface VmapOptions {
  /**
   * The axes of the examples: one for all arguments, or an array with one for each argument.
   *
   * @default 0
   */
  readonly inAxes?: VmapAxes
  /**
   * The axes that the examples get in the results: one for all, or in the nesting of what `f` returns; null for a
   * result that is the same for every example.
   *
   * @default 0
   */
  readonly outAxes?: VmapAxes
}

/**
 * `f` for many examples at once: a function of one example becomes one of a batch, in which every
 * operation runs once for all. Arguments and results may be nested, and keep their nesting; what is no
 * tensor is the same for every example, and so is whatever `f` closes over. Gradients inside are those of
 * one example, gradients outside pass through, and `vmap` of `vmap` maps over two axes.
 *
 * ```ts
 * const perExample = vmap(grad(loss), { inAxes: [null, 0, 0] }) // of (weights, x, label)
 * ```
 *
 * @throws BatchError where no argument is mapped, the examples' numbers differ, or the value of one
 * example is read, where there are only those of all at once; ShapeError for an axis that does not exist.
 * @see tf.vectorized_map, jax.vmap, torch.func.vmap
 */
export function vmap<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: VmapOptions = {},
): (...args: A) => R {
  checkFunction('vmap', f)
  const { inAxes = 0, outAxes = 0 } = checkOptions('vmap', options, {
    inAxes: 'any',
    outAxes: 'any',
  })
  return (...args) => {
    const axes = Array.isArray(inAxes) ? inAxes : args.map(() => inAxes)
    const size = examplesOf(args, axes)
    return withNewLevel(size, sequentialBatchRule, (level) => {
      const enter = (value: Tensor, axis: number | null): Tensor =>
        axis === null ? value : exampleOf(toFront(value, axis), level)
      const result = f(...(replaceTensors(args, axes, enter) as A))
      if (isPromise(result))
        throw new BatchError(
          'vmap: the function must not be async, got a promise; await outside and pass the values in',
        )
      return replaceTensors(result, outAxes, (value, axis) => leave(value, axis, level)) as R
    })
  }
}

const toFront = (value: Tensor, axis: number): Tensor =>
  moveAxis(value, normalizeAxis('vmap', axis, value.rank), 0)

function leave(value: Tensor, axis: number | null, level: Level): Tensor {
  const operand = operandAt(value, level)
  if (axis === null) {
    if (!operand.mapped) return value
    throw new BatchError(
      `vmap: outAxes: null is for what is the same for every example, got a result ${showShape(value.shape)} of each`,
    )
  }
  const all = allExamples(operand, level.size)
  return moveAxis(all, 0, normalizeAxis('vmap', axis, all.rank))
}

function examplesOf(args: readonly unknown[], axes: VmapAxes): number {
  let size: number | null = null
  let first = ''
  replaceTensors(args, axes, (value, axis) => {
    if (axis === null) return value
    const length = value.shape[normalizeAxis('vmap', axis, value.rank)] ?? 0
    if (size !== null && length !== size)
      throw new BatchError(
        `vmap: mapped axes must be equally long, got ${size} of ${first} and ${length} of ${showShape(value.shape)}; inAxes: null leaves an argument as it is`,
      )
    size = length
    first = showShape(value.shape)
    return value
  })
  if (size === null)
    throw new BatchError('vmap: at least one tensor among the arguments must be mapped, got none')
  return size
}

/** The same nesting with its tensors replaced. A variable that is mapped stands for its value. */
function replaceTensors(
  values: unknown,
  axes: VmapAxes,
  replace: (value: Tensor, axis: number | null) => Tensor,
): unknown {
  const axesOfLeaves: (VmapAxes | undefined)[] = []
  const surrounding: (VmapAxes | undefined)[] = []
  const axesAt = (key: string | number | null): VmapAxes | undefined =>
    key === null ? axes : within(surrounding.at(-1), key)
  visitNesting('vmap', values, {
    leaf: (_, key) => axesOfLeaves.push(axesAt(key)),
    enter: (_, key) => surrounding.push(axesAt(key)),
    leave: () => surrounding.pop(),
  })
  let next = 0
  return mapNesting('vmap', values, (value) => replaceTensor(value, axesOfLeaves[next++], replace))
}

function replaceTensor(
  value: unknown,
  axes: VmapAxes | undefined,
  replace: (value: Tensor, axis: number | null) => Tensor,
): unknown {
  if (!(value instanceof Tensor || value instanceof Variable)) {
    if (foreignClass(value))
      throw new BatchError(`vmap: an argument must not be ${describeValue(value)}`)
    return value
  }
  if (axes !== null && typeof axes !== 'number')
    throw new BatchError(
      `vmap: axes must have the nesting of the arguments, got ${JSON.stringify(axes)} for one tensor`,
    )
  if (value instanceof Tensor) return replace(value, axes)
  return axes === null ? value : replace(value.value, axes)
}

function within(axes: VmapAxes | undefined, key: number | string): VmapAxes | undefined {
  if (axes === null || typeof axes === 'number') return axes
  const entry = Object.entries(axes ?? {}).find(([name]) => name === String(key))
  if (entry) return entry[1]
  throw new BatchError(
    `vmap: axes must have the nesting of the arguments, got ${JSON.stringify(axes)} without "${key}"`,
  )
}
