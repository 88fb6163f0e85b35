import { trimmed } from './cells.ts'

/** What a date can become: a number of days or seconds since 1970, or a part of it as written. */
export const dateParts = [
  'days',
  'seconds',
  'year',
  'month',
  'day',
  'dayOfWeek',
  'dayOfYear',
  'hour',
  'minute',
] as const
export type DatePart = (typeof dateParts)[number]

/** A date of ISO 8601, with a time or without. */
export interface IsoDate {
  /** Milliseconds since 1970-01-01T00:00 on the clock of the cell. */
  readonly local: number
  /** Minutes that this clock is ahead of UTC; `null`: not said. */
  readonly offset: number | null
  readonly hasTime: boolean
}

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?$/i

/** Reads `2020-12-31` or `2020-12-31T23:59:59.5+01:00`; `null` for anything else, such as 2020-02-30. */
export function parseIsoDate(cell: string): IsoDate | null {
  const match = pattern.exec(trimmed(cell))
  if (match === null) return null
  const [, year = '', month = '', day = '', hour, minute = '0', second = '0', fraction = ''] = match
  const zone = match[8]
  if (hour === undefined && zone !== undefined) return null
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const isOnCalendar = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  const [h, m, s] = [Number(hour ?? 0), Number(minute), Number(second)]
  if (!isOnCalendar || h > 23 || m > 59 || s > 59) return null
  const seconds = h * 3600 + m * 60 + s
  const local = date.getTime() + seconds * 1000 + Number(`0${fraction}`) * 1000
  return { local, offset: zone === undefined ? null : minutesOf(zone), hasTime: hour !== undefined }
}

/**
 * A part of a date. `days` and `seconds` count from 1970-01-01 in UTC, which a cell without an offset
 * is taken for; `dayOfWeek` runs from 1, Monday, to 7.
 */
export function partOf({ local, offset }: IsoDate, part: DatePart): number {
  const date = new Date(local)
  switch (part) {
    case 'days':
      return (local - (offset ?? 0) * 60_000) / 86_400_000
    case 'seconds':
      return (local - (offset ?? 0) * 60_000) / 1000
    case 'year':
      return date.getUTCFullYear()
    case 'month':
      return date.getUTCMonth() + 1
    case 'day':
      return date.getUTCDate()
    case 'dayOfWeek':
      return date.getUTCDay() || 7
    case 'dayOfYear': {
      const newYear = new Date(0).setUTCFullYear(date.getUTCFullYear(), 0, 1)
      return Math.floor((local - newYear) / 86_400_000) + 1
    }
    case 'hour':
      return date.getUTCHours()
    case 'minute':
      return date.getUTCMinutes()
  }
}

function minutesOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const figures = zone.slice(1).replace(':', '')
  const minutes = Number(figures.slice(0, 2)) * 60 + Number(figures.slice(2) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}

const months = '(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zäé]*\\.?'
const otherStyles = [
  /^\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})\b/,
  /^\d{4}[./]\d{1,2}[./]\d{1,2}\b/,
  /^\d{4}-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?$/,
  /^\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?$/i,
  new RegExp(`^\\d{1,2}\\.?[ -]?${months}[ -]?\\d{2,4}\\b`, 'i'),
  new RegExp(`^(?:[a-z]+,? )?${months} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}\\b`, 'i'),
]

/** Whether a cell looks like a date or a time in another style, such as 31.12.2020 or 12/31/2020. */
export function isOtherDate(text: string): boolean {
  return text.length < 40 && otherStyles.some((style) => style.test(text))
}
