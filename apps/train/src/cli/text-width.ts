import type { TextOutput } from './io.ts'

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/u

/** The columns that a text takes on a terminal: 2 for a character of East Asia, 0 for a combining mark. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** A text in at most `width` columns, its end cut off with `…` where it is longer. */
export function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let cut = ''
  let used = 0
  for (const character of text) {
    used += columnsOf(character)
    if (used > width - 1) break
    cut += character
  }
  return `${cut.trimEnd()}…`
}

/** A name in at most `width` columns: its middle is cut out, as names often differ at their ends. */
export function fittedName(name: string, width: number): string {
  if (widthOf(name) <= width) return name
  const characters = Array.from(name)
  let [head, tail] = ['', '']
  for (let from = 0, to = characters.length - 1; from <= to; ) {
    const atHead = widthOf(head) <= widthOf(tail)
    const next = characters[atHead ? from : to] ?? ''
    if (widthOf(head) + widthOf(tail) + widthOf(next) > width - 1) break
    if (atHead) head += next
    else tail = next + tail
    if (atHead) from++
    else to--
  }
  return `${head}…${tail}`
}

/** A text with spaces behind it, in `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** A text with spaces before it, in `width` columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** A line broken between words where it is wider than `width` columns, with `indent` before what follows. */
export function wrapped(line: string, width: number, indent = '  '): string {
  const lines = ['']
  for (const word of line.split(' ')) {
    const last = lines[lines.length - 1] ?? ''
    if (last.trim() === '') lines[lines.length - 1] = last + word
    else if (widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}${word}`)
  }
  return lines.join('\n')
}

/** The lines of a text that is broken between words to fit into `width` columns, each with `indent` before it. */
export function indented(text: string, width: number, indent: string): string[] {
  return wrapped(text, width - widthOf(indent), '')
    .split('\n')
    .map((line) => `${indent}${line}`)
}

/** A line as it is, but wrapped between words where `output` is a terminal that it is too long for. */
export function wrappedFor(output: TextOutput, line: string): string {
  return output.isTTY === true ? wrapped(line, output.columns ?? 80) : line
}

function columnsOf(character: string): number {
  if (/\p{M}/u.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
