import { parseNumber } from '../data/parse-number.ts'
import type { NumericInput, Preprocessing } from '../data/preprocessing.ts'
import { datePart } from './dates.ts'
import type { GraphWriter, Value } from './graph/graph-writer.ts'
import { type Length, rowsLength, stepsLength } from './graph/length.ts'
import type { ValueDeclaration } from './graph/onnx-graph.ts'
import type { ColumnSource } from './js/cells-of-rows.ts'
import type { SequenceForm } from './trace-function.ts'
import {
  areAlike,
  asFeature,
  encoded,
  joined,
  numberOf,
  scaled,
  withoutMissing,
} from './written-features.ts'

/** The inputs of a model as columns of a file, made into what the model takes. */
export interface RawInputs {
  readonly declarations: readonly ValueDeclaration[]
  /** float32 [rows, features], or [rows, steps, features]. */
  readonly features: Value
  /** int64 [rows]: how many steps each sequence has; null where all steps are there. */
  readonly lengths: Value | null
  /** The column of each input; none of images. */
  readonly sources: readonly ColumnSource[]
}

/**
 * Declares an input for each column that is read, of images one for all pixels, and writes what preprocessing does:
 * fill, offset and scale, a number for each category, parts of dates, in float64 as in training.
 */
export function writeRawInputs(
  writer: GraphWriter,
  preprocessing: Preprocessing,
  form: SequenceForm | null,
): RawInputs {
  const { inputs, sequence } = preprocessing
  const steps = form?.steps ?? 1
  const room = steps === 'any' ? stepsLength : steps
  const shape: Length[] = [rowsLength, room]
  const declarations: ValueDeclaration[] = []
  const columns = new Map<string, Value>()
  const sources: ColumnSource[] = []
  const declare = (
    name: string,
    declared: Omit<ValueDeclaration, 'name'>,
    lengths: Length[],
  ): Value => {
    const value = { name: writer.names.unique(name), type: declared.type }
    declarations.push({ ...declared, name: value.name })
    return { ...value, shape: lengths, stored: lengths }
  }
  const named = (lengths: readonly Length[]): (number | string)[] =>
    lengths.map((length) =>
      length === rowsLength ? 'rows' : length === stepsLength ? 'steps' : numberOf(length),
    )
  const pixels = pixelsOf(preprocessing)
  if (pixels !== null) {
    const { shape: image = [], first } = pixels
    const whole = [rowsLength, ...image]
    const words = `pixels, ${image.join(' × ')} of each row, as the file has them`
    const given = declare('pixels', { type: 'float64', shape: named(whole), words }, whole)
    writer.findSizes({ input: given.name, rowsAxis: 0, stepsAxis: null })
    const flat = [rowsLength, inputs.length]
    const lengths = writer.reshapedLengths(flat)
    const rows = writer.emit('Reshape', [given, lengths], { type: 'float64', shape: flat })
    return { declarations, features: scaled(writer, rows, [first]), lengths: null, sources }
  }
  const columnOf = (
    source: Omit<ColumnSource, 'input'>,
    declared: Omit<ValueDeclaration, 'name' | 'shape'>,
  ): Value => {
    const { column, kind } = source
    const key = kind === 'dateInUtc' ? `${column} in UTC` : column
    const known = columns.get(key)
    if (known) return known
    const value = declare(key, { ...declared, shape: named(shape) }, shape)
    columns.set(key, value)
    sources.push({ ...source, input: value.name })
    return value
  }
  const missingNumbers = missingNumbersOf(preprocessing)
  const isSequence = sequence !== undefined
  const groups: FeatureGroup[] = []
  for (const input of inputs) {
    const isNeeded = input.missing === 'drop'
    if (input.kind === 'categorical') {
      const source = { column: input.name, kind: 'text', notation: null, isNeeded } as const
      const column = columnOf(source, { type: 'string', words: 'text, "" where it is missing' })
      groups.push({
        kind: 'texts',
        write: () => encoded(writer, asFeature(writer, column, isSequence), input, preprocessing),
      })
      continue
    }
    const { notation, fileColumn } = input
    const isDate = notation.kind === 'date'
    const isUtc = isDate && notation.zoned && ['days', 'seconds'].includes(notation.part)
    const kind = isUtc ? 'dateInUtc' : isDate ? 'date' : 'number'
    const words = isDate ? dateWords : 'number, NaN where it is missing'
    const source = { column: fileColumn, kind, notation, isNeeded } as const
    const column = columnOf(source, { type: 'float64', words })
    const write = (): Value => {
      const value = isDate ? datePart(writer, column, notation.part) : column
      const present = isDate ? value : withoutMissing(writer, value, missingNumbers)
      return asFeature(writer, present, isSequence)
    }
    const last = groups.at(-1)
    const before = last?.kind === 'numbers' ? last.columns.at(-1)?.input : undefined
    if (last?.kind === 'numbers' && before && areAlike(before, input))
      last.columns.push({ input, write })
    else groups.push({ kind: 'numbers', columns: [{ input, write }] })
  }
  const lengthsGiven =
    form?.hasLengths !== true
      ? null
      : declare(
          'lengths',
          { type: 'int64', shape: ['rows'], words: 'how many steps of each sequence are there' },
          [rowsLength],
        )
  const [column] = columns.values()
  if (column === undefined) throw new TypeError('writeRawInputs: there must be an input')
  writer.findSizes({
    input: column.name,
    rowsAxis: 0,
    stepsAxis: steps === 'any' ? 1 : null,
  })
  const lead = isSequence ? [rowsLength, room] : [rowsLength]
  const written = groups.map((group) =>
    group.kind === 'texts'
      ? group.write()
      : scaled(
          writer,
          joined(
            writer,
            lead,
            group.columns.map(({ write }) => write()),
          ),
          group.columns.map(({ input }) => input),
        ),
  )
  const features = joined(writer, lead, written)
  return { declarations, features, lengths: lengthsGiven, sources }
}

/** Inputs next to each other that are prepared together. */
type FeatureGroup =
  | { readonly kind: 'texts'; readonly write: () => Value }
  | {
      readonly kind: 'numbers'
      readonly columns: { readonly input: NumericInput; readonly write: () => Value }[]
    }

const dateWords =
  'date, seconds since 1970-01-01T00:00 on the clock it is written in (in UTC where the name says so), NaN where it is missing'

/** Numbers that stand for no value, such as -999. */
const missingNumbersOf = ({ missingValues }: Preprocessing): number[] =>
  missingValues.map(parseNumber).filter((value) => !Number.isNaN(value))

/** The shape of images whose pixels are all inputs and scaled alike; null for a table. */
function pixelsOf({ inputs, shape }: Preprocessing): {
  readonly shape: readonly number[]
  readonly first: NumericInput
} | null {
  const [first] = inputs
  if (shape === undefined || first?.kind !== 'numeric') return null
  const isWhole = shape.reduce((product, length) => product * length, 1) === inputs.length
  const isAlike = inputs.every(
    (input) =>
      input.kind === 'numeric' && input.offset === first.offset && input.scale === first.scale,
  )
  // No pixel is ever missing.
  return isWhole && isAlike ? { shape, first: { ...first, fill: null } } : null
}
