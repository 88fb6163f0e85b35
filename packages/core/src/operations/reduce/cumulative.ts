import { DTypeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { normalizeAxis } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { concat } from '../layout/concat.ts'
import { full } from '../layout/constant.ts'
import { identity } from '../layout/reshape.ts'
import { flip, type Range, slice } from '../layout/slice-pad.ts'

/** Options of `cumsum` and `cumprod`. */
export interface CumulativeOptions {
  /** Leaves the element itself out: the first result is 0 for sums, 1 for products. */
  readonly exclusive?: boolean
  /** From the end to the start. */
  readonly reverse?: boolean
}

type Cumulative = (x: TensorLike, axis?: number, options?: CumulativeOptions) => Tensor

const cumulative =
  (name: string, combine: (a: Tensor, b: Tensor) => Tensor, neutral: number): Cumulative =>
  (x, axis = -1, options = {}) => {
    const { exclusive = false, reverse = false } = checkOptions(name, options, {
      exclusive: 'boolean',
      reverse: 'boolean',
    })
    const input = toTensor(name, x)
    if (input.dtype === 'bool') throw new DTypeError(`${name}: must be numbers, got bool`)
    const axisIndex = normalizeAxis(name, axis, input.rank)
    const n = input.shape[axisIndex] ?? 0
    if (n === 0) return identity(input)
    const part = (y: Tensor, range: Range): Tensor =>
      slice(y, [...input.shape.slice(0, axisIndex).map(() => null), range])
    const inDirection = (y: Tensor): Tensor => (reverse ? flip(y, [axisIndex]) : y)
    let result = inDirection(identity(input))
    if (exclusive) {
      const first = input.shape.map((length, each) => (each === axisIndex ? 1 : length))
      result = concat(
        [full(first, neutral, { dtype: input.dtype }), part(result, { stop: n - 1 })],
        axisIndex,
      )
    }
    // Each of ⌈log₂ n⌉ rounds doubles the number of elements that a result combines.
    for (let run = 1; run < n; run *= 2) {
      const joined = combine(part(result, { stop: n - run }), part(result, { start: run }))
      result = concat([part(result, { stop: run }), joined], axisIndex)
    }
    return inDirection(result)
  }

/**
 * The sum of each element and all before it along `axis` (default: the last); of int32 it wraps. Numbers.
 *
 * @see tf.cumsum, jnp.cumsum, torch.cumsum
 */
export const cumsum: Cumulative = cumulative('cumsum', add, 0)
/** The product of each element and all before it along `axis` (default: the last); its derivatives are right at zeros too. Numbers. */
export const cumprod: Cumulative = cumulative('cumprod', mul, 1)
