import type { ColumnUse, Option, OptionTable } from './option.ts'

/** A column that a method was told to read. */
export interface AskedColumn {
  /** Its name; of an input also a pattern such as `pixel*`, or a position. */
  readonly name: string | number
  /** What the column is used for. */
  readonly use: ColumnUse
  /** Whether an input must be one number of an example. */
  readonly isSingle: boolean
  /** The option that names it. */
  readonly option: string
}

/** The columns that options name, of a method with such a table. */
export function columnsAsked(
  table: OptionTable,
  options: Readonly<Record<string, unknown>>,
): AskedColumn[] {
  return Object.entries(table).flatMap(([name, option]) =>
    namesIn(option, options[name]).map((column) => ({ ...column, option: name })),
  )
}

const useOf = ({ of, isSingle }: { readonly of: ColumnUse; readonly isSingle?: true }) => ({
  use: of,
  isSingle: isSingle === true,
})

function namesIn(option: Option, value: unknown): Omit<AskedColumn, 'option'>[] {
  if (option.type === 'columnMap')
    return Object.entries(Object(value)).flatMap(([name, inner]) => [
      { name, ...useOf(option) },
      ...namesIn(option.value, inner),
    ])
  if (option.type !== 'column' && option.type !== 'columns') return []
  return [value]
    .flat()
    .flatMap((name) =>
      typeof name === 'string' || typeof name === 'number' ? [{ name, ...useOf(option) }] : [],
    )
}
