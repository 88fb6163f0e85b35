import type { DatePart } from '../data/iso-date.ts'
import type { GraphWriter, Value } from './graph/graph-writer.ts'

const SECONDS_PER_DAY = 86_400

/**
 * A part of dates, given as seconds since 1970-01-01T00:00 on the clock of the cells (in UTC for `days` and `seconds`
 * of cells with an offset), float64. The civil calendar is Hinnant's `civil_from_days`.
 */
export function datePart(writer: GraphWriter, seconds: Value, part: DatePart): Value {
  const { shape } = seconds
  const apply = (operator: string, ...inputs: Value[]): Value =>
    writer.emit(operator, inputs, { type: 'float64', shape })
  const number = (value: number): Value => writer.scalar(value, 'float64')
  const quotient = (x: Value, by: number): Value => apply('Floor', apply('Div', x, number(by)))
  const remainder = (x: Value, by: number): Value =>
    apply('Sub', x, apply('Mul', quotient(x, by), number(by)))
  const days = quotient(seconds, SECONDS_PER_DAY)
  switch (part) {
    case 'seconds':
      return seconds
    case 'days':
      return apply('Div', seconds, number(SECONDS_PER_DAY))
    case 'hour':
      return quotient(remainder(seconds, SECONDS_PER_DAY), 3600)
    case 'minute':
      return quotient(remainder(seconds, 3600), 60)
    case 'dayOfWeek':
      // 1970-01-01 was a Thursday, day 4.
      return apply('Add', remainder(apply('Add', days, number(3)), 7), number(1))
    default:
      break
  }
  // Years from March, so that the leap day is the last: eras of 400 years are 146,097 days.
  const sinceMarch = apply('Add', days, number(719_468))
  const era = quotient(sinceMarch, 146_097)
  const dayOfEra = remainder(sinceMarch, 146_097)
  const leaps = apply(
    'Sub',
    apply('Sub', quotient(dayOfEra, 36_524), quotient(dayOfEra, 1460)),
    quotient(dayOfEra, 146_096),
  )
  const yearOfEra = quotient(apply('Add', dayOfEra, leaps), 365)
  const beforeYear = apply(
    'Sub',
    apply('Add', apply('Mul', yearOfEra, number(365)), quotient(yearOfEra, 4)),
    quotient(yearOfEra, 100),
  )
  const dayOfYear = apply('Sub', dayOfEra, beforeYear)
  const monthFromMarch = quotient(apply('Add', apply('Mul', dayOfYear, number(5)), number(2)), 153)
  if (part === 'day') {
    const beforeMonth = quotient(
      apply('Add', apply('Mul', monthFromMarch, number(153)), number(2)),
      5,
    )
    return apply('Add', apply('Sub', dayOfYear, beforeMonth), number(1))
  }
  // 0 is March: from 10 on it is January and February of the next year.
  const isNextYear = quotient(monthFromMarch, 10)
  const month = apply(
    'Sub',
    apply('Add', monthFromMarch, number(3)),
    apply('Mul', isNextYear, number(12)),
  )
  if (part === 'month') return month
  const marchYear = apply('Add', yearOfEra, apply('Mul', era, number(400)))
  const year = apply('Add', marchYear, isNextYear)
  if (part === 'year') return year
  // Day of the year: days since its 1 January, of which the number follows from the years before it.
  const before = apply('Sub', year, number(1))
  const newYear = apply(
    'Add',
    apply(
      'Sub',
      apply('Add', apply('Mul', before, number(365)), quotient(before, 4)),
      quotient(before, 100),
    ),
    quotient(before, 400),
  )
  // 1970-01-01 is day 719,162 when 0001-01-01 is day 0.
  const sinceNewYear = apply('Sub', apply('Add', days, number(719_162)), newYear)
  return apply('Add', sinceNewYear, number(1))
}
