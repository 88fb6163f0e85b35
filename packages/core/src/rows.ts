import { atLevel, exampleOf, operandAt } from './batching.ts'
import type { Cotangents } from './cotangents.ts'
import { allocate } from './dtype.ts'
import { moveAxis, spread } from './operations/batch-rules.ts'
import { inTurns } from './operations/in-turns.ts'
import { sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'

type PullBack = (start: Cotangents) => ReadonlyMap<Tensor, Tensor>

/**
 * What `pull` makes of one cotangent of `y` with a 1 for each of `count` rows, all rows at once: every
 * result has its rows along a first axis.
 */
function pullRows(
  y: Tensor,
  count: number,
  isOne: (row: number, at: number) => boolean,
  pull: PullBack,
): Map<Tensor, Tensor> {
  const data = allocate(y.dtype, count * y.size)
  for (let row = 0; row < count; row++)
    for (let at = 0; at < y.size; at++) if (isOne(row, at)) data[row * y.size + at] = 1
  const units = new Tensor([count, ...y.shape], y.dtype, data)
  return atLevel(count, inTurns, (level) => {
    const pulled = pull(new Map([[y, exampleOf(units, level)]]))
    const rows = [...pulled].map(
      ([source, each]) => [source, spread(operandAt(each, level), count)] as const,
    )
    return new Map(rows)
  })
}

/** One row for every element of `y`. */
export const pullJacobian = (y: Tensor, pull: PullBack): Map<Tensor, Tensor> =>
  pullRows(y, y.size, (row, at) => row === at, pull)

/** One row for every place within a batch row of `y`, a 1 in each batch row; [b, ...y, ...x] of [b, ...x]. */
export function pullBatchJacobian(y: Tensor, pull: PullBack): Map<Tensor, Tensor> {
  const width = sizeOf(y.shape.slice(1))
  const rows = pullRows(y, width, (row, at) => row === at % width, pull)
  return new Map([...rows].map(([source, each]) => [source, moveAxis(each, 0, 1)]))
}
