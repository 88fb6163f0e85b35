import { type FilledOptions, option } from '../catalogue/option.ts'
import type { Landscape, Point } from './minimizer.ts'
import { along, dot, largest, type Vector } from './vectors.ts'

/** What minimizers that search along a line let a user choose. */
export const lineSearchOptions = {
  sufficientDecrease: option.number({
    above: 0,
    below: 1,
    default: 1e-4,
    words: 'the share of the decrease that the slope promises which a step must reach',
  }),
  curvature: option.number({
    above: 0,
    below: 1,
    default: 0.9,
    words: 'the share of the slope that may be left after a step',
  }),
  maxEvaluations: option.integer({
    minimum: 1,
    default: 25,
    words: 'how often a search evaluates the objective at most',
  }),
  gradientTolerance: option.number({
    minimum: 0,
    default: 1e-7,
    words: 'training ends when no derivative is larger',
  }),
  changeTolerance: option.number({
    minimum: 0,
    default: 1e-9,
    words: 'training ends when no weight, nor the value in relation to it, changes by more',
  }),
}

/** The options of a search, all there. */
export type LineSearch = FilledOptions<typeof lineSearchOptions>

/** A point of the line, by its distance from the start. */
interface Trial {
  readonly distance: number
  /** Infinity where it or its slope is not finite. */
  readonly value: number
  readonly slope: number
  readonly point: Point
}

/**
 * A point along a line of descent where the value is lower and the slope flatter, by the strong Wolfe conditions: a
 * bracket around one, then a zoom into it by cubic interpolation (Nocedal & Wright 2006, algorithms 3.5 and 3.6). Its
 * choices are those of minFunc (Schmidt 2005), which PyTorch has too. Where values are not finite, it comes back by
 * halves. The lowest point found after `maxEvaluations`; the start itself where none is lower.
 *
 * @param first the distance that is tried first, in lengths of the direction
 */
export function strongWolfe(
  { evaluate }: Pick<Landscape, 'evaluate'>,
  from: Point,
  direction: Vector,
  first: number,
  options: LineSearch,
): Point {
  const { sufficientDecrease, curvature, maxEvaluations, changeTolerance } = options
  const slope = dot(from.gradient, direction)
  const start: Trial = { distance: 0, value: from.value, slope, point: from }
  const tryAt = (distance: number): Trial => {
    const point = evaluate(along(from.position, distance, direction))
    const slopeThere = dot(point.gradient, direction)
    const isNumber = Number.isFinite(point.value) && Number.isFinite(slopeThere)
    return {
      distance,
      value: isNumber ? point.value : Number.POSITIVE_INFINITY,
      slope: slopeThere,
      point,
    }
  }
  // Also where the slope is not a number, as the product of numbers that are too large.
  const isTooHigh = ({ value, distance }: Trial): boolean =>
    !(value <= from.value + sufficientDecrease * distance * slope)
  const isFlat = (trial: Trial): boolean => Math.abs(trial.slope) <= -curvature * slope

  let before = start
  let trial = tryAt(first)
  let evaluations = 1
  for (; ; evaluations++) {
    if (isTooHigh(trial) || (evaluations > 2 && trial.value >= before.value)) break
    if (isFlat(trial)) return trial.point
    if (trial.slope >= 0) break
    if (evaluations === maxEvaluations) return trial.point
    const furthest = 10 * trial.distance
    const nearest = trial.distance + 0.01 * (trial.distance - before.distance)
    const next = tryAt(lowestOfCubic(before, trial, nearest, furthest))
    before = trial
    trial = next
  }

  let [low, high] = before.value <= trial.value ? [before, trial] : [trial, before]
  const size = largest(direction)
  let wasNearEnd: boolean = false
  for (; evaluations < maxEvaluations; evaluations++) {
    const least = Math.min(low.distance, high.distance)
    const most = Math.max(low.distance, high.distance)
    if ((most - least) * size < changeTolerance) break
    const [left, right] = low.distance < high.distance ? [low, high] : [high, low]
    let distance = lowestOfCubic(left, right, least, most)
    const margin = 0.1 * (most - least)
    const isNearEnd = Math.min(most - distance, distance - least) < margin
    const isMoved: boolean = isNearEnd && (wasNearEnd || distance >= most || distance <= least)
    if (isMoved) distance = most - distance < distance - least ? most - margin : least + margin
    wasNearEnd = isNearEnd && !isMoved
    const middle = tryAt(distance)
    if (isTooHigh(middle) || middle.value >= low.value) {
      ;[low, high] = low.value <= middle.value ? [low, middle] : [middle, low]
      continue
    }
    if (isFlat(middle)) return middle.point
    if (middle.slope * (high.distance - low.distance) >= 0) high = low
    low = middle
  }
  return low.point
}

/** Where the cubic through two trials with their slopes is lowest, within bounds; the middle where that is nowhere. */
function lowestOfCubic(a: Trial, b: Trial, least: number, most: number): number {
  const middle = (least + most) / 2
  const mean = a.slope + b.slope - (3 * (a.value - b.value)) / (a.distance - b.distance)
  const square = mean * mean - a.slope * b.slope
  if (!(square >= 0)) return middle
  const root = Math.sqrt(square)
  const share = (b.slope + root - mean) / (b.slope - a.slope + 2 * root)
  const lowest = b.distance - (b.distance - a.distance) * share
  return Number.isFinite(lowest) ? Math.min(Math.max(lowest, least), most) : middle
}
