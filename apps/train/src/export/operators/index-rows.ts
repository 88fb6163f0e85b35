import * as z from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import {
  attributesOf,
  inputOf,
  type OperatorRow,
  type RowContext,
  wholeNumber,
} from './operator-row.ts'

const alongAxis = z.object({ axis: wholeNumber })

/** Outside of every axis. */
const NO_INDEX = 2_147_483_647

/** An index below 0 counts from the end in ONNX: here it is outside of its axis, and must be an error there too. */
function checkedIndices({ writer }: RowContext, indices: Value): Value {
  const { shape } = indices
  const isBelow = writer.emit('Less', [indices, writer.scalar(0, 'int32')], { type: 'bool', shape })
  return writer.emit('Where', [isBelow, writer.scalar(NO_INDEX, 'int32'), indices], {
    type: 'int32',
    shape,
  })
}

const gather: OperatorRow = (context) => {
  const { axis } = attributesOf(context, alongAxis)
  const indices = checkedIndices(context, inputOf(context, 1))
  return context.writer.emit('Gather', [inputOf(context, 0), indices], context, { axis })
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
