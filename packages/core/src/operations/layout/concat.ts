import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive } from '../../primitive/primitive.ts'
import { type TensorLike, toTensors } from '../../tensor/convert.ts'
import { checkArray, normalizeAxis, sameShape, showShape, stridesOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { allExamples } from './batch-rules.ts'
import { copyTo } from './copy.ts'
import { expandDims } from './reshape.ts'
import { slice } from './slice-pad.ts'

export const concatOp = primitive<readonly Tensor[], { axis: number }>({
  name: 'concat',
  carriesZeros: true,
  shape(inputs, { axis }) {
    const [first] = inputs
    if (!first) throw new ShapeError('concat: needs at least one tensor, got none')
    for (const input of inputs) {
      const alike = input.shape.map((length, at) => (at === axis ? first.shape[at] : length))
      if (
        !sameShape(
          alike.map((length) => length ?? 0),
          first.shape,
        )
      )
        throw new ShapeError(
          `concat: shapes must agree but for axis ${axis}, got ${showShape(first.shape)} and ${showShape(input.shape)}`,
        )
      if (input.dtype !== first.dtype)
        throw new DTypeError(`concat: dtypes must agree, got ${first.dtype} and ${input.dtype}`)
    }
    const total = inputs.reduce((sum, each) => sum + (each.shape[axis] ?? 0), 0)
    return first.shape.map((length, at) => (at === axis ? total : length))
  },
  batch: (operands, { axis }, applyBatched, size) =>
    applyBatched(
      operands.map((operand) => allExamples(operand, size)),
      { axis: axis + 1 },
    ),
  lower(program, inputs, out, { axis }) {
    const strides = stridesOf(out.shape)
    let offset = 0
    for (const x of inputs) {
      copyTo(program, x, out, strides, offset * (strides[axis] ?? 1))
      offset += x.shape[axis] ?? 0
    }
  },
  vjp:
    (index) =>
    (g, inputs, _, { axis }) => {
      const [start = 0, stop = 0] = offsetsOf(inputs, axis).slice(index, index + 2)
      return slice(g, [...Array.from({ length: axis }, () => null), { start, stop }])
    },
})

const offsetsOfInputs = new WeakMap<readonly Tensor[], readonly number[]>()

/** Where each input begins along `axis`, and where the last ends; computed once for all rules of one operation. */
function offsetsOf(inputs: readonly Tensor[], axis: number): readonly number[] {
  const known = offsetsOfInputs.get(inputs)
  if (known) return known
  let end = 0
  const offsets = [
    0,
    ...inputs.map(({ shape }) => {
      end += shape[axis] ?? 0
      return end
    }),
  ]
  offsetsOfInputs.set(inputs, offsets)
  return offsets
}

/**
 * Joins tensors of one dtype along an existing axis; their other lengths must agree.
 *
 * @see tf.concat, jnp.concatenate, torch.cat
 */
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  const inputs = someTensors('concat', tensors)
  const at = normalizeAxis('concat', axis, inputs[0].rank)
  return apply(concatOp, inputs, { axis: at })
}

/** Joins tensors of one shape and dtype along a new axis. */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const inputs = someTensors('stack', tensors)
  const [{ shape, rank }] = inputs
  const other = inputs.find((each) => !sameShape(each.shape, shape))
  if (other)
    throw new ShapeError(
      `stack: shapes must be equal, got ${showShape(shape)} and ${showShape(other.shape)}`,
    )
  const at = normalizeAxis('stack', axis, rank + 1)
  const rows = inputs.map((each) => expandDims(each, at))
  return withOperationName('stack', () => apply(concatOp, rows, { axis: at }))
}

function someTensors(operation: string, values: readonly TensorLike[]): [Tensor, ...Tensor[]] {
  checkArray(operation, 'what is joined', values, '[a, b]')
  const [first, ...rest] = toTensors(operation, values)
  if (!first) throw new ShapeError(`${operation}: needs at least one tensor, got none`)
  return [first, ...rest]
}
