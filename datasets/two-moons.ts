import { add, concat, cos, type Rng, range, sin, stack, type Tensor } from '@sobolev/core'
import type { Table } from './table.ts'

const perMoon = 300
const noise = 0.3

/**
 * Two half circles that reach into each other: (cos t, sin t) and (1 − cos t, ½ − sin t), t evenly
 * from 0 to π, with normal noise. Scikit-learn's `make_moons`.
 */
export function twoMoons(rng: Rng): Table {
  const t = range(perMoon, { dtype: 'float64' }).mul(Math.PI / (perMoon - 1))
  const moon = (x: Tensor, y: Tensor): Tensor => stack([x, y], 1)
  const outer = moon(cos(t), sin(t))
  const inner = moon(cos(t).neg().add(1), sin(t).neg().add(0.5))
  const moons = concat([outer, inner])
  const blur = rng
    .split('noise')
    .normal(moons.shape, { dtype: 'float64', standardDeviation: noise })
  return {
    features: add(moons, blur),
    columns: ['x1', 'x2', 'label'],
    target: Array.from({ length: 2 * perMoon }, (_, i) => (i < perMoon ? 0 : 1)),
  }
}
