import { formatNotice, type Notice } from '../data/notice.ts'
import { count } from './format-number.ts'
import type { TextOutput } from './io.ts'
import { wrappedFor } from './text-width.ts'
import { visibleLine } from './visible.ts'

const MAX_NOTICES = 20

/**
 * A line for each notice, with its line feed; of many only the first, and how many there are. On a terminal
 * a long one is wrapped between words.
 */
export function noticeLines(notices: readonly Notice[], output: TextOutput): string {
  const lines = notices.slice(0, MAX_NOTICES).map((notice) => visibleLine(formatNotice(notice)))
  const others = notices.length - lines.length
  if (others > 0) lines.push(`${count(others, 'more note')}; --json lists them all`)
  return lines.map((line) => `${wrappedFor(output, line)}\n`).join('')
}
