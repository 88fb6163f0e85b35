import { type Tensor, tensor } from '@sobolev/core'
import type { CountsAbove } from './count-above.ts'

/**
 * Makes columns, float64 [points], of a curve by falling thresholds: its points are one that no score reaches, and the
 * counts. Without counts there is no point.
 */
export function curveColumns(
  counts: readonly CountsAbove[],
): (of: (point: CountsAbove) => number) => Tensor {
  const none = { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0 }
  const points = counts.length === 0 ? [] : [none, ...counts]
  return (of) => tensor(Float64Array.from(points, of), { shape: [points.length] })
}
