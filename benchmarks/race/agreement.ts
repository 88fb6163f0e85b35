import type { FirstStep } from '../peers/protocol.ts'

/** How far loss and gradient norms may be apart, relative to the larger. */
export const TOLERANCE = 1e-4

/** How far the loss may be apart after a few steps of Adam, which magnifies the smallest gradients. */
export const STEPS_TOLERANCE = 1e-3

const distance = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))

/** The largest relative distance between two first steps, infinite if they are not comparable. */
export function firstStepDistance(a: FirstStep, b: FirstStep): number {
  if (a.norms.length !== b.norms.length) return Number.POSITIVE_INFINITY
  const distances = a.norms.map((norm, index) => distance(norm, b.norms[index] ?? Number.NaN))
  return worst([distance(a.loss, b.loss), ...distances])
}

/** The relative distance between two losses. */
export const lossDistance = (a: number, b: number): number => worst([distance(a, b)])

const worst = (distances: readonly number[]): number =>
  Math.max(...distances.map((d) => (Number.isNaN(d) ? Number.POSITIVE_INFINITY : d)))
