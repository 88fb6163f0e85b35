import type { DataConfig, NumericMissing } from '../config/config.ts'
import type { NumericColumn } from './column.ts'
import { missingOf, settingsOf } from './column-settings.ts'
import type { NumericInput } from './preprocessing.ts'
import { medianOf, modeOf, type Spread, spreadOf } from './statistics.ts'

/** Fits a numeric input on the training rows; `null` where none has a value. `pixels`: the spread of all of an image. */
export function fitNumeric(
  column: NumericColumn,
  training: Int32Array,
  data: DataConfig,
  pixels: Spread | null,
): NumericInput | null {
  const { name, fileColumn, notation, values } = column
  const missing = missingOf(column, data) ?? data.missing.numeric
  const spread = spreadOf(values, training)
  if (spread.count === 0) return null
  const fills: Record<NumericMissing, () => number | null> = {
    drop: () => null,
    mean: () => spread.mean,
    median: () => medianOf(values, training),
    mostFrequent: () => modeOf(values, training),
  }
  const fill = fills[missing]()
  const scale = settingsOf(data, column)?.scale ?? data.scale
  const { min, max, mean, deviation } = pixels ?? spread
  const base = { kind: 'numeric', name, fileColumn, notation, missing, fill } as const
  if (scale === 'none') return { ...base, offset: 0, scale: 1 }
  if (scale === 'minMax') {
    return { ...base, offset: min, scale: max - min || 1 }
  }
  return { ...base, offset: mean, scale: deviation || 1 }
}
