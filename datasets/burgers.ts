import {
  concat,
  cos,
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

const viscosity = 0.01 / Math.PI

/**
 * Burgers' equation u_t + u u_x = (0.01/π) u_xx for x from −1 to 1 and t from 0 to 1, with u = −sin πx at t = 0 and u = 0
 * at both ends: a wave that becomes a shock at x = 0. The rows are 51 at the beginning and 25 at each end: no row is
 * inside.
 */
export function burgers(_: Rng): Table {
  const [begin, later] = [
    linspace(-1, 1, 51, { dtype: 'float64' }),
    linspace(0.04, 1, 25, { dtype: 'float64' }),
  ]
  const beginning = stack([begin, zeros([51], { dtype: 'float64' })], 1)
  const ends = [-1, 1].map((end) => stack([ones([25], { dtype: 'float64' }).mul(end), later], 1))
  return {
    features: concat([beginning, ...ends]),
    columns: ['x', 't', 'u'],
    target: [...sin(mul(begin, Math.PI)).neg().data, ...zeros([50], { dtype: 'float64' }).data],
  }
}

/** The solution at 5 times of 81 places each, by which a network is judged that has seen the edge alone. */
export function burgersInside(_: Rng): Table {
  const places = linspace(-1, 1, 81, { dtype: 'float64' })
  const at = [0.1, 0.25, 0.5, 0.75, 0.99].map((time) =>
    stack([places, ones([81], { dtype: 'float64' }).mul(time)], 1),
  )
  const features = concat(at)
  return { features, columns: ['x', 't', 'u'], target: [...solution(features).data] }
}

/** By Cole (1951) and Hopf (1950): a quotient of two integrals against a normal density. `points`: rows (x, t). */
function solution(points: Tensor): Tensor {
  const [x, t] = [points.slice([{}, { stop: 1 }]), points.slice([{}, { start: 1 }])]
  const s = linspace(-8, 8, 1601, { dtype: 'float64' }).reshape([1, 1601])
  const y = x.sub(t.mul(viscosity).sqrt().mul(2).mul(s)).mul(Math.PI)
  const density = exp(
    s
      .square()
      .neg()
      .sub(cos(y).div(2 * Math.PI * viscosity)),
  )
  return sin(y).neg().mul(density).sum(1).div(density.sum(1))
}
