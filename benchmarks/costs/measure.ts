import { median } from '../race/table.ts'
import type { TrainingStep } from './step.ts'

/** How long two steps are compared at most, in seconds; where they take longer than that, once. */
const LONGEST = 1.2
const LEAST_OFTEN = 5
/** A quotient that is known so well is not measured any longer. */
const PRECISE = 0.015

/** What a step takes as multiples of another: seconds, and bytes of its program. */
export interface Multiples {
  readonly time: number
  readonly memory: number
}

/**
 * Compares two steps, now one and now the other, so that what slows the machine down slows both.
 *
 * @param together how many steps are timed at once
 */
export function multiplesOf(step: TrainingStep, plain: TrainingStep, together: number): Multiples {
  const seconds = (run: () => void): number => {
    const start = performance.now()
    for (let i = 0; i < together; i++) run()
    return (performance.now() - start) / 1000
  }
  // Programs that are taken in some steps alone are compiled before any time is taken.
  seconds(step.run)
  seconds(plain.run)
  const quotients: number[] = []
  for (let spent = 0; ; ) {
    const isEnough = quotients.length >= LEAST_OFTEN ? isPrecise(quotients) : false
    const isLong = spent > LONGEST * (quotients.length < LEAST_OFTEN ? 2 : 1)
    if (isEnough || isLong) break
    const [without, taken] = [seconds(plain.run), seconds(step.run)]
    quotients.push(taken / without)
    spent += without + taken
  }
  return {
    time: median(quotients.toSorted((a, b) => a - b)) * step.trainings,
    memory: step.workspace / plain.workspace,
  }
}

/** Whether the middle half of the quotients is so close together that their median is known well. */
function isPrecise(quotients: readonly number[]): boolean {
  if (quotients.length < 9) return false
  const sorted = quotients.toSorted((a, b) => a - b)
  const quarter = sorted.length >> 2
  const [low = 0, high = 0] = [sorted[quarter], sorted[sorted.length - 1 - quarter]]
  const error = (high - low) / Math.sqrt(sorted.length)
  return error < PRECISE * median(sorted)
}
