import type {
  CategoricalMissing,
  ColumnConfig,
  DataConfig,
  NumericMissing,
} from '../config/config.ts'
import { categoricalMissing, numericMissing } from '../config/config.ts'
import type { CategoricalColumn, Column, NumericColumn } from './column.ts'
import { fileColumnOf } from './reading.ts'

/** What a config says about a column of the file. */
export function settingsOf(data: DataConfig, column: Column): ColumnConfig | undefined {
  const name = fileColumnOf(column)
  return Object.hasOwn(data.columns, name) ? data.columns[name] : undefined
}

/** What a config says to do with missing cells of a column, if that suits its type. */
export function missingOf(column: NumericColumn, data: DataConfig): NumericMissing | null
export function missingOf(column: CategoricalColumn, data: DataConfig): CategoricalMissing | null
export function missingOf(
  column: Column,
  data: DataConfig,
): NumericMissing | CategoricalMissing | null
export function missingOf(
  column: Column,
  data: DataConfig,
): NumericMissing | CategoricalMissing | null {
  const columnSetting = settingsOf(data, column)?.missing ?? null
  if (column.kind === 'numeric') {
    return columnSetting === null
      ? data.missing.numeric
      : (numericMissing.find((way) => way === columnSetting) ?? null)
  }
  if (columnSetting === null) return data.missing.categorical
  return categoricalMissing.find((way) => way === columnSetting) ?? null
}
