/** A text as Markdown that shows it as it is: no character of it is markup, and it stays on its line. */
export function plainText(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|~&]/g, (character) =>
    '&<>'.includes(character) ? entityOf(character) : `\\${character}`,
  )
}

/** A text as inline code, such as the name of a column. */
export function code(text: string): string {
  const inner = oneLine(text)
  const runs = inner.match(/`+/g) ?? []
  const fence = '`'.repeat(1 + runs.reduce((most, { length }) => Math.max(most, length), 0))
  const space = /^[` ]|[` ]$/.test(inner) ? ' ' : ''
  return inner === ''
    ? '(empty)'
    : `${fence}${space}${inner.replaceAll('|', '\\|')}${space}${fence}`
}

/** Lines as a block of code. */
export function codeBlock(text: string, language = ''): string {
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(
    Math.max(3, 1 + runs.reduce((most, { length }) => Math.max(most, length), 0)),
  )
  return `${fence}${language}\n${text.trimEnd()}\n${fence}\n`
}

/** A table of cells that are Markdown already; nothing without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`
}

/** A list of entries that are Markdown already. */
export const list = (entries: readonly string[]): string =>
  entries.map((entry) => `- ${entry}\n`).join('')

const oneLine = (text: string): string =>
  Array.from(text, (character) => (/\p{C}|\s/u.test(character) ? ' ' : character)).join('')

const entityOf = (character: string): string =>
  character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'
