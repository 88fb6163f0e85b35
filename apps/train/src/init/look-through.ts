import type { Task } from '../config/config.ts'
import { usualMissingValues } from '../config/missing-values-schema.ts'
import { quoted } from '../config/show.ts'
import { isPlain } from '../data/notation.ts'
import type { CsvLayout } from '../data/read-csv.ts'
import type { Decimal } from '../data/written-number.ts'
import {
  type ColumnSettings,
  type FoundColumn,
  type FoundTable,
  readColumns,
} from './read-columns.ts'
import { readTexts } from './read-texts.ts'
import { remedyFor } from './remedies.ts'

/** Something that a config must say for a table to be read, and why. */
interface Reasoned<T> {
  readonly value: T
  readonly reason: string
}

/** A table, and what a config must say for it to be read so. */
export interface ReadableTable extends FoundTable {
  /** Texts that hold no value beside the usual ones. */
  readonly missing: readonly Reasoned<readonly string[]>[]
  /** Usual texts for no value that are classes here. */
  readonly notMissing: readonly Reasoned<string>[]
  readonly settings: ReadonlyMap<string, Reasoned<ColumnSettings>>
}

/** What is looked through. */
export interface LookRequest {
  readonly path: string
  readonly layout: CsvLayout & { readonly separator: string }
  readonly target: string
  /** What the target is read as; null: what it looks like. */
  readonly task: Task | null
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** Reads a table, column by column, and finds what makes those readable that are not as they stand. */
export async function lookThrough(request: LookRequest): Promise<ReadableTable> {
  const { path, layout, target, task, onProgress } = request
  const missing: Reasoned<readonly string[]>[] = []
  const settings = new Map<string, Reasoned<ColumnSettings>>()
  const tried = new Set<string>()
  let notMissing: readonly Reasoned<string>[] = []
  for (;;) {
    const removed = notMissing.map(({ value }) => value)
    const missingValues = [...usualMissingValues, ...missing.flatMap(({ value }) => value)].filter(
      (text) => !removed.includes(text),
    )
    const ofColumns = Object.fromEntries([...settings].map(([name, { value }]) => [name, value]))
    const table = await readColumns({
      path,
      layout,
      target,
      task,
      missingValues,
      settings: ofColumns,
      onProgress,
    })
    if (notMissing.length === 0 && !tried.has('') && hasGaps(table.columns.get(target))) {
      tried.add('')
      notMissing = await classesAmongMissing(request)
      if (notMissing.length > 0) continue
    }
    const found = [...standInNumbers(table, target)].filter(
      ({ value: [text = ''] }) => !missingValues.includes(text),
    )
    missing.push(...found)
    const codes = [...table.columns.values()].filter(
      ({ name, areCodes }) => areCodes && name !== target && !settings.has(name),
    )
    for (const { name } of codes)
      settings.set(name, {
        value: { type: 'categorical' },
        reason: 'codes, whose zeros in front count',
      })
    if (found.length + codes.length > 0) continue
    const decimal = decimalOf(table)
    const troubled = [...table.columns.values()].filter(
      ({ name, column, onlyPoints }) =>
        !tried.has(name) && (column === null || (onlyPoints !== null && decimal === ',')),
    )
    if (troubled.length === 0) return { ...table, missing, notMissing, settings }
    const names = troubled.map(({ name }) => name)
    const texts = await readTexts(path, layout, names, missingValues)
    const classes = classesOf(table.columns.get(target))
    for (const name of names) {
      const ofColumn = texts.get(name) ?? null
      const written = { decimal, separator: layout.separator }
      const remedy = ofColumn && remedyFor(ofColumn, written)
      const isClass = remedy?.missing?.some((text) => classes.includes(text)) === true
      // What has been given separators may still have texts among its numbers, and the other way round: twice is enough.
      if (remedy === null || isClass || settings.has(name)) tried.add(name)
      if (remedy === null || isClass) continue
      const reason = `${name}: ${remedy.reason}`
      if (remedy.missing) missing.push({ value: remedy.missing, reason })
      if (remedy.settings) settings.set(name, { value: remedy.settings, reason: remedy.reason })
    }
  }
}

const hasGaps = (found: FoundColumn | undefined): boolean =>
  found?.column !== null && found?.column.firstMissing !== null

const classesOf = (found: FoundColumn | undefined): readonly string[] =>
  found?.column?.kind === 'categorical' ? found.column.categories : []

/**
 * Numbers such as -999, far from all others of a column, that recur. What holds no value holds none in any column: a
 * number that is one like others somewhere, or is in the target, is left.
 */
function* standInNumbers(
  { columns }: FoundTable,
  target: string,
): Iterable<Reasoned<readonly string[]>> {
  const numeric = [...columns.values()].flatMap(({ name, column }) =>
    column?.kind === 'numeric' && column.notation.kind === 'number' ? [{ name, column }] : [],
  )
  for (const standIn of usualStandIns) {
    const found = numeric.flatMap(({ name, column }) => {
      const { cells, low, high } = apartFrom(standIn, column.values)
      if (cells === 0) return []
      const distance = standIn < low ? low - standIn : standIn - high
      const isFar = name !== target && low < high && distance > 2 * (high - low)
      return [{ name, cells, low, high, isFar }]
    })
    if (!found.every(({ isFar }) => isFar)) continue
    for (const { name, cells, low, high } of found) {
      if (cells < 2) continue
      const range = `from ${Number(low.toPrecision(6))} to ${Number(high.toPrecision(6))}`
      const reason = `${name}: ${cells} cells are ${standIn} among numbers ${range}, which is likely no value`
      yield { value: [String(standIn)], reason }
    }
  }
}

/** How many values are a number, and between which the others are. */
function apartFrom(number: number, values: ArrayLike<number>) {
  let [cells, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value === number) cells++
    else {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return { cells, low, high }
}

const usualStandIns = [-99, -999, -9999, -99999, 999, 9999, 99999, 999999]

/** The decimal separator that columns show without doubt. */
function decimalOf({ columns }: FoundTable): Decimal | null {
  const numeric = [...columns.values()].flatMap(({ column, onlyPoints }) =>
    column?.kind === 'numeric' && onlyPoints === null ? column : [],
  )
  const hasCommas = numeric.some(
    ({ notation }) => notation.kind === 'number' && notation.decimal === ',',
  )
  if (hasCommas) return ','
  const hasPoints = numeric.some(
    ({ notation, values }) =>
      isPlain(notation) && values.some((value) => !Number.isNaN(value) && !Number.isInteger(value)),
  )
  return hasPoints ? '.' : null
}

/** Usual texts for no value that must be classes: without them there is one class, or the others are codes such as EU. */
async function classesAmongMissing({
  path,
  layout,
  target,
}: LookRequest): Promise<Reasoned<string>[]> {
  const found = (await readTexts(path, layout, [target], [])).get(target)
  if (!found) return []
  const isGap = (text: string): boolean => usualMissingValues.includes(text)
  const others = found.texts.filter((text) => !isGap(text))
  const areCodes = others.length > 0 && others.every((text) => /^[A-Z]{2,3}$/.test(text))
  return found.texts.flatMap((text, i) => {
    const count = found.counts[i] ?? 0
    const isNeeded = others.length === 1 && count > 1
    if (!isGap(text) || text === '' || !(isNeeded || (areCodes && text === 'NA'))) return []
    const why = isNeeded
      ? `${quoted(text)} in ${count} rows is a class, as there is but one other`
      : `${quoted(text)} in ${count} rows is a class, a code as the others are`
    return [{ value: text, reason: why }]
  })
}
