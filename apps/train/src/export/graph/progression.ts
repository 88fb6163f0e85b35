import type { TypedArray } from '@sobolev/core'
import type { GraphWriter, Value } from './graph-writer.ts'
import { type Length, lengthOf, rowsLength, stepsLength, VaryingLength } from './length.ts'
import type { ElementType } from './onnx-graph.ts'

/** A constant that has more elements where there are more rows or steps: block i of it is `base + i · step`. */
export interface Progression {
  /** How many blocks there are. */
  readonly count: VaryingLength
  readonly base: readonly number[]
  readonly step: readonly number[]
}

const rowsAndStepsLength = new VaryingLength(0, 0, 0, 1)

/** The progression that arrays at `tracedSizes` are; null where they are none. */
export function progressionOf(arrays: readonly TypedArray[]): Progression | null {
  const size = lengthOf(arrays.map(({ length }) => length))
  if (size === null || typeof size === 'number' || size.constant !== 0) return null
  const units = [rowsLength, stepsLength, rowsAndStepsLength] as const
  const widths = [size.perRow, size.perStep, size.perRowAndStep]
  const unit = widths.findIndex((width) => width !== 0)
  const [count, width = 0] = [units[unit], widths[unit]]
  if (count === undefined || widths.filter((other) => other !== 0).length !== 1) return null
  const [first] = arrays
  if (first === undefined) return null
  const base = Array.from(first.subarray(0, width), Number)
  const step = base.map((value, i) => Number(first[width + i]) - value)
  const isOne = arrays.every((data) =>
    data.every((value, i) => {
      const [block, within] = [Math.floor(i / width), i % width]
      return value === (base[within] ?? 0) + block * (step[within] ?? 0)
    }),
  )
  return isOne ? { count, base, step } : null
}

/** Writes a progression, [count · width] in the shape of the constant. */
export function writeProgression(
  { count, base, step }: Progression,
  { shape, dtype: type }: { readonly shape: readonly Length[]; readonly dtype: ElementType },
  writer: GraphWriter,
): Value {
  const width = base.length
  const int64 = (lengths: readonly Length[]) => ({ type: 'int64', shape: lengths }) as const
  const total = writer.emit('Squeeze', [writer.lengths([count]), writer.integers([0])], int64([]))
  const [zero, one] = [writer.integers([0], []), writer.integers([1], [])]
  const blocks = writer.emit('Range', [zero, total, one], int64([count]))
  const column = writer.emit('Reshape', [blocks, writer.integers([-1, 1])], int64([count, 1]))
  const numbers = writer.emit(
    'Cast',
    [column],
    { type, shape: [count, 1] },
    { to: castTo[type] ?? 1 },
  )
  const row = (data: readonly number[]): Value =>
    writer.store({ type, shape: [1, width], data }, `${type} row ${data}`)
  const moved = writer.emit('Mul', [numbers, row(step)], { type, shape: [count, width] })
  const sum = writer.emit('Add', [moved, row(base)], { type, shape: [count, width] })
  return writer.emit('Reshape', [sum, writer.reshapedLengths(shape)], { type, shape })
}

const castTo: Partial<Record<ElementType, number>> = { float32: 1, int32: 6, float64: 11 }
