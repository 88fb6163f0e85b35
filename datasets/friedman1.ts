import { type Rng, sin, slice, square, type Tensor } from '@sobolev/core'
import type { Table } from './table.ts'

const rows = 1000

/**
 * y = 10 sin(π x₁x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + ε, with ten inputs evenly from 0 to 1, five of
 * which say nothing, and ε normal of variance 1 (Friedman 1991, "Multivariate adaptive regression
 * splines", section 4.3).
 */
export function friedman1(rng: Rng): Table {
  const features = rng.split('inputs').uniform([rows, 10], { dtype: 'float64' })
  const x = (column: number): Tensor => slice(features, [null, column - 1])
  const y = sin(x(1).mul(x(2)).mul(Math.PI))
    .mul(10)
    .add(square(x(3).sub(0.5)).mul(20))
    .add(x(4).mul(10))
    .add(x(5).mul(5))
    .add(rng.split('noise').normal([rows], { dtype: 'float64' }))
  return {
    features,
    columns: [...Array.from({ length: 10 }, (_, i) => `x${i + 1}`), 'y'],
    target: [...y.data],
  }
}
