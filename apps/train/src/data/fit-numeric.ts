import type { DataConfig, NumericMissing } from '../config/config.ts'
import type { NumericColumn } from './column.ts'
import { missingOf, settingsOf } from './column-settings.ts'
import { curved } from './curve.ts'
import { curveOf, presentValues } from './fit-curve.ts'
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
  const indicator = data.missing.indicator && missing !== 'drop' && spread.count < training.length
  const base = {
    ...({ kind: 'numeric', name, fileColumn, notation, missing, fill } as const),
    ...(indicator ? { indicator } : {}),
  }
  if (scale === 'none') return { ...base, offset: 0, scale: 1 }
  if (scale === 'minMax') {
    return { ...base, offset: min, scale: max - min || 1 }
  }
  if (scale === 'standardize') return { ...base, offset: mean, scale: deviation || 1 }
  const numbers = presentValues(values, training)
  if (scale === 'robust') {
    return { ...base, ...quartileScale(numbers), smoothClip: SMOOTH_CLIP }
  }
  const curve = curveOf(scale, numbers)
  if (curve?.kind !== 'power') return { ...base, offset: 0, scale: 1, curve: curve ?? undefined }
  const powers = curved(curve, numbers)
  const ofPowers = spreadOf(powers, Int32Array.from(powers.keys()))
  return { ...base, offset: ofPowers.mean, scale: ofPowers.deviation || 1, curve }
}

/** How far from 0 robust scaling draws numbers in. */
const SMOOTH_CLIP = 3

/**
 * The median, and the distance of the quartiles, or half of the whole range where they are equal: the robust scaling of
 * Holzmüller, Grinsztajn & Steinwart (2024).
 */
function quartileScale(numbers: Float64Array): { offset: number; scale: number } {
  const sorted = numbers.slice().sort()
  const quantile = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
    return below + (place - Math.floor(place)) * (above - below)
  }
  const distance = quantile(0.75) - quantile(0.25)
  const range = quantile(1) - quantile(0)
  return { offset: quantile(0.5), scale: distance || range / 2 || 1 }
}
