import { Rng } from '@sobolev/core'
import { expect, it } from 'vitest'
import { balancedOrder } from './balanced-order.ts'

const targets = Int32Array.from({ length: 60 }, (_, row) =>
  row % 10 === 0 ? 2 : row % 3 === 0 ? 1 : 0,
)

it('draws each class as often as any other, and every row of a class before any comes again', () => {
  const order = balancedOrder(targets, new Rng(4))
  expect(order).toHaveLength(60)
  for (let begin = 0; begin < 60; begin += 3)
    expect(Array.from(order.subarray(begin, begin + 3), (row) => targets[row]).sort()).toEqual([
      0, 1, 2,
    ])
  const rare = Array.from(order).filter((row) => targets[row] === 2)
  for (const begin of [0, 6, 12])
    expect(new Set(rare.slice(begin, begin + 6)).size).toBe(Math.min(6, rare.length - begin))
  const frequent = Array.from(order).filter((row) => targets[row] === 0)
  expect(new Set(frequent).size).toBe(frequent.length)
})

it('is the same for the same source, and another for another', () => {
  expect(balancedOrder(targets, new Rng(4))).toEqual(balancedOrder(targets, new Rng(4)))
  expect(balancedOrder(targets, new Rng(4))).not.toEqual(balancedOrder(targets, new Rng(5)))
})
