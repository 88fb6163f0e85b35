import {
  concat,
  exp,
  linspace,
  mul,
  ones,
  type Rng,
  sin,
  stack,
  type Tensor,
  zeros,
} from '@sobolev/core'
import type { Table } from './table.ts'

const diffusivity = 0.2

/**
 * A rod that cools: u_t = 0.2 u_xx for x and t from 0 to 1, with u = sin πx at t = 0 and u = 0 at both ends; so
 * u = sin πx · exp(−0.2 π² t). The rows are 41 at the beginning and 20 at each end: no row is inside.
 */
export function heat(_: Rng): Table {
  const [begin, later] = [
    linspace(0, 1, 41, { dtype: 'float64' }),
    linspace(0.05, 1, 20, { dtype: 'float64' }),
  ]
  const beginning = stack([begin, zeros([41], { dtype: 'float64' })], 1)
  const ends = [zeros([20], { dtype: 'float64' }), ones([20], { dtype: 'float64' })].map((x) =>
    stack([x, later], 1),
  )
  return solutionAt(concat([beginning, ...ends]))
}

/** The solution at 400 places inside, by which a network is judged that has seen the edge alone. */
export const heatInside = (rng: Rng): Table =>
  solutionAt(rng.split('inside').uniform([400, 2], { dtype: 'float64' }))

function solutionAt(features: Tensor): Table {
  const [x, t] = [features.slice([{}, 0]), features.slice([{}, 1])]
  const decay = exp(mul(t, -diffusivity * Math.PI * Math.PI))
  // At x = 1 the sine of the rounded π is not 0, which six decimals do not show.
  return { features, columns: ['x', 't', 'u'], target: [...sin(mul(x, Math.PI)).mul(decay).data] }
}
