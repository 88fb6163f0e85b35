import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkArray } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { where } from '../elementwise/select.ts'
import { full, ones } from '../layout/constant.ts'
import { identity } from '../layout/reshape.ts'
import { embedOp } from '../layout/slice-pad.ts'
import { gather } from './gather.ts'

type Widths = readonly (readonly [before: number, after: number])[]

/** What `pad` adds: a constant, the elements mirrored at the outermost one, or copies of the outermost one. */
export type PadOptions =
  | {
      /** A constant is added unless another mode is given. */
      readonly mode?: 'constant'
      /** The constant; 0 unless given. */
      readonly value?: number
    }
  | {
      /** Whether elements are mirrored at the outermost one, or that is copied. */
      readonly mode: 'reflect' | 'edge'
    }

/**
 * Puts `before` and `after` elements around `x` along each axis: zeros or another value, mirrored ones
 * (the outermost is not repeated), or copies of the outermost.
 * Throws a ShapeError for counts that are no whole numbers from 0, or where there are too few elements
 * to mirror or copy.
 */
export function pad(x: TensorLike, widths: Widths, options: PadOptions = {}): Tensor {
  checkOptions<{ mode?: string; value?: number }>('pad', options, { mode: 'any', value: 'number' })
  const input = toTensor('pad', x)
  checkArray('pad', 'the counts, two for each axis,', widths, '[[1, 1], [0, 2]]')
  if (widths.length !== input.rank || !widths.every(isPair))
    throw new ShapeError(
      `pad: needs two counts from 0 for each of the ${input.rank} axes, got ${JSON.stringify(widths)}`,
    )
  const { mode = 'constant' } = options
  if (mode !== 'constant' && 'value' in options)
    throw new TypeError(
      `pad: a value goes with { mode: "constant" }, got one with mode ${describeValue(mode)}`,
    )
  if (mode === 'edge' || mode === 'reflect') return extended(input, widths, mode)
  if (mode !== 'constant')
    throw new RangeError(`pad: mode must be "constant", "reflect" or "edge", got ${String(mode)}`)
  const value = 'value' in options ? (options.value ?? 0) : 0
  const padded = embedded(input, widths)
  if (value === 0) return padded
  const inside = embedded(ones(input.shape, { dtype: 'bool' }), widths)
  return where(inside, padded, full(padded.shape, value, { dtype: input.dtype }))
}

const isPair = (pair: readonly number[]): boolean =>
  Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 0)

const embedded = (x: Tensor, widths: Widths): Tensor =>
  apply(embedOp, [x], {
    starts: widths.map(([before]) => before),
    steps: widths.map(() => 1),
    shape: x.shape.map(
      (length, axis) => length + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0),
    ),
  })

function extended(x: Tensor, widths: Widths, mode: 'reflect' | 'edge'): Tensor {
  return widths.reduce((padded, [before, after], axis) => {
    const length = padded.shape[axis] ?? 0
    if (before === 0 && after === 0) return padded
    const limit = mode === 'reflect' ? length - 1 : length === 0 ? 0 : Number.POSITIVE_INFINITY
    if (before > limit || after > limit)
      throw new ShapeError(
        `pad: "${mode}" of ${length} elements can put at most ${Math.max(0, limit)} on a side of axis ${axis}, got ${before} and ${after}`,
      )
    const last = length - 1
    const places = Int32Array.from({ length: before + length + after }, (_, at) => {
      const place = at - before
      if (mode === 'edge') return Math.min(last, Math.max(0, place))
      return place < 0 ? -place : place > last ? 2 * last - place : place
    })
    return gather(padded, new Tensor([places.length], 'int32', places), axis)
  }, identity(x))
}
