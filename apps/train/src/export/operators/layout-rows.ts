import * as z from 'zod'
import type { Value } from '../graph/graph-writer.ts'
import { type Length, lengthSum, sameLength } from '../graph/length.ts'
import {
  attributesOf,
  FixedLengthError,
  fixed,
  inputOf,
  length,
  looseInputOf,
  type OperatorRow,
  wholeNumber,
} from './operator-row.ts'

const block = z.object({
  starts: z.array(length),
  steps: z.array(wholeNumber),
  shape: z.array(length),
})

/** Where a slice with a negative step ends that takes the first element: before any element there may be. */
const BEFORE_ALL = -2_147_483_648

const slice: OperatorRow = (context) => {
  const x = inputOf(context, 0)
  const { starts, steps, shape } = attributesOf(context, block)
  const axes = shape.flatMap((count, axis) =>
    starts[axis] === 0 && steps[axis] === 1 && sameLength(count, x.shape[axis] ?? -1) ? [] : [axis],
  )
  if (axes.length === 0) return x
  const ends = axes.map((axis): Length => {
    const [start = 0, step = 1, count = 0] = [starts[axis], steps[axis], shape[axis]]
    if (step === 1) return lengthSum(start, count)
    const [first = 0, places = 0] = fixed([start, count])
    const end = first + places * step
    return end < 0 ? BEFORE_ALL : end
  })
  const { writer } = context
  const inputs = [
    writer.lengths(axes.map((axis) => starts[axis] ?? 0)),
    writer.lengths(ends),
    writer.integers(axes),
    writer.integers(axes.map((axis) => steps[axis] ?? 1)),
  ]
  return writer.emit('Slice', [x, ...inputs], context)
}

const pad: OperatorRow = (context) => {
  const x = inputOf(context, 0)
  const { starts, steps, shape } = attributesOf(context, block)
  if (steps.some((step) => step !== 1))
    throw new FixedLengthError('zeros between the elements of a tensor have no operator')
  const after = shape.map((whole, axis) =>
    lengthSum(whole, starts[axis] ?? 0, x.shape[axis] ?? 0, [1, -1, -1]),
  )
  return padded(context, x, starts, after)
}

/** `x` with zeros around it; false of booleans, which `Pad` does not take. */
export function padded(
  { writer, shape, type }: Parameters<OperatorRow>[0],
  x: Value,
  before: readonly Length[],
  after: readonly Length[],
): Value {
  const widths = writer.lengths([...before, ...after])
  if (type !== 'bool') return writer.emit('Pad', [x, widths], { type, shape })
  const numbers = writer.emit('Cast', [x], { type: 'float32', shape: x.shape }, { to: 1 })
  const around = writer.emit('Pad', [numbers, widths], { type: 'float32', shape })
  return writer.emit('Cast', [around], { type, shape }, { to: 9 })
}

/** An operation of the elements along some axes next to each other. */
const reduced =
  (operator: 'ReduceSum' | 'ReduceMax' | 'ReduceMin'): OperatorRow =>
  (context) => {
    const { from, to } = attributesOf(context, run)
    const axes = Array.from({ length: to - from }, (_, i) => from + i)
    const { writer, shape, type } = context
    const asNumbers = type === 'bool' ? 'int32' : type
    const given = inputOf(context, 0)
    const x =
      type === 'bool'
        ? writer.emit('Cast', [given], { type: 'int32', shape: given.shape }, { to: 6 })
        : given
    const result = { type: asNumbers, shape } as const
    const found =
      operator === 'ReduceSum'
        ? writer.emit(operator, [x, writer.integers(axes)], result, { keepdims: 0 })
        : writer.emit(operator, [x], result, { axes, keepdims: 0 })
    return type === 'bool' ? writer.emit('Cast', [found], { type, shape }, { to: 9 }) : found
  }

const run = z.object({ from: wholeNumber, to: wholeNumber })

const extremumPlace =
  (operator: 'ArgMax' | 'ArgMin'): OperatorRow =>
  (context) => {
    const { from } = attributesOf(context, run)
    const { writer, shape } = context
    const place = writer.emit(
      operator,
      [inputOf(context, 0)],
      { type: 'int64', shape },
      { axis: from, keepdims: 0 },
    )
    return writer.emit('Cast', [place], context, { to: 6 })
  }

/** Operations that move, repeat and add elements, by the names of their primitives. */
export const layoutRows: Readonly<Record<string, OperatorRow>> = {
  transpose(context) {
    const { axes } = attributesOf(context, z.object({ axes: z.array(wholeNumber) }))
    return context.writer.emit('Transpose', [inputOf(context, 0)], context, { perm: axes })
  },
  broadcastTo: (context) => ({ ...looseInputOf(context, 0), shape: context.shape }),
  slice,
  pad,
  concat(context) {
    const { axis } = attributesOf(context, z.object({ axis: wholeNumber }))
    const inputs = context.inputs.map((_, index) => inputOf(context, index))
    return context.writer.emit('Concat', inputs, context, { axis })
  },
  sum: reduced('ReduceSum'),
  max: reduced('ReduceMax'),
  min: reduced('ReduceMin'),
  any: reduced('ReduceMax'),
  all: reduced('ReduceMin'),
  argmax: extremumPlace('ArgMax'),
  argmin: extremumPlace('ArgMin'),
}
