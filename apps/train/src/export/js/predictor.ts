import { type Notation, readerOf } from '../../data/notation.ts'
import { CellReader, type ColumnSource, columnOf, type Row, wrongCell } from './cells-of-rows.ts'
import { type EvaluatedGraph, evaluate } from './evaluate.ts'
import { type ArrayValue, type NumberType, numbersOf, sizeOf } from './values.ts'

/** What an exported module holds beside its weights. */
export interface ModuleDescription {
  readonly name: string
  readonly graph: EvaluatedGraph
  /** Tensors by their place among the bytes, or texts. */
  readonly stored: readonly (
    | {
        readonly name: string
        readonly shape: readonly number[]
        readonly texts: readonly string[]
      }
    | {
        readonly name: string
        readonly shape: readonly number[]
        readonly type: NumberType
        readonly offset: number
      }
  )[]
  readonly columns: readonly ColumnSource[]
  /** Of images: the one input with all pixels of a row, and their columns. */
  readonly pixels: { readonly shape: readonly number[]; readonly columns: readonly string[] } | null
  readonly missingValues: readonly string[]
  readonly sequence: {
    readonly id: string
    readonly time: { readonly name: string; readonly notation: Notation } | null
    readonly target: 'id' | 'step'
    /** Always so many steps; null: as many as the longest sequence has. */
    readonly steps: number | null
    /** The input of the graph that says how many steps each sequence has; null: no other than `steps`. */
    readonly lengths: string | null
  } | null
  /** What a prediction holds, by the outputs of the graph. */
  readonly outputs: readonly { readonly name: string; readonly keys: readonly string[] }[]
}

/** A prediction by names, such as `prediction` and `probability_<class>`. */
export type Prediction = Readonly<Record<string, string | number>>

const ROWS_AT_ONCE = 1024

/** The function `predict` of a module. `evaluateGraph`: what computes the outputs of its graph. */
export function predictorOf(
  description: ModuleDescription,
  base64: string,
  evaluateGraph: typeof evaluate = evaluate,
): (rows: readonly Row[]) => (Prediction | null)[] {
  const stored = storedValues(description, base64)
  const reader = new CellReader(description.missingValues)
  return (rows) => {
    if (!Array.isArray(rows))
      throw new TypeError(
        'predict: must be given an array of rows, objects with a value for each column',
      )
    rows.forEach((row: unknown, index) => {
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw new TypeError(
          `predict: row ${index + 1} must be an object, got ${JSON.stringify(row)}`,
        )
    })
    const work = { rows, stored, reader, evaluateGraph }
    return description.sequence === null
      ? predictRows(description, work)
      : predictSequences(description, description.sequence, work)
  }
}

interface Work {
  readonly rows: readonly Row[]
  readonly stored: ReadonlyMap<string, ArrayValue>
  readonly reader: CellReader
  readonly evaluateGraph: typeof evaluate
}

const hasAll = ({ columns }: ModuleDescription, reader: CellReader, row: Row): boolean =>
  columns.every(({ column, isNeeded }) => !isNeeded || !reader.isMissing(row[column]))

function predictRows(
  description: ModuleDescription,
  { rows, stored, reader, evaluateGraph }: Work,
): (Prediction | null)[] {
  const results: (Prediction | null)[] = rows.map(() => null)
  const usable = [...rows.keys()].filter((i) => hasAll(description, reader, rows[i] ?? {}))
  for (let from = 0; from < usable.length; from += ROWS_AT_ONCE) {
    const batch = usable.slice(from, from + ROWS_AT_ONCE)
    const taken = batch.map((i) => rows[i] ?? {})
    const placeOf = (index: number): string => `row ${(batch[index] ?? 0) + 1}`
    const given = new Map(stored)
    for (const source of description.columns)
      given.set(source.input, columnOf(reader, source, taken, [taken.length, 1], placeOf))
    if (description.pixels !== null)
      given.set('pixels', pixelsOf(description.pixels, reader, taken, placeOf))
    const predictions = predictionsOf(description, given, evaluateGraph)
    batch.forEach((row, index) => {
      results[row] = predictions[index] ?? null
    })
  }
  return results
}

function pixelsOf(
  { shape, columns }: NonNullable<ModuleDescription['pixels']>,
  reader: CellReader,
  rows: readonly Row[],
  placeOf: (index: number) => string,
): ArrayValue {
  const count = sizeOf(shape)
  const data = new Float64Array(rows.length * count)
  columns.forEach((column, place) => {
    const source: ColumnSource = {
      input: 'pixels',
      column,
      kind: 'number',
      notation: null,
      isNeeded: false,
    }
    const { data: values } = numbersOf(columnOf(reader, source, rows, [rows.length], placeOf))
    values.forEach((value, row) => {
      data[row * count + place] = value
    })
  })
  return { type: 'float64', shape: [rows.length, ...shape], data }
}

/** A prediction for each sequence, in the order of their first rows; or for each row, where each step has a target. */
function predictSequences(
  description: ModuleDescription,
  sequence: NonNullable<ModuleDescription['sequence']>,
  { rows, stored, reader, evaluateGraph }: Work,
): (Prediction | null)[] {
  const steps = new Map<string, number[]>()
  rows.forEach((row, index) => {
    const cell = row[sequence.id]
    const id = cell === undefined || cell === null ? '' : String(cell).trim()
    if (id === '') throw wrongCell(`row ${index + 1}`, sequence.id, 'the id of a sequence', cell)
    const known = steps.get(id) ?? []
    steps.set(id, known)
    if (hasAll(description, reader, row)) known.push(index)
  })
  const { time } = sequence
  if (time !== null) {
    const times = rows.map((row, index) => timeOf(row, time, reader, `row ${index + 1}`))
    for (const list of steps.values())
      list.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  }
  const sequences = [...steps].filter(([, { length }]) => length > 0)
  const results: (Prediction | null)[] = sequence.target === 'step' ? rows.map(() => null) : []
  const longest = sequences.reduce((most, [, { length }]) => Math.max(most, length), 1)
  if (sequence.lengths === null) checkLengths(sequence.steps, sequences)
  if (sequence.steps !== null && longest > sequence.steps)
    throw new RangeError(
      `predict: a sequence must have at most ${sequence.steps} steps, got ${longest}; divide it`,
    )
  const room = sequence.steps ?? longest
  const atOnce = Math.max(16, Math.floor(65_536 / room))
  for (let from = 0; from < sequences.length; from += atOnce) {
    const batch = sequences.slice(from, from + atOnce)
    const places = batch.flatMap(([, list]) =>
      Array.from({ length: room }, (_, i) => list[i] ?? -1),
    )
    const taken = places.map((place) => rows[place] ?? null)
    const shape = [batch.length, room]
    const placeOf = (index: number): string => `row ${(places[index] ?? 0) + 1}`
    const given = new Map(stored)
    for (const source of description.columns)
      given.set(source.input, columnOf(reader, source, taken, shape, placeOf))
    if (sequence.lengths !== null) {
      const lengths = Float64Array.from(batch, ([, { length }]) => length)
      given.set(sequence.lengths, { type: 'int64', shape: [batch.length], data: lengths })
    }
    const predictions = predictionsOf(description, given, evaluateGraph)
    if (sequence.target === 'id')
      batch.forEach(([id], index) => {
        results.push({ id, ...predictions[index] })
      })
    else
      places.forEach((row, index) => {
        if (row >= 0) results[row] = predictions[index] ?? null
      })
  }
  return results
}

/** Throws a RangeError naming a sequence with another number of steps than the layers take. */
function checkLengths(
  steps: number | null,
  sequences: readonly (readonly [id: string, rows: readonly number[]])[],
): void {
  const other = sequences.find(([, { length }]) => length !== steps)
  if (other === undefined) return
  const [id, { length }] = other
  throw new RangeError(
    `predict: the sequence ${JSON.stringify(id)} must have ${steps} steps, as those that the model was trained on, got ${length}`,
  )
}

function timeOf(
  row: Row,
  { name, notation }: { readonly name: string; readonly notation: Notation },
  reader: CellReader,
  place: string,
): number {
  const cell = row[name]
  const value =
    typeof cell === 'number'
      ? cell
      : reader.isMissing(cell)
        ? Number.NaN
        : readerOf(notation)(String(cell))
  if (Number.isNaN(value)) throw wrongCell(place, name, 'a time', cell)
  return value
}

/** What the graph gives for each row, or each step, by the names that `predict` has for it. */
function predictionsOf(
  { graph, outputs }: ModuleDescription,
  given: ReadonlyMap<string, ArrayValue>,
  evaluateGraph: typeof evaluate,
): Prediction[] {
  const values = evaluateGraph(graph, given)
  const count = sizeOf(values[0]?.shape ?? [])
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      outputs.flatMap(({ keys }, output) =>
        keys.map((key, i): [string, string | number] => [
          key,
          values[output]?.data[row * keys.length + i] ?? Number.NaN,
        ]),
      ),
    ),
  )
}

/** The weights and other tensors of a module, by name. */
function storedValues({ stored }: ModuleDescription, base64: string): Map<string, ArrayValue> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return new Map(
    stored.map((entry): [string, ArrayValue] => {
      const { name, shape } = entry
      if ('texts' in entry) return [name, { type: 'string', shape, data: entry.texts }]
      const { type, offset } = entry
      return [name, { type, shape, data: elementsAt(bytes, type, offset, sizeOf(shape)) }]
    }),
  )
}

function elementsAt(bytes: Uint8Array, type: NumberType, offset: number, size: number) {
  switch (type) {
    case 'float32':
      return new Float32Array(bytes.buffer, offset, size)
    case 'float64':
      return new Float64Array(bytes.buffer, offset, size)
    case 'bool':
      return new Uint8Array(bytes.buffer, offset, size)
    case 'int32':
      return new Int32Array(bytes.buffer, offset, size)
    case 'int64':
      return Float64Array.from(new Int32Array(bytes.buffer, offset, size))
  }
}
