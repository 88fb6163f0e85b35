import { type Rng, square, sum } from '@sobolev/core'
import type { Table } from './table.ts'

const rows = 3000

/** The squared radii that a third and two thirds of ten-dimensional normal points lie within: quantiles of χ²₁₀. */
const borders = [7.6121090334, 11.3173573941] as const

/**
 * Ten independent normal inputs; the class is told by the squared distance from the origin alone,
 * each third of it being a class (Friedman, Hastie & Tibshirani 2000, "Additive logistic
 * regression", section 6: nested concentric spheres, three classes).
 */
export function rings(rng: Rng): Table {
  const features = rng.split('inputs').normal([rows, 10], { dtype: 'float64' })
  const squaredRadius = sum(square(features), 1)
  return {
    features,
    columns: [...Array.from({ length: 10 }, (_, i) => `x${i + 1}`), 'ring'],
    target: Array.from(squaredRadius.data, (r) =>
      r < borders[0] ? 'inner' : r < borders[1] ? 'middle' : 'outer',
    ),
  }
}
