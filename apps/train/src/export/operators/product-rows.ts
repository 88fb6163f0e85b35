import * as z from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import { attributesOf, inputOf, type OperatorRow } from './operator-row.ts'

const flags = z.object({ transposeA: z.boolean(), transposeB: z.boolean() })

const matmul: OperatorRow = (context) => {
  const { transposeA, transposeB } = attributesOf(context, flags)
  const turned = (x: Value, isTurned: boolean): Value => {
    const [batch = 1, rows = 1, columns = 1] = x.shape
    if (!isTurned) return x
    const shape = [batch, columns, rows]
    return context.writer.emit('Transpose', [x], { type: x.type, shape }, { perm: [0, 2, 1] })
  }
  const a = turned(inputOf(context, 0), transposeA)
  const b = turned(inputOf(context, 1), transposeB)
  return context.writer.emit('MatMul', [a, b], context)
}

/** Products, by the names of their primitives. */
export const productRows: Readonly<Record<string, OperatorRow>> = { matmul }
