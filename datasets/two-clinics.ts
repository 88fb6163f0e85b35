import { concat, type Rng, range, type Tensor } from '@sobolev/core'
import type { Table } from './table.ts'

const perClinic = 400

/**
 * A disease that six measurements tell, x1 + x2 x3 > 0 but for noise, and a mark that in the first clinic goes with it:
 * 1 or −1 with normal noise 0.4, by the disease there and by a coin in the second clinic.
 */
export function twoClinics(rng: Rng): Table {
  const n = 2 * perClinic
  const normal = (name: string, columns: number): Tensor =>
    rng.split(name).normal([n, columns], { dtype: 'float64' })
  const x = normal('measurements', 6)
  const column = (index: number): Tensor => x.slice([null, { start: index, stop: index + 1 }])
  const score = column(0)
    .add(column(1).mul(column(2)))
    .add(normal('noise', 1).mul(0.3))
  const isIll = score.greater(0).cast('float64')
  const isFirst = range(n).less(perClinic).reshape([n, 1]).cast('float64')
  const coin = rng.split('coin').uniform([n, 1]).less(0.5).cast('float64')
  const side = isIll
    .mul(isFirst)
    .add(coin.mul(isFirst.neg().add(1)))
    .mul(2)
    .sub(1)
  const mark = side.add(normal('mark', 1).mul(0.4))
  return {
    features: concat([x, mark, isFirst.neg().add(2)], 1),
    columns: ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'mark', 'clinic', 'label'],
    target: Array.from(isIll.data, (value) => (value === 1 ? 'ill' : 'well')),
  }
}
