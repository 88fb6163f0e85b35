import { stringify } from 'yaml'
import { withoutReferences } from '../config/reference-text.ts'

/** How wide a line may be. */
const width = 100

/** A line of a config, and why it is there. */
export interface ConfigLine {
  readonly text: string
  /** Behind the line, or above it where both are too long for one; empty: none. */
  readonly comment: string
}

/** A key with a value in YAML's short form, `depth` levels below the top. */
export const line = (
  depth: number,
  key: string,
  value: unknown,
  comment: string = '',
): ConfigLine => ({
  text: `${'  '.repeat(depth)}${scalar(key)}: ${flowText(value)}`,
  comment,
})

/** A key of a map that follows. */
export const opening = (depth: number, key: string, comment: string = ''): ConfigLine => ({
  text: `${'  '.repeat(depth)}${scalar(key)}:`,
  comment,
})

/** An entry of a list. */
export const item = (depth: number, value: unknown, comment: string = ''): ConfigLine => ({
  text: `${'  '.repeat(depth)}- ${flowText(value)}`,
  comment,
})

/** A line that is a comment as a whole, or several. */
export const remark = (text: string, depth: number = 0): string =>
  wrapped(text, `${'  '.repeat(depth)}# `)

/** Lines as YAML, the comments behind them in one column where there is room. */
export function configText(lines: readonly ConfigLine[]): string {
  return lines
    .map(({ text, comment }) => {
      if (comment === '') return `${text}\n`
      const together = `${text} # ${oneLine(comment)}`
      if (together.length <= width) return `${together}\n`
      const indent = /^ */.exec(text)?.[0] ?? ''
      return `${wrapped(comment, `${indent}# `)}${text}\n`
    })
    .join('')
}

function wrapped(text: string, prefix: string): string {
  let lines = ''
  let current = ''
  for (const word of oneLine(text).split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (current !== '' && prefix.length + longer.length > width) {
      lines += `${prefix}${current}\n`
      current = word
    } else current = longer
  }
  return `${lines}${prefix}${current}\n`
}

/** A text of the user's file may hold line breaks and other characters that end a comment. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

const scalar = (value: string): string => flowText(value)

/** A value on one line, as configs are written by hand. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${scalar(key)}: ${flowText(item)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  const escaped = typeof value === 'string' ? withoutReferences(value) : value
  // Within a map of one line, for characters that end a value there.
  const text = stringify([escaped], { collectionStyle: 'flow', lineWidth: 0, singleQuote: true })
  return text.trim().slice(1, -1).trim()
}
