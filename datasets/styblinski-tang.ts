import { concat, type Rng, type Tensor } from '@sobolev/core'
import type { Table } from './table.ts'

const rows = 500

/**
 * z = ½ Σ (x⁴ − 16 x² + 5 x) of two inputs evenly from −5 to 5, with its derivatives by them (Styblinski & Tang 1990,
 * "Experiments in nonconvex optimization: stochastic approximation with function smoothing and simulated annealing").
 */
export function styblinskiTang(rng: Rng): Table {
  const inputs = rng.split('inputs').uniform([rows, 2], { low: -5, high: 5, dtype: 'float64' })
  const squares = inputs.square()
  const z = squares.square().sub(squares.mul(16)).add(inputs.mul(5)).sum(1).div(2)
  const slopes: Tensor = inputs.mul(squares).mul(2).sub(inputs.mul(16)).add(2.5)
  return {
    features: concat([inputs, slopes], 1),
    columns: ['x', 'y', 'dz_dx', 'dz_dy', 'z'],
    target: [...z.data],
  }
}
