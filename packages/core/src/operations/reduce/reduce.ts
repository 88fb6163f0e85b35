import { Reduce } from '@sobolev/kernels'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import { type TensorLike, toFloat, toTensor } from '../../tensor/convert.ts'
import { normalizeAxes, normalizeAxis, showShape, sizeOf, splitAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { div, mul } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { equal, toBool } from '../elementwise/compare.ts'
import { where } from '../elementwise/select.ts'
import { onesLike, zerosLike } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import {
  type AxisRun,
  axisRuns,
  keptShape,
  type ReduceOptions,
  reduceKinds,
  repeatTo,
  runOfExamples,
  sum,
  sumOp,
  withoutRun,
} from '../layout/sum-broadcast.ts'
import { transpose } from '../layout/transpose.ts'

type Axes = number | readonly number[]

/**
 * The mean over `axes`, or over all. Floats; of nothing it is NaN.
 *
 * @see tf.reduce_mean, jnp.mean, torch.mean
 */
export function mean(x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor {
  checkOptions('mean', options, reduceKinds)
  const input = toFloat('mean', x)
  const list = normalizeAxes('mean', axes, input.rank)
  return div(sum(input, list, options), sizeOf(list.map((axis) => input.shape[axis] ?? 1)))
}

const extremumReduction = (name: string, fn: number): Primitive<Unary, AxisRun> =>
  primitive<Unary, AxisRun>({
    name,
    shape([x], run) {
      if (splitAt(x.shape, run.from, run.to).axis === 0)
        throw new ShapeError(`${name}: needs at least one element, got ${showShape(x.shape)}`)
      return withoutRun(x.shape, run, false)
    },
    batch: ([x], run, applyBatched) => applyBatched([x.tensor], runOfExamples(run)),
    lower: (program, [x], out, run) =>
      program.reduce(fn, x, out, splitAt(x.shape, run.from, run.to)),
    carriesZeros: (mask, [x], _, run) =>
      repeatTo(reshape(mask, withoutRun(x.shape, run, true)), x.shape),
    vjp: [
      (g, [x], out, run) => {
        const kept = withoutRun(x.shape, run, true)
        const overRun = (reduced: Tensor): Tensor => repeatTo(reshape(reduced, kept), x.shape)
        const isExtremum = equal(x, overRun(out))
        const extrema = where(isExtremum, onesLike(x), zerosLike(x))
        const ties = apply(sumOp, [extrema], run)
        return mul(overRun(div(g, ties)), extrema)
      },
    ],
  })

export const maxOp = extremumReduction('max', Reduce.max)
export const minOp = extremumReduction('min', Reduce.min)

const reduceNumbers =
  (op: Primitive<Unary, AxisRun>) =>
  (x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor => {
    const { keepDims = false } = checkOptions(op.name, options, reduceKinds)
    const input = toTensor(op.name, x)
    if (input.dtype === 'bool') throw new DTypeError(`${op.name}: must be numbers, got bool`)
    return reduceRuns(op, input, axes, keepDims)
  }

function reduceRuns(
  op: Primitive<Unary, AxisRun>,
  input: Tensor,
  axes: Axes | undefined,
  keepDims: boolean,
): Tensor {
  const list = normalizeAxes(op.name, axes, input.rank)
  // The axes are moved to form one run: reduced one after the other, ties would not be split evenly among all.
  const kept = input.shape.flatMap((_, axis) => (list.includes(axis) ? [] : [axis]))
  const run = axisRuns(list)[0] ?? { from: input.rank, to: input.rank }
  const reduced =
    list.length === run.to - run.from
      ? apply(op, [input], run)
      : apply(op, [transpose(input, [...kept, ...list])], { from: kept.length, to: input.rank })
  return keepDims ? reshape(reduced, keptShape(input.shape, list)) : reduced
}

type Reduction = (x: TensorLike, axes?: Axes, options?: ReduceOptions) => Tensor

/** The largest over `axes`, or over all; NaN if there is one. Ties split the derivative evenly. */
export const max: Reduction = reduceNumbers(maxOp)
/** The smallest over `axes`, or over all; NaN if there is one. Ties split the derivative evenly. */
export const min: Reduction = reduceNumbers(minOp)

const boolReduction = (name: string, fn: number): Primitive<Unary, AxisRun> =>
  primitive<Unary, AxisRun>({
    name,
    shape: ([x], run) => withoutRun(x.shape, run, false),
    batch: ([x], run, applyBatched) => applyBatched([x.tensor], runOfExamples(run)),
    lower: (program, [x], out, run) =>
      program.reduce(fn, x, out, splitAt(x.shape, run.from, run.to)),
    vjp: [null],
  })

const reduceBooleans =
  (op: Primitive<Unary, AxisRun>): Reduction =>
  (x, axes, options = {}) => {
    const { keepDims = false } = checkOptions(op.name, options, reduceKinds)
    return reduceRuns(op, toBool(op.name, x), axes, keepDims)
  }

export const anyOp = boolReduction('any', Reduce.any)
export const allOp = boolReduction('all', Reduce.all)

/** Whether some element over `axes`, or over all, is true. Bool. */
export const any: Reduction = reduceBooleans(anyOp)
/** Whether every element over `axes`, or over all, is true. Bool. */
export const all: Reduction = reduceBooleans(allOp)

const argReduction = (name: string, fn: number): Primitive<Unary, AxisRun> =>
  primitive<Unary, AxisRun>({
    name,
    shape([x], run) {
      if (splitAt(x.shape, run.from, run.to).axis === 0)
        throw new ShapeError(`${name}: needs at least one element, got ${showShape(x.shape)}`)
      return withoutRun(x.shape, run, false)
    },
    dtype: () => 'int32',
    batch: ([x], run, applyBatched) => applyBatched([x.tensor], runOfExamples(run)),
    lower: (program, [x], out, run) =>
      program.argReduce(fn, x, out, splitAt(x.shape, run.from, run.to)),
    vjp: [null],
  })

export const argmaxOp = argReduction('argmax', Reduce.max)
export const argminOp = argReduction('argmin', Reduce.min)

const argOf =
  (op: Primitive<Unary, AxisRun>) =>
  (x: TensorLike, axis = -1): Tensor => {
    const input = toTensor(op.name, x)
    const from = normalizeAxis(op.name, axis, input.rank)
    return apply(op, [input.dtype === 'bool' ? cast(input, 'int32') : input], {
      from,
      to: from + 1,
    })
  }

/** The index of the largest element along `axis` (default: the last); int32, the first of equals, NaN above all. */
export const argmax: (x: TensorLike, axis?: number) => Tensor = argOf(argmaxOp)
/** The index of the smallest element along `axis` (default: the last); int32, the first of equals, NaN below all. */
export const argmin: (x: TensorLike, axis?: number) => Tensor = argOf(argminOp)
