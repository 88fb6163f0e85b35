import { listed, quoted } from '../config/show.ts'
import { findNumbers } from '../data/infer-numbers.ts'
import { parseIsoDate } from '../data/iso-date.ts'
import { parseNumber } from '../data/parse-number.ts'
import type { Decimal } from '../data/written-number.ts'
import type { ColumnSettings } from './read-columns.ts'
import type { Texts } from './read-texts.ts'

/** What makes a column readable that is not as it stands. */
export interface Remedy {
  readonly settings?: ColumnSettings
  /** Texts that hold no value. */
  readonly missing?: readonly string[]
  /** Why, in words. */
  readonly reason: string
}

/** What the rest of the file says of how its numbers are written. */
export interface WrittenElsewhere {
  /** The decimal separator of other columns; `null`: none has one. */
  readonly decimal: Decimal | null
  /** What stands between cells. */
  readonly separator: string
}

/** Different texts among numbers that are taken for no value. */
const MAX_ODD_TEXTS = 3

/** Texts that stand for no value wherever they are. */
const standIns =
  /^(?:[\p{Pd}.*?#_\s]+|n\.? ?\/?a\.?|none|null|nil|nan|na|unk|unknown|missing|tbd|not available|k\.? ?a\.?|[+-]?inf(?:inity)?)$/iu

/** What makes a column of numbers or dates readable; `null` where nothing does that is known. */
export function remedyFor(
  { texts, counts }: Texts,
  { decimal, separator }: WrittenElsewhere,
): Remedy | null {
  const dates = texts.map((text) => parseIsoDate(text) !== null)
  if (share(dates, counts) > 0.5) return withoutOdd(texts, counts, dates, 'dates')
  const numbers = findNumbers(texts, counts, { decimal: null, thousands: null })
  const isNumber = numbers.isNumber.map(
    (is, i) => is || Number.isFinite(parseNumber(texts[i] ?? '')),
  )
  if (!isNumber.every(Boolean))
    return share(isNumber, counts) > 0.5 ? withoutOdd(texts, counts, isNumber, 'numbers') : null
  const { verdict, onlyPoints } = numbers
  if ('either' in verdict) {
    // A comma within a cell of a file with commas between its cells has been put in quotes.
    const isDecimal = decimal === ',' || (decimal === null && separator !== ',')
    const cell = quoted(verdict.either)
    const why =
      decimal === null
        ? isDecimal
          ? `as ${separator === '\t' ? 'tabs' : quoted(separator)} separate the cells`
          : 'as commas separate the cells too'
        : `as other columns have decimal ${decimal === ',' ? 'commas' : 'points'}`
    const [grouped, whole] = [verdict.either.replaceAll(',', ''), verdict.either.replace(',', '.')]
    return isDecimal
      ? {
          settings: { decimal: ',' },
          reason: `${cell} is read as ${whole}, ${why}; it could be ${grouped} (thousands: ',')`,
        }
      : {
          settings: { thousands: ',' },
          reason: `${cell} is read as ${grouped}, ${why}; it could be ${whole} (decimal: ',')`,
        }
  }
  if (onlyPoints !== null && decimal === ',') {
    const value = onlyPoints.replaceAll('.', '')
    return {
      settings: { thousands: '.' },
      reason: `${quoted(onlyPoints)} is read as ${value}, as other columns have decimal commas; it could be ${onlyPoints} (decimal: '.')`,
    }
  }
  return null
}

/** Takes the few texts for no value that are not what the others are. */
function withoutOdd(
  texts: readonly string[],
  counts: readonly number[],
  fits: readonly boolean[],
  what: string,
): Remedy | null {
  const odd = texts.filter((_, i) => fits[i] === false)
  if (odd.length > MAX_ODD_TEXTS && !odd.every((text) => standIns.test(text))) return null
  const cells = counts.reduce((sum, count, i) => sum + (fits[i] === false ? count : 0), 0)
  return {
    missing: odd,
    reason: `${cells === 1 ? 'one cell' : `${cells} cells`} among ${what} ${cells === 1 ? 'is' : 'are'} ${listed(odd.map(quoted))}`,
  }
}

function share(marked: readonly boolean[], counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const those = counts.reduce((sum, count, i) => sum + (marked[i] === true ? count : 0), 0)
  return total === 0 ? 0 : those / total
}
