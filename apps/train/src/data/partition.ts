import type { ColumnSplitConfig } from '../config/config.ts'
import { flow, listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { type Fault, InputError } from '../errors.ts'
import type { Column } from './column.ts'
import { parseNumber } from './parse-number.ts'
import { pick } from './rows.ts'
import { sameCell } from './same-number.ts'
import { exampleWord } from './sequences.ts'
import { type Folds, type Shuffler, type Split, splitByFraction, splitIntoFolds } from './split.ts'
import { columnOf, type Table } from './table.ts'

/** The parts of the data, in the order in which messages list them. */
export const partNames = ['training', 'validation', 'test'] as const

export type PartName = (typeof partNames)[number]

/** Whole numbers from which a column is taken for cross-validation folds; fewer may be codes of the parts. */
const MIN_FOLDS = 4

/** The rows of each part, ascending. */
export type Parts = Readonly<Record<PartName, Int32Array>>

/** Splits off a random fraction of `rows`, with `stratify` the same fraction of every class of `target`. */
export function byFraction(
  table: Table,
  rows: Int32Array,
  options: {
    part: 'validation' | 'test'
    target: Column
    fraction: number
    stratify: boolean
    rng: Shuffler
  },
): Split {
  const { part, fraction } = options
  const groups = classesOf(table, rows, options)
  const halves = splitByFraction(rows, fraction, options.rng.split(part), groups)
  if (halves.training.length > 0 && halves.validation.length > 0) return halves
  // With two rows or more this happens only if every class has a single row, which stays in training.
  const [why, way] =
    rows.length < 2
      ? ['', '']
      : [', each of another class', `, or set data.${part}.stratify: false`]
  const examples = `${exampleWord(table)}s`
  const message = `${examples} must be enough for a training and a ${part} part, got ${rows.length}${why}; add ${examples}${way}`
  throw new InputError({ place: table.place, message })
}

/** Deals rows into folds, with `stratify` the classes of `target` evenly. Throws `InputError` for fewer rows than folds. */
export function byFolds(
  table: Table,
  rows: Int32Array,
  options: { target: Column; folds: number; stratify: boolean; rng: Shuffler },
): Folds {
  const { folds, rng } = options
  if (rows.length >= folds)
    return splitIntoFolds(rows, folds, rng.split('validation'), classesOf(table, rows, options))
  const examples = `${exampleWord(table)}s`
  const message = `${examples} must be at least as many as data.validation.folds, ${folds}, got ${rows.length}; take fewer folds, or add ${examples}`
  throw new InputError({ place: table.place, message })
}

/** The class of each row where parts are to have the classes alike; null where there are none. */
function classesOf(
  table: Table,
  rows: Int32Array,
  { target, stratify }: { readonly target: Column; readonly stratify: boolean },
): Int32Array | null {
  // A sequence with a target for each step is of no one class.
  const hasClasses = target.kind === 'categorical' && table.sequences?.target !== 'step'
  return stratify && hasClasses ? pick(target.codes, rows) : null
}

/**
 * Divides rows by the value of a column. Throws `InputError` for a value that no part names or that two parts
 * name, and for a named value that no row has.
 *
 * @param key of the config that names the values: `data.validation` or `data.test`
 */
export function byColumn(
  table: Table,
  rows: Int32Array,
  split: ColumnSplitConfig,
  key: 'data.validation' | 'data.test',
): Parts {
  const mark = columnOf(table, split.column)
  if (mark.kind !== 'categorical') throw new RangeError('byColumn: the column must hold texts')
  const { categories, codes } = mark
  const place = `${table.place} column ${quoted(split.column)}`
  const partOf = namedParts(split, categories, { place, key })
  const parts = partNames.map((name) => rows.filter((row) => partOf[codes[row] ?? -1] === name))
  const [training, validation, test] = parts
  if (training === undefined || validation === undefined || test === undefined) {
    throw new RangeError('byColumn: there must be three parts')
  }
  const requested = {
    training: true,
    validation: split.validation.length > 0,
    test: split.test.length > 0,
  }
  const result = { training, validation, test }
  const empty = partNames.find((name) => requested[name] && result[name].length === 0)
  if (empty === undefined) return result
  const message = `${key}: some row must be for ${empty}, got none; the values are ${shown(categories)}`
  throw new InputError({ place, message })
}

/** The part of each category of the column. */
function namedParts(
  { train, validation, test, column }: ColumnSplitConfig,
  categories: readonly string[],
  { place, key }: { readonly place: string; readonly key: string },
): readonly PartName[] {
  const named: readonly (readonly [PartName, readonly string[]])[] = [
    ['training', train ?? []],
    ['validation', validation],
    ['test', test],
  ]
  const faults: Fault[] = []
  const addFault = (message: string): unknown =>
    faults.push({ place, message: `${key}: ${message}` })
  for (const value of new Set(named.flatMap(([, values]) => values))) {
    if (categories.some((text) => sameCell(text, value))) continue
    const near = didYouMean(value, categories)
    addFault(`no row reads ${quoted(value)}${near}; the values are ${shown(categories)}`)
  }
  const partsOf = categories.map((text) =>
    named
      .filter(([, values]) => values.some((value) => sameCell(text, value)))
      .map(([name]) => name),
  )
  categories.forEach((text, code) => {
    const names = partsOf[code] ?? []
    if (names.length > 1)
      addFault(`${quoted(text)} must be of one part, got it for ${listed(names)}`)
  })
  const unnamed = categories.filter((_, code) => partsOf[code]?.length === 0)
  const othersTrain = train === null && (unnamed.length === 1 || areFolds(categories))
  if (faults.length === 0 && unnamed.length > 0 && !othersTrain) {
    const likely = unnamed.find((text) => /^(test|holdout|eval)/i.test(text))
    const forTraining = unnamed.filter((text) => text !== likely)
    const forms = [
      `column: ${column}`,
      `train: ${flowOrOne([...(train ?? []), ...forTraining])}`,
      ...(validation.length > 0 ? [`validation: ${flowOrOne(validation)}`] : []),
      ...(test.length > 0 || likely !== undefined
        ? [`test: ${flowOrOne(likely === undefined ? test : [...test, likely])}`]
        : []),
    ]
    addFault(
      `every value of the column must be named, got no part for ${shown(unnamed)}; write { ${forms.join(', ')} }, each value where it belongs`,
    )
  }
  if (faults.length > 0) throw new InputError(faults)
  return partsOf.map(([name]) => name ?? 'training')
}

/** Whether the values look like fold numbers of a cross-validation, so that the folds not named are for training. */
export function areFolds(values: readonly string[]): boolean {
  return values.length >= MIN_FOLDS && values.every((text) => Number.isInteger(parseNumber(text)))
}

/** Texts as a message names them: quoted, for one of them may be empty. */
function shown(texts: readonly string[]): string {
  return listed(texts.map(quoted))
}

/** A list of one as its entry. */
function flowOrOne(values: readonly string[]): string {
  return flow(values).replace(/^\[([^,\]]*)\]$/, '$1')
}
