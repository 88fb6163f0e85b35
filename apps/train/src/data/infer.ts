import type { DatesConfig } from '../config/config.ts'
import { listed, quoted } from '../config/show.ts'
import { cellError } from './cells.ts'
import {
  findNumbers,
  type GivenSeparators,
  type NumbersFound,
  onlyPointsIn,
} from './infer-numbers.ts'
import { type DatePart, type IsoDate, isOtherDate, parseIsoDate } from './iso-date.ts'
import { example, isPlain, type Notation, plain, readerOf } from './notation.ts'
import { parseNumber } from './parse-number.ts'
import { parseWrittenNumber } from './written-number.ts'

/** What the config says of a column whose type is to be inferred. */
export interface InferenceRequest extends GivenSeparators {
  /** `number`: the config says so; `target`: classes or a number to predict; `time`: what rows are ordered by. */
  readonly purpose: 'input' | 'number' | 'target' | 'time'
  /** What dates become; empty: days, or seconds where there are times; `auto`: these and the usual parts beside them. */
  readonly dates: DatesConfig
}

/** The different texts of a column, in the order of their first row; missing cells are not among them. */
export interface ColumnTexts {
  readonly column: string
  readonly place: string
  readonly texts: readonly string[]
  /** How many cells hold each text. */
  readonly counts: readonly number[]
  /** The number of the first row with each text. */
  readonly firstRows: readonly number[]
  /** What an error about text in a column of numbers suggests. */
  readonly hint: string
}

/** How a column is read. */
export interface InferredReading {
  /** How its numbers are written, one entry for each number a cell becomes; `null`: categories. */
  readonly notations: readonly Notation[] | null
  /** Remarks for the user, one line each. */
  readonly notices: readonly string[]
  /** A number such as 1.234 that would be 1234 if the file wrote decimal commas. */
  readonly onlyPoints: string | null
}

const categories: InferredReading = { notations: null, notices: [], onlyPoints: null }

/**
 * How to read a column, decided on all of its cells: numbers or dates where every cell is one, categories
 * where at most half are. Throws `InputError` with the first cell that is none where most are, and for numbers that
 * can be read in two ways.
 */
export function inferColumn(texts: ColumnTexts, question: InferenceRequest): InferredReading {
  const isFloat = texts.texts.map((text) => !Number.isNaN(parseNumber(text)))
  if (question.decimal === null && question.thousands === null && isFloat.every(Boolean)) {
    return numbersOf(texts, { verdict: plain, onlyPoints: onlyPointsIn(texts.texts) })
  }
  const dates = texts.texts.map(parseIsoDate)
  if (dates.some((date) => date !== null)) {
    const isDate = dates.map((date) => date !== null)
    if (isDate.every(Boolean)) return datesOf(texts, question, dates)
    refuseMinority(texts, isDate, 'dates such as 2020-12-31')
  }
  const numbers = findNumbers(texts.texts, texts.counts, question)
  // What only parseNumber knows, such as inf, is a number too.
  const isNumber = numbers.isNumber.map((is, i) => is || isFloat[i] === true)
  if (isNumber.every(Boolean)) return numbersOf(texts, numbers)
  if (question.purpose === 'number') refuseText(texts, isNumber, 'must be a number, got ')
  if (question.purpose === 'time')
    refuseText(texts, isNumber, 'must be a number or a date such as 2020-12-31, got ')
  const isCertain = numbers.isCertain.map((is, i) => is || isFloat[i] === true)
  refuseMinority(texts, isCertain, 'numbers')
  refuseUnits(texts)
  const isOther = texts.texts.map(isOtherDate)
  if (share(texts, isOther) > 0.5) {
    const first = isOther.indexOf(true)
    const { column, place, firstRows } = texts
    const ways = `write 2020-12-31 or 2020-12-31T23:59 instead, leave the column out with data.exclude: [${column}], or set data.columns.${column}.type: categorical`
    const message = `dates and times must be written as in ISO 8601, got ${quoted(texts.texts[first] ?? '')}; ${ways}`
    throw cellError(place, firstRows[first] ?? 0, column, message)
  }
  return categories
}

function datesOf(
  texts: ColumnTexts,
  { dates, purpose }: InferenceRequest,
  parsedDates: readonly (IsoDate | null)[],
): InferredReading {
  const hasTime = parsedDates.some((date) => date?.hasTime === true)
  const zoned = parsedDates.findIndex((date) => date !== null && date.offset !== null)
  const unzoned = parsedDates.findIndex((date) => date?.hasTime === true && date.offset === null)
  if (zoned >= 0 && unzoned >= 0) {
    const both = `${quoted(texts.texts[zoned] ?? '')} and ${quoted(texts.texts[unzoned] ?? '')}`
    const message = `times must all have an offset from UTC or none, got ${both}; write them alike`
    throw cellError(
      texts.place,
      texts.firstRows[Math.max(zoned, unzoned)] ?? 0,
      texts.column,
      message,
    )
  }
  const whole = hasTime ? 'seconds' : 'days'
  const usual: readonly DatePart[] = [whole, ...partsBeside(hasTime)]
  const parts: readonly DatePart[] = dates === 'auto' ? usual : dates.length > 0 ? dates : [whole]
  const notations = parts.map((part): Notation => ({ kind: 'date', part, zoned: zoned >= 0 }))
  const [first] = notations
  const text = texts.texts[0] ?? ''
  const value = first === undefined ? '' : `: ${quoted(text)} is ${readerOf(first)(text)}`
  const way = `; data.columns.${texts.column}.dates: [year, month, dayOfWeek] takes parts instead`
  const what = parts.map((part) =>
    part === 'days' || part === 'seconds' ? `${part} since 1970-01-01` : part,
  )
  const notice = `dates, read as ${listed(what)}${value}${dates.length > 0 || purpose === 'target' || purpose === 'time' ? '' : way}`
  return { notations, notices: [notice], onlyPoints: null }
}

/** What comes around again in dates, as a number of days does not show. */
const partsBeside = (hasTime: boolean): readonly DatePart[] => [
  ...(['month', 'day', 'dayOfWeek'] as const),
  ...(hasTime ? (['hour', 'minute'] as const) : []),
]

function numbersOf(
  texts: ColumnTexts,
  { verdict, onlyPoints }: Pick<NumbersFound, 'verdict' | 'onlyPoints'>,
): InferredReading {
  const { column, place, firstRows } = texts
  if ('either' in verdict) {
    const cell = verdict.either
    const key = `data.columns.${column}`
    const [grouped, decimal] = [cell.replaceAll(',', ''), cell.replace(',', '.')]
    const message = `these are numbers written like ${quoted(cell)}, which can be read in two ways; set ${key}.thousands: ',' for ${grouped}, or ${key}.decimal: ',' for ${decimal} (data.thousands or data.decimal for every column)`
    throw cellError(place, firstRows[texts.texts.indexOf(cell)] ?? 0, column, message)
  }
  if ('mixed' in verdict) {
    const [first = '', ...others] = verdict.mixed
    const hint =
      others.length === 0 ? ', which is not what data.decimal or data.thousands says' : ''
    const message = `the numbers of a column must be written alike, got ${listed(verdict.mixed.map(quoted))}${hint}; fix the cells, or set data.columns.${column}.type: categorical to take them as texts`
    throw cellError(
      place,
      firstRows[texts.texts.indexOf(others.at(-1) ?? first)] ?? 0,
      column,
      message,
    )
  }
  const read = readerOf(verdict)
  const notices: string[] = []
  const code = texts.texts.find((text) => isCode(text, read(text)))
  if (code !== undefined) {
    notices.push(
      `read as numbers, of which ${quoted(code)} becomes ${read(code)}; set data.columns.${column}.type: categorical ${codesHint}`,
    )
  }
  const [date = ''] = texts.texts
  if (texts.texts.length > 0 && texts.texts.every((text) => compactDate.test(text))) {
    notices.push(
      `read as numbers such as ${date}; write ${date.replace(compactDate, '$1-$2-$3')} if these are dates`,
    )
  }
  const telling = texts.texts.find((text) => {
    const value = parseNumber(text)
    return Number.isNaN(value) || value !== read(text)
  })
  if (telling === undefined || verdict.kind === 'date')
    return { notations: [verdict], notices, onlyPoints }
  const like = isPlain(verdict) ? '' : ` written ${example(verdict)}`
  const notice = `read as numbers${like}: ${quoted(telling)} is ${read(telling)}`
  return { notations: [verdict], notices: [notice, ...notices], onlyPoints }
}

/** How a remark ends on numbers that are likely codes. */
export const codesHint = 'if these are codes'

const compactDate = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/

/** Whether a number is likely a code, as its text would be lost: `007`, or more digits than a float64 keeps. */
function isCode(text: string, value: number): boolean {
  if (text.charCodeAt(0) !== 48 && text.length < 16) return false
  const isLong = /^[+-]?\d{16,}$/.test(text) && !Number.isSafeInteger(value)
  return /^0\d+$/.test(text) || (isLong && String(value) !== text)
}

/** Throws for numbers with several units, unless they recur as categories do. */
function refuseUnits(texts: ColumnTexts): void {
  const written = texts.texts.map(parseWrittenNumber)
  const cells = texts.counts.reduce((sum, count) => sum + count, 0)
  if (texts.texts.length * 2 <= cells || written.includes(null)) return
  const unit = written[0]?.unit
  const other = written.findIndex((parts) => parts?.unit !== unit)
  if (other < 0) return
  const { column, place, firstRows } = texts
  const both = `${quoted(texts.texts[0] ?? '')} and ${quoted(texts.texts[other] ?? '')}`
  const message = `the numbers of a column must have one unit, got ${both}; write them in one, or leave the column out with data.exclude: [${column}]`
  throw cellError(place, firstRows[other] ?? 0, column, message)
}

/** If more than half of the cells fit, throws with the first that does not. */
function refuseMinority(texts: ColumnTexts, fits: readonly boolean[], what: string): void {
  if (share(texts, fits) > 0.5) {
    refuseText(texts, fits, `most cells of this column are ${what}, but this one is `)
  }
}

function refuseText(texts: ColumnTexts, fits: readonly boolean[], words: string): never {
  const first = fits.indexOf(false)
  const message = `${words}${quoted(texts.texts[first] ?? '')}; ${texts.hint}`
  throw cellError(texts.place, texts.firstRows[first] ?? 0, texts.column, message)
}

/** The share of a column's cells whose text is marked. */
function share({ counts }: ColumnTexts, marked: readonly boolean[]): number {
  let total = 0
  let markedCells = 0
  counts.forEach((count, i) => {
    total += count
    if (marked[i] === true) markedCells += count
  })
  return total === 0 ? 0 : markedCells / total
}
