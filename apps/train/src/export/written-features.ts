import { MissingValues } from '../data/cells.ts'
import type { CategoricalInput, NumericInput, Preprocessing } from '../data/preprocessing.ts'
import type { GraphWriter, Value } from './graph/graph-writer.ts'
import { type Length, VaryingLength } from './graph/length.ts'
import { writeCurve } from './written-curves.ts'

/** From this size on, a column of the file keeps its numbers in float64, which time stamps need. */
const FLOAT64_FROM = 1_048_576

/** A length as a number; 0 where it varies. */
export const numberOf = (length: Length): number => (length instanceof VaryingLength ? 0 : length)

/** Features [...lead, n] side by side. */
export function joined(
  writer: GraphWriter,
  lead: readonly Length[],
  parts: readonly Value[],
): Value {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const count = parts.reduce((sum, { shape }) => sum + numberOf(shape.at(-1) ?? 0), 0)
  return writer.emit(
    'Concat',
    parts,
    { type: first?.type ?? 'float32', shape: [...lead, count] },
    { axis: lead.length },
  )
}

/** Whether numbers of two inputs side by side can be prepared together. */
export const areAlike = (one: NumericInput, other: NumericInput): boolean =>
  one.smoothClip === other.smoothClip &&
  [one, other].every(({ curve, indicator }) => curve === undefined && indicator !== true)

/**
 * Numbers of cells, one column for each of `inputs`, which are alike, as the model takes them: filled, through their curve,
 * shifted, scaled and clipped, with what says that they were missing behind them; float32.
 */
export function scaled(writer: GraphWriter, given: Value, inputs: readonly NumericInput[]): Value {
  const { shape } = given
  const float64 = { type: 'float64', shape } as const
  const vector = (numbers: readonly number[]): Value => {
    const [first = 0] = numbers
    if (numbers.every((number) => Object.is(number, first))) return writer.scalar(first, 'float64')
    const data = Float64Array.from(numbers)
    return writer.store({ type: 'float64', shape: [data.length], data }, data)
  }
  // A column of the file is kept in float32 but for large numbers.
  const narrow = writer.emit('Cast', [given], { type: 'float32', shape }, { to: 1 })
  const rounded = writer.emit('Cast', [narrow], float64, { to: 11 })
  const isLarge = writer.emit(
    'GreaterOrEqual',
    [writer.emit('Abs', [given], float64), writer.scalar(FLOAT64_FROM, 'float64')],
    { type: 'bool', shape },
  )
  const kept = writer.emit('Where', [isLarge, given, rounded], float64)
  const fills = inputs.map(({ fill }) => fill ?? Number.NaN)
  const isMissing = writer.emit('IsNaN', [kept], { type: 'bool', shape })
  const filled = fills.every(Number.isNaN)
    ? kept
    : writer.emit('Where', [isMissing, vector(fills), kept], float64)
  const [{ curve, smoothClip, indicator } = {}] = inputs
  const numbers = curve === undefined ? filled : writeCurve(writer, filled, curve)
  const offsets = inputs.map(({ offset }) => offset)
  const shifted = offsets.every((offset) => offset === 0)
    ? numbers
    : writer.emit('Sub', [numbers, vector(offsets)], float64)
  const scales = inputs.map(({ scale }) => scale)
  const divided = scales.every((scale) => scale === 1)
    ? shifted
    : writer.emit('Div', [shifted, vector(scales)], float64)
  const clipped = smoothClip === undefined ? divided : writeClip(writer, divided, smoothClip)
  const float32 = { type: 'float32', shape } as const
  const number = writer.emit('Cast', [clipped], float32, { to: 1 })
  if (indicator !== true) return number
  const mark = writer.emit('Cast', [isMissing], float32, { to: 1 })
  return joined(writer, shape.slice(0, -1), [number, mark])
}

/** z / √(1 + (z / bound)²). */
function writeClip(writer: GraphWriter, z: Value, bound: number): Value {
  const apply = (operator: string, ...inputs: Value[]): Value =>
    writer.emit(operator, inputs, { type: 'float64', shape: z.shape })
  const share = apply('Div', z, writer.scalar(bound, 'float64'))
  const squares = apply('Add', apply('Mul', share, share), writer.scalar(1, 'float64'))
  return apply('Div', z, apply('Sqrt', squares))
}

/** NaN in place of numbers that stand for no value. */
export function withoutMissing(
  writer: GraphWriter,
  cells: Value,
  missing: readonly number[],
): Value {
  const { shape } = cells
  return missing.reduce((given, number) => {
    const isMissing = writer.emit('Equal', [cells, writer.scalar(number, 'float64')], {
      type: 'bool',
      shape,
    })
    return writer.emit('Where', [isMissing, writer.scalar(Number.NaN, 'float64'), given], {
      type: 'float64',
      shape,
    })
  }, cells)
}

/** A column as a feature, [..., 1]: one of sequences is [rows, steps]. */
export function asFeature(writer: GraphWriter, column: Value, isSequence: boolean): Value {
  if (!isSequence) return column
  const { type, shape } = column
  return writer.emit('Unsqueeze', [column, writer.integers([-1])], { type, shape: [...shape, 1] })
}

/**
 * A 1 at the category of each text, zeros for others, float32 [..., categories]; or as one number [..., 1], with a sign or
 * an index.
 */
export function encoded(
  writer: GraphWriter,
  texts: Value,
  { categories, fill, encoding }: CategoricalInput,
  { missingValues }: Preprocessing,
): Value {
  const missing = new MissingValues(missingValues)
  const isText = (category: string | null): category is string => category !== null
  const known = new Map(categories.filter(isText).map((text) => [text, categories.indexOf(text)]))
  const ofMissing = categories.indexOf(fill)
  for (const text of ['', ...missingValues.map((value) => value.trim())])
    if (missing.has(text) || !known.has(text)) known.set(text, ofMissing)
  const { shape } = texts
  if (encoding !== undefined) {
    const numberOfPlace = (place: number): number => {
      if (place < 0) return 0
      return encoding === 'sign' ? 2 * place - 1 : place + 1
    }
    const number = writer.emit(
      'LabelEncoder',
      [texts],
      { type: 'int64', shape, domain: 'ai.onnx.ml' },
      {
        keys_strings: [...known.keys()],
        values_int64s: [...known.values()].map(numberOfPlace),
        default_int64: 0,
      },
    )
    return writer.emit('Cast', [number], { type: 'float32', shape }, { to: 1 })
  }
  const numbers = writer.emit(
    'LabelEncoder',
    [texts],
    { type: 'int64', shape, domain: 'ai.onnx.ml' },
    {
      keys_strings: [...known.keys()],
      values_int64s: [...known.values()],
      default_int64: -1,
    },
  )
  const wide = [...shape.slice(0, -1), categories.length]
  const positions = writer.integers([...categories.keys()])
  const isCategory = writer.emit('Equal', [numbers, positions], { type: 'bool', shape: wide })
  return writer.emit('Cast', [isCategory], { type: 'float32', shape: wide }, { to: 1 })
}
