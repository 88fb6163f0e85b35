import { formatNotice, type Notice } from '../data/notice.ts'
import { count } from './format-number.ts'
import { visibleLine } from './visible.ts'

const most = 20

/** A line for each notice, with its line feed; of many only the first, and how many there are. */
export function noticeLines(notices: readonly Notice[]): string {
  const lines = notices.slice(0, most).map((notice) => visibleLine(formatNotice(notice)))
  const others = notices.length - lines.length
  if (others > 0) lines.push(`${count(others, 'more note')}; --json lists them all`)
  return lines.map((line) => `${line}\n`).join('')
}
