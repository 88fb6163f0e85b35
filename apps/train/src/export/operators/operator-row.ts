import * as z from 'zod'
import type { GraphWriter, Value } from '../graph/graph-writer.ts'
import { type Length, sameLength, VaryingLength } from '../graph/length.ts'
import type { ElementType } from '../graph/onnx-graph.ts'

/** What a row of the table of operators is given of an operation. */
export interface RowContext {
  readonly writer: GraphWriter
  readonly inputs: readonly Value[]
  /** The attributes of the primitive, with a `Length` for each number. */
  readonly attributes: unknown
  /** What the operation gives. */
  readonly shape: readonly Length[]
  readonly type: ElementType
}

/** Writes an operation of the library as operators of ONNX. */
export type OperatorRow = (context: RowContext) => Value

/** The input of a number, with all of its elements in place. */
export function inputOf({ inputs, writer }: RowContext, index: number): Value {
  return writer.whole(looseInputOf({ inputs }, index))
}

/** The input of a number, which may still be to be repeated. */
export function looseInputOf({ inputs }: Pick<RowContext, 'inputs'>, index: number): Value {
  const input = inputs[index]
  if (input === undefined) throw new TypeError(`operator row: there is no input ${index}`)
  return input
}

/** A whole number that does not vary. */
export const wholeNumber = z.int()
/** A length, which may vary. */
export const length = z.union([wholeNumber, z.instanceof(VaryingLength)])

/** Something that works for a fixed number of rows and steps alone. */
export class FixedLengthError extends Error {
  override readonly name = 'FixedLengthError'
}

/** The attributes in a form. Throws a FixedLengthError where a number varies that the row cannot let vary. */
export function attributesOf<T>({ attributes }: RowContext, form: z.ZodType<T>): T {
  const parsed = form.safeParse(attributes)
  if (parsed.success) return parsed.data
  throw new FixedLengthError(
    'what it does goes by the number of rows or steps in a way that has no operator',
  )
}

/** Lengths that do not vary. Throws a FixedLengthError for others. */
export function fixed(lengths: readonly Length[]): number[] {
  return lengths.map((one) => {
    if (typeof one === 'number') return one
    throw new FixedLengthError('the axes it works along must have a fixed length')
  })
}

/** What shapes broadcast to. */
export function broadcastLengths(...shapes: readonly (readonly Length[])[]): Length[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)
    return lengths.find((one) => !sameLength(one, 1)) ?? 1
  })
}
