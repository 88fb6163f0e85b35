import { BatchError } from '../errors/errors.ts'
import { allExamples, moveAxis } from '../operations/layout/batch-rules.ts'
import { concat } from '../operations/layout/concat.ts'
import { zeros } from '../operations/layout/constant.ts'
import { reshape } from '../operations/layout/reshape.ts'
import { sequentialBatchRule } from '../operations/layout/sequential-batch-rule.ts'
import { exampleOf, operandAt, withNewLevel } from '../tensor/batching.ts'
import { allocate } from '../tensor/dtype.ts'
import { sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import type { Cotangents } from './cotangents.ts'

type PullBack = (start: Cotangents) => ReadonlyMap<Tensor, Tensor>

/** Elements that one batched cotangent may have: 64 MiB of float32. */
const MAX_ELEMENTS = 16_777_216

/** The rows of the Jacobian of `y`: how many there are, and which elements of a row's cotangent are 1. */
interface Rows {
  readonly y: Tensor
  readonly count: number
  readonly isOne: (row: number, element: number) => boolean
  /** Elements of the largest recorded tensor, which bounds those on the way back. */
  readonly largest: number
}

/**
 * Pulls back a cotangent of `y` for each row, as many rows at once as memory allows. The results have the rows along
 * their first axis.
 */
function pullRows(rows: Rows, pull: PullBack): Map<Tensor, Tensor> {
  const { count, largest } = rows
  const most = Math.max(1, Math.floor(MAX_ELEMENTS / Math.max(1, largest)))
  const parts: Map<Tensor, Tensor>[] = []
  for (let first = 0; first < Math.max(1, count); first += most)
    parts.push(...pullPart(rows, first, Math.min(most, count - first), pull))
  const [start = new Map<Tensor, Tensor>()] = parts
  if (parts.length === 1) return start
  const joined = [...start.keys()].map((source) => {
    const all = parts.flatMap((part) => part.get(source) ?? [])
    return [source, concat(all)] as const
  })
  return new Map(joined)
}

function pullPart(
  { y, isOne }: Rows,
  first: number,
  count: number,
  pull: PullBack,
): readonly Map<Tensor, Tensor>[] {
  const unit = (row: number): Tensor => {
    const data = allocate(y.dtype, y.size)
    for (let at = 0; at < y.size; at++) if (isOne(first + row, at)) data[at] = 1
    return new Tensor([1, ...y.shape], y.dtype, data)
  }
  const units = Array.from({ length: count }, (_, row) => unit(row))
  try {
    const all = count === 0 ? zeros([0, ...y.shape], { dtype: y.dtype }) : concat(units)
    return [pullTogether(y, all, pull)]
  } catch (error) {
    // A user's rule may read the numbers of its cotangent, which fails for a batch: it gets one row at a time.
    if (!(error instanceof BatchError)) throw error
    return units.map((one) => {
      const pulled = pull(new Map([[y, reshape(one, y.shape)]]))
      const rows = [...pulled].map(
        ([source, each]) => [source, reshape(each, [1, ...each.shape])] as const,
      )
      return new Map(rows)
    })
  }
}

function pullTogether(y: Tensor, units: Tensor, pull: PullBack): Map<Tensor, Tensor> {
  const count = units.shape[0] ?? 0
  return withNewLevel(count, sequentialBatchRule, (level) => {
    const pulled = pull(new Map([[y, exampleOf(units, level)]]))
    const rows = [...pulled].map(
      ([source, each]) => [source, allExamples(operandAt(each, level), count)] as const,
    )
    return new Map(rows)
  })
}

/** The Jacobian of `y`: a row for every element. */
export const pullJacobian = (y: Tensor, largest: number, pull: PullBack): Map<Tensor, Tensor> =>
  pullRows({ y, count: y.size, isOne: (row, at) => row === at, largest }, pull)

/**
 * The Jacobian of each example of `y` [b, ...y] by the same example of a source [b, ...x]: [b, ...y, ...x]. There is a
 * row for every element of one example, and its cotangent has a 1 at that element in all examples.
 */
export function pullBatchJacobian(y: Tensor, largest: number, pull: PullBack): Map<Tensor, Tensor> {
  const count = sizeOf(y.shape.slice(1))
  const rows = pullRows({ y, count, isOne: (row, at) => row === at % count, largest }, pull)
  return new Map([...rows].map(([source, each]) => [source, moveAxis(each, 0, 1)]))
}
