import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type Binary, primitive } from '../../primitive/primitive.ts'
import type { Operand } from '../../tensor/batching.ts'
import { type TensorLike, toPair } from '../../tensor/convert.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { broadcastShapes, type Shape, showShape, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { allExamples } from '../layout/batch-rules.ts'
import { reshape } from '../layout/reshape.ts'
import { repeatTo, sumTo } from '../layout/sum-broadcast.ts'

/** Options of `matmul`: which operands are read as their transpose, without a copy. */
export interface MatmulOptions {
  /** Whether the left operand is read as its transpose. */
  readonly transposeA?: boolean
  /** Whether the right operand is read as its transpose. */
  readonly transposeB?: boolean
}

type Flags = Required<MatmulOptions>

const sizes = (
  a: Shape,
  b: Shape,
  { transposeA, transposeB }: Flags,
): { batch: number; m: number; k: number; inner: number; n: number } => {
  const [aBatch = 1, rows = 1, columns = 1] = a
  const [bBatch = 1, bRows = 1, bColumns = 1] = b
  return {
    batch: aBatch === 1 ? bBatch : aBatch,
    m: transposeA ? columns : rows,
    k: transposeA ? rows : columns,
    inner: transposeB ? bColumns : bRows,
    n: transposeB ? bRows : bColumns,
  }
}

const innerSizesError = (a: Shape, b: Shape, { transposeA, transposeB }: Flags): ShapeError =>
  new ShapeError(
    `matmul: inner sizes must agree, got ${showShape(a)}${transposeA ? 'ᵀ' : ''} and ${showShape(b)}${transposeB ? 'ᵀ' : ''}`,
  )

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
  apply(matmulOp, [a, b], { transposeA, transposeB })

/** The cotangent of an operand: summed over the batch if the operand is one matrix for all of it. */
const sumOverSharedBatch = (g: Tensor, { shape: [batch = 1] }: Tensor): Tensor =>
  batch === 1 && g.shape[0] !== 1 ? sumTo(g, [1, ...g.shape.slice(1)]) : g

/**
 * A batch of products: [b, m, k] · [b, k, n] → [b, m, n], each operand possibly stored transposed, or
 * one matrix [1, …] for the whole batch.
 */
export const matmulOp = primitive<Binary, Flags>({
  name: 'matmul',
  arithmetic: ([a, b], [batch = 1, m = 1, n = 1], flags) =>
    2 * batch * m * n * sizes(a.shape, b.shape, flags).k,
  shape([a, b], flags) {
    const { batch, m, k, inner, n } = sizes(a.shape, b.shape, flags)
    if (k !== inner) throw innerSizesError(a.shape, b.shape, flags)
    return [batch, m, n]
  },
  batch([a, b], flags, applyBatched, size) {
    const { batch, m, n } = sizes(a.shape, b.shape, flags)
    const shared = ({ mapped, shape }: Operand): boolean => !mapped && shape[0] === 1
    // One matrix for all: a single tall product.
    if (batch === 1 && !b.mapped && !flags.transposeA) {
      const tall = reshape(a.tensor, [1, size * m, a.shape[2] ?? 1])
      return reshape(applyBatched([tall, b.tensor], flags), [size, 1, m, n])
    }
    const stacked = (operand: Operand): Tensor => {
      if (shared(operand)) return operand.tensor
      const matrix = operand.shape.slice(1)
      const all = reshape(allExamples(operand, size), [size, operand.shape[0] ?? 1, ...matrix])
      return reshape(repeatTo(all, [size, batch, ...matrix]), [size * batch, ...matrix])
    }
    return reshape(applyBatched([stacked(a), stacked(b)], flags), [size, batch, m, n])
  },
  lower(program, [a, b], out, flags) {
    const { batch, m, k, n } = sizes(a.shape, b.shape, flags)
    const strideA = a.shape[0] === batch ? m * k : 0
    const strideB = b.shape[0] === batch ? k * n : 0
    program.matmul(a, b, out, { batch, m, n, k, ...flags, strideA, strideB })
  },
  vjp: [
    (g, [a, b], _, { transposeA, transposeB }) =>
      sumOverSharedBatch(
        transposeA ? product(b, g, transposeB, true) : product(g, b, false, !transposeB),
        a,
      ),
    (g, [a, b], _, { transposeA, transposeB }) =>
      sumOverSharedBatch(
        transposeB ? product(g, a, true, transposeA) : product(a, g, !transposeA, false),
        b,
      ),
  ],
})

/**
 * The matrix product of the last two axes: [..., m, k] · [..., k, n] → [..., m, n]; the axes before
 * them broadcast. With `transposeA` or `transposeB` that operand is read as its transpose, without
 * a copy. A vector counts as a row on the left, a column on the right, and its axis is dropped.
 * Floats of one dtype; each sum runs over k in a fixed order.
 *
 * @see tf.matmul, jnp.matmul, torch.mm and torch.bmm, @ of Python
 */
export function matmul(a: TensorLike, b: TensorLike, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = checkOptions('matmul', options, {
    transposeA: 'boolean',
    transposeB: 'boolean',
  })
  const [x, y] = toPair('matmul', a, b)
  if (!isFloat(x.dtype))
    throw new DTypeError(
      `matmul: must be float32 or float64, got ${x.dtype}; cast(x, "float32") converts`,
    )
  if (x.rank === 0 || y.rank === 0)
    throw new ShapeError(
      `matmul: operands must have at least one axis, got ${showShape(x.shape)} and ${showShape(y.shape)}`,
    )
  if (x.rank === 1 || y.rank === 1) return vectorProduct(x, y, { transposeA, transposeB })
  const left = x.shape.slice(-2)
  const right = y.shape.slice(-2)
  const flags = { transposeA, transposeB }
  const { k, inner, n } = sizes([1, ...left], [1, ...right], flags)
  if (k !== inner) throw innerSizesError(x.shape, y.shape, flags)
  if (x.rank > 2 && y.rank === 2 && !transposeA) {
    // One matrix for the whole batch: a single tall product.
    const tall = reshape(x, [1, sizeOf(x.shape.slice(0, -1)), k])
    const out = apply(matmulOp, [tall, reshape(y, [1, ...right])], flags)
    return reshape(out, [...x.shape.slice(0, -1), n])
  }
  const batch = broadcastShapes('matmul', x.shape.slice(0, -2), y.shape.slice(0, -2))
  const stacked = (t: Tensor, matrix: Shape): Tensor => {
    if (sizeOf(t.shape.slice(0, -2)) === 1) return reshape(t, [1, ...matrix])
    const whole = repeatTo(t, [...batch, ...matrix])
    return reshape(whole, [sizeOf(batch), ...matrix])
  }
  const out = apply(matmulOp, [stacked(x, left), stacked(y, right)], flags)
  return reshape(out, [...batch, ...out.shape.slice(1)])
}

function vectorProduct(x: Tensor, y: Tensor, flags: Flags): Tensor {
  const row = x.rank === 1 ? reshape(x, [1, x.size]) : x
  const column = y.rank === 1 ? reshape(y, [y.size, 1]) : y
  const vectorFlags = {
    transposeA: flags.transposeA && x.rank > 1,
    transposeB: flags.transposeB && y.rank > 1,
  }
  const { k, inner } = sizes(
    [1, ...row.shape.slice(-2)],
    [1, ...column.shape.slice(-2)],
    vectorFlags,
  )
  if (k !== inner) throw innerSizesError(x.shape, y.shape, vectorFlags)
  const out = matmul(row, column, vectorFlags)
  const lead = out.shape.slice(0, -2)
  const [m = 1, n = 1] = out.shape.slice(-2)
  return reshape(out, [...lead, ...(x.rank === 1 ? [] : [m]), ...(y.rank === 1 ? [] : [n])])
}
