import { trimmed } from './cells.ts'

/** Characters that may stand between groups of digits; the kinds of spaces and of apostrophes are one. */
export const thousandsSeparators = [',', '.', ' ', "'", '_'] as const
export type Thousands = (typeof thousandsSeparators)[number]
export const decimalSeparators = ['.', ','] as const
export type Decimal = (typeof decimalSeparators)[number]

/** A number as people write it, taken apart: `-$1,234.50` is `-`, `1,234.50` and the unit `$`. */
export interface WrittenNumber {
  readonly negative: boolean
  /** Digits and separators. */
  readonly body: string
  /** `e5`, or nothing. */
  readonly exponent: string
  /** A currency or a unit of measure, before or after; `null`: none. */
  readonly unit: string | null
}

/**
 * Units that are factors, before a currency too: beside them a number without one is of another size. K is kelvin, M may be
 * metres.
 */
const factors =
  /^(?:[%‰]|(?:k|(?:[Tt]sd|[Mm]io|[Mm]ln|[Mm]rd|[Bb]n|[Tt]housand|[MmBb]illion)s?\.?) ?\p{Sc}?)$/u

/** Whether a unit multiplies its number, as % and k do; metres and dollars do not. */
export const isFactor = (unit: string | null): boolean => unit !== null && factors.test(unit)

const MAX_CELL_LENGTH = 64
const digits = String.raw`\d+(?:[.,'_ ]\d+)*\.?|[.,]\d+`
const currency = String.raw`[A-Z]{0,3}\p{Sc}|(?:AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|INR|JPY|KRW|NOK|PLN|RUB|SEK|TRY|USD|Rs\.?|kr\.?|Fr\.)(?=[ \d])`
const suffix = String.raw`[\p{L}\p{Sc}%‰°µ"″′][^ ,;|()]{0,11}(?: [\p{L}%][^ ,;|()]{0,11})?`
const number = new RegExp(
  `^(?:([-+])? ?(${currency})? ?([-+])? ?)(${digits})([eE][-+]?\\d+)?(?: ?(${suffix}))?(-)?$`,
  'u',
)

/** Takes a cell apart; `null` where it is no number that people write. Parentheses make it negative. */
export function parseWrittenNumber(cell: string): WrittenNumber | null {
  const text = trimmed(cell)
  if (text.length > MAX_CELL_LENGTH || !/\d/.test(text)) return null
  const usual = text
    .replace(/[\u00A0\u2007\u2009\u202F]/g, ' ')
    .replace(/’/g, "'")
    .replace(/[\u2212\u2013\uFE63\uFF0D]/g, '-')
  const bracketed = usual.startsWith('(') && usual.endsWith(')')
  const match = number.exec(bracketed ? usual.slice(1, -1).trim() : usual)
  if (match === null) return null
  const [, signBefore, unitBefore, signBehindUnit, body = '', exponent = '', unitAfter, signAfter] =
    match
  if (unitBefore !== undefined && unitAfter !== undefined) return null
  // Accounts write 1,50- for −1.50; 2- may be a grade.
  if (signAfter !== undefined && !/\D/.test(body)) return null
  const signs = [signBefore, signBehindUnit, signAfter].filter((sign) => sign !== undefined)
  if (signs.length + Number(bracketed) > 1) return null
  return {
    negative: bracketed || signs[0] === '-',
    body,
    exponent: exponent.toLowerCase(),
    unit: unitBefore ?? unitAfter ?? null,
  }
}

/** Whether parts of a number are groups of three digits, or, as in India, of two before the last three. */
export function isGrouped(parts: readonly string[]): boolean {
  const [first = '', ...others] = parts
  if (first.startsWith('0') || first === '') return false
  if (others.every((part) => part.length === 3)) return first.length <= 3
  const last = others.at(-1) ?? ''
  return (
    first.length <= 2 && last.length === 3 && others.slice(0, -1).every((part) => part.length === 2)
  )
}

/** What one number shows about the separators in use. */
export interface Separators {
  readonly decimal?: Decimal
  readonly thousands?: Thousands
  /** The one separator of `1,234`, which may be either. */
  readonly either?: Decimal
}

/** What the separators of a number can be: of `1.234,5` the thousands are `.` and the decimal `,`. */
export function separatorsOf({ body, exponent }: WrittenNumber): Separators | null {
  const used = body.replace(/\d/g, '')
  const last = used.at(-1)
  if (last === undefined) return {}
  const parts = body.split(/\D/)
  const point = decimalSeparators.find((separator) => separator === last)
  if (used.length === 1 && point !== undefined) {
    const couldGroup = exponent === '' && parts.length === 2 && isGrouped(parts)
    return couldGroup ? { either: point } : { decimal: point }
  }
  const thousands = thousandsSeparators.find((separator) => separator === used[0])
  if (thousands === undefined) return null
  if ([...used].every((separator) => separator === thousands)) {
    return isGrouped(parts) && exponent === '' ? { thousands } : null
  }
  const isOnce = used.slice(0, -1) === thousands.repeat(used.length - 1)
  if (point === undefined || !isOnce || !isGrouped(parts.slice(0, -1))) return null
  return { decimal: point, thousands }
}
