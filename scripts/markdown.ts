import type { MethodDescription } from '@sobolev/nn'

/** A table in Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('')
}

/** A text as a cell of a table in Markdown. */
export const cell = (text: string): string =>
  text.replaceAll('<', '&lt;').replace(/[|*_]/g, (character) => `\\${character}`)

/** A text as code, line by line, outside of tables. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``

/** The options of a method with their defaults, as a cell. */
export function optionsOf({ options }: MethodDescription): string {
  return options
    .map(({ name, type, requirement, defaultWords }) => {
      const choices = type === 'choice' ? ` (${requirement})` : ''
      return `\`${name}\` ${defaultWords === null ? '(required)' : cell(defaultWords)}${cell(choices)}`
    })
    .join(', ')
}
