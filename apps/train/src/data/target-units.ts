import { straightened } from './curve.ts'
import type { TargetColumn } from './preprocessing.ts'

/** Targets of a regression as the file has them, float64, of what is trained on; class numbers as they are. */
export function targetsInUnits(target: TargetColumn, values: ArrayLike<number>): Float64Array {
  if (target.kind !== 'number') return Float64Array.from(values)
  const { curve, mean, scale } = target
  const numbers = Float64Array.from(values, (value) => value * scale + mean)
  return curve === undefined ? numbers : straightened(curve, numbers)
}

/** The same of predictions, none of which is beyond the range of the target. */
export function predictionsInUnits(target: TargetColumn, values: ArrayLike<number>): Float64Array {
  const numbers = targetsInUnits(target, values)
  if (target.kind !== 'number' || target.range === undefined) return numbers
  const [low, high] = target.range
  return numbers.map((number) => Math.min(Math.max(number, low), high))
}

/**
 * The same of distances, such as deviations, from centers: half of what lies between the ends, one distance below the center
 * and one above.
 */
export function distancesInUnits(
  target: TargetColumn,
  distances: ArrayLike<number>,
  centers: ArrayLike<number>,
): Float64Array {
  if (target.kind !== 'number') return Float64Array.from(distances)
  if (target.curve === undefined)
    return Float64Array.from(distances, (distance) => distance * target.scale)
  const ends = (sign: number): Float64Array =>
    targetsInUnits(
      target,
      Float64Array.from(distances, (distance, i) => (centers[i] ?? Number.NaN) + sign * distance),
    )
  const below = ends(-1)
  return ends(1).map((above, i) => (above - (below[i] ?? Number.NaN)) / 2)
}
