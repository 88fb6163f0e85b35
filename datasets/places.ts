import { concat, type Rng, stack, type Tensor } from '@sobolev/core'
import type { Table } from './table.ts'

const rowsOfPlace = 1000

/** How often the colour is that of the label in each place. */
const agreement = [0.9, 0.8, 0.1]

/**
 * A label, 0 or 1, that a shape tells three times in four in each place, and a colour more often than that in two places,
 * but seldom in the third: the colored digits of Arjovsky et al. 2019, "Invariant risk minimization", as a table.
 * `shape` and `colour` are −1 or 1, plus normal noise 0.3.
 */
export function places(rng: Rng): Table {
  const tables = agreement.map((share, place) => {
    const source = rng.split(place)
    const sign = (name: string, chance: number): Tensor =>
      source.split(name).bernoulli(chance, [rowsOfPlace]).cast('float64').mul(2).sub(1)
    const seen = (name: string, of: Tensor): Tensor => {
      const options = { standardDeviation: 0.3, dtype: 'float64' } as const
      return of.add(source.split(name).split('noise').normal([rowsOfPlace], options))
    }
    const label = sign('label', 0.5)
    const shape = seen('shape', label.mul(sign('shape', 0.75)))
    const colour = seen('colour', label.mul(sign('colour', share)))
    return { features: stack([label.mul(0).add(place), shape, colour], 1), label }
  })
  return {
    features: concat(tables.map(({ features }) => features)),
    columns: ['place', 'shape', 'colour', 'label'],
    target: tables.flatMap(({ label }) => Array.from(label.data, (sign) => (sign + 1) / 2)),
  }
}
