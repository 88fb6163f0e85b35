import { add, concat, cos, neg, type Rng, range, sin, stack } from '@sobolev/core'
import type { Table } from './table.ts'

const perSpiral = 400
const noise = 0.1

/**
 * Two arms of three turns each, one the other turned by half a circle: angle iπ/16 and radius
 * 6.5 (104 − i) / 104 for i from 0 to 96 (Lang & Witbrock 1988, "Learning to tell two spirals
 * apart"). They take the 97 whole i; here i goes in finer, even steps, and there is normal noise.
 */
export function twoSpirals(rng: Rng): Table {
  const i = range(perSpiral, { dtype: 'float64' }).mul(96 / (perSpiral - 1))
  const angle = i.mul(Math.PI / 16)
  const radius = i
    .neg()
    .add(104)
    .mul(6.5 / 104)
  const arm = stack([radius.mul(sin(angle)), radius.mul(cos(angle))], 1)
  const arms = concat([arm, neg(arm)])
  const blur = rng.split('noise').normal(arms.shape, { dtype: 'float64', standardDeviation: noise })
  return {
    features: add(arms, blur),
    columns: ['x1', 'x2', 'label'],
    target: Array.from({ length: 2 * perSpiral }, (_, row) => (row < perSpiral ? 0 : 1)),
  }
}
