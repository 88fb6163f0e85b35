import type { Point, Stop, Taken } from './minimizer.ts'
import type { LineSearch } from './strong-wolfe.ts'
import { difference, largest } from './vectors.ts'

type Tolerances = Pick<LineSearch, 'gradientTolerance' | 'changeTolerance'>

/** Whether no derivative is above the tolerance. */
export const isFlat = ({ gradient }: Point, { gradientTolerance }: Tolerances): boolean =>
  largest(gradient) <= gradientTolerance

/** Why no step follows one from `from` to `to`; null where one does. */
export function stopAfter(from: Point, to: Point, tolerances: Tolerances): Stop | null {
  const { changeTolerance } = tolerances
  if (to.value > from.value || to === from) return 'noLowerValue'
  const hasConverged =
    isFlat(to, tolerances) ||
    from.value - to.value <= changeTolerance * Math.abs(to.value) ||
    largest(difference(to.position, from.position)) <= changeTolerance
  return hasConverged ? 'converged' : null
}

/** A step that goes nowhere. */
export const stay = (point: Point, memory: Taken['memory'], stop: Stop): Taken => ({
  point,
  memory,
  stop,
})
