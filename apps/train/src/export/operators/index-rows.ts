import { z } from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import {
  attributesOf,
  fixed,
  inputOf,
  type OperatorRow,
  type RowContext,
  wholeNumber,
} from './operator-row.ts'

const alongAxis = z.object({ axis: wholeNumber })

/** An index below 0 counts from the end in ONNX: here it is outside of its axis, and must be an error there too. */
function checkedIndices({ writer }: RowContext, indices: Value, length: number): Value {
  const { shape } = indices
  const isBelow = writer.emit('Less', [indices, writer.scalar(0, 'int32')], { type: 'bool', shape })
  const outside = writer.scalar(length, 'int32')
  return writer.emit('Where', [isBelow, outside, indices], { type: 'int32', shape })
}

const gather: OperatorRow = (context) => {
  const { axis } = attributesOf(context, alongAxis)
  const x = inputOf(context, 0)
  const [length = 0] = fixed(x.shape.slice(axis, axis + 1))
  const indices = checkedIndices(context, inputOf(context, 1), length)
  return context.writer.emit('Gather', [x, indices], context, { axis })
}

const argsort: OperatorRow = (context) => {
  const { axis, descending } = attributesOf(
    context,
    z.object({ axis: wholeNumber, descending: z.boolean() }),
  )
  const { writer, shape } = context
  const x = inputOf(context, 0)
  const count = writer.lengths([x.shape[axis] ?? 0])
  const [values, places] = [writer.names.unique('sorted'), writer.names.unique('places')]
  writer.append('TopK', [x, count], [values, places], {
    axis,
    largest: Number(descending),
    sorted: 1,
  })
  return writer.emit('Cast', [places], { type: 'int32', shape }, { to: 6 })
}

/** Operations that take elements by their place, by the names of their primitives. */
export const indexRows: Readonly<Record<string, OperatorRow>> = {
  gather,
  // What each of these gathers are its own indices, which it checks so.
  pick: gather,
  oneHot: gather,
  takeAlongAxis: gather,
  gatherAt: gather,
  takeRows: (context) =>
    context.writer.emit('GatherElements', [inputOf(context, 0), inputOf(context, 1)], context, {
      axis: 1,
    }),
  argsort,
}
