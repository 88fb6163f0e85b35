import { type DatePart, parseIsoDate, partOf } from './iso-date.ts'
import { parseNumber } from './parse-number.ts'
import {
  type Decimal,
  isFactor,
  isGrouped,
  parseWrittenNumber,
  type Thousands,
} from './written-number.ts'

/** How the numbers of a column are written: plain data, kept with the model. */
export type Notation =
  | {
      readonly kind: 'number'
      readonly decimal: Decimal
      readonly thousands: Thousands | null
      /** What stands before or after each number; one that multiplies, as `%` and `k` do, wherever the number is not 0. */
      readonly unit: string | null
    }
  | {
      readonly kind: 'date'
      readonly part: DatePart
      /** Whether every cell has an offset from UTC, or none has. */
      readonly zoned: boolean
    }

/** Numbers as programs write them. */
export const plain: Notation & { readonly kind: 'number' } = {
  kind: 'number',
  decimal: '.',
  thousands: null,
  unit: null,
}

/** Whether numbers are written as programs write them. */
export function isPlain(notation: Notation): boolean {
  const { decimal, thousands, unit } =
    notation.kind === 'number' ? notation : { ...plain, unit: '' }
  return decimal === '.' && thousands === null && unit === null
}

/** A function from a cell to its number; `NaN` where it is not written so. */
export function readerOf(notation: Notation): (cell: string) => number {
  if (notation.kind === 'date') {
    const { part, zoned } = notation
    return (cell) => {
      const date = parseIsoDate(cell)
      const isSame = date !== null && (!date.hasTime || (date.offset !== null) === zoned)
      return isSame ? partOf(date, part) : Number.NaN
    }
  }
  if (!isPlain(notation)) return (cell) => writtenValue(cell, notation)
  return (cell) => {
    const value = parseNumber(cell)
    return Number.isNaN(value) ? writtenValue(cell, notation) : value
  }
}

/** How a message shows a notation by an example. */
export function example(notation: Notation & { readonly kind: 'number' }): string {
  const { decimal, thousands, unit } = notation
  const number = `1${thousands ?? ''}234${decimal}5`
  if (unit === null) return number
  return /^[A-Z]*[^\p{L}%‰°µ"″′]$/u.test(unit) ? `${unit}${number}` : `${number} ${unit}`
}

/** How a message says what a cell must be. */
export function wantedCell(notation: Notation): string {
  if (notation.kind === 'number') {
    return isPlain(notation) ? 'a number' : `a number written like ${example(notation)}`
  }
  if (notation.part === 'days' && !notation.zoned) return 'a date such as 2020-12-31'
  const time = `2020-12-31T23:59:00${notation.zoned ? '+01:00' : ''}`
  return `a date such as 2020-12-31 or ${time}`
}

function writtenValue(cell: string, notation: Notation & { readonly kind: 'number' }): number {
  const { decimal, thousands, unit } = notation
  const written = parseWrittenNumber(cell)
  if (written === null) return Number.NaN
  const [whole = '', fraction = '', ...more] = written.body.split(decimal)
  const groups = thousands === null ? [whole] : whole.split(thousands)
  const isNumber =
    more.length === 0 && (groups.length === 1 || isGrouped(groups)) && /^\d*$/.test(fraction)
  const figures = `${groups.join('')}.${fraction}${written.exponent}`
  const value = isNumber ? parseNumber(figures) : Number.NaN
  const isUnit =
    written.unit === unit || (written.unit === null && (!isFactor(unit) || value === 0))
  if (!isUnit) return Number.NaN
  return written.negative ? -value : value
}
