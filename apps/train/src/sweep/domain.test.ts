import { expect, test } from 'vitest'
import { domainOf, valueAt } from './domain.ts'

const values = (domain: ReturnType<typeof domainOf>): unknown =>
  domain.kind === 'values' ? domain.values : 'a range'

test('a list, and a range with steps, are values', () => {
  expect(values(domainOf(['adam', { sgd: { learningRate: 0.1 } }], false))).toHaveLength(2)
  expect(values(domainOf({ linear: [0, 1], steps: 5 }, false))).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(values(domainOf({ log: [1e-4, 0.1], steps: 4 }, true))).toEqual([1e-4, 1e-3, 0.01, 0.1])
  expect(values(domainOf({ logInteger: [1, 100], steps: 3 }, true))).toEqual([1, 10, 100])
  expect(values(domainOf({ integer: [2, 5] }, true))).toEqual([2, 3, 4, 5])
  expect(values(domainOf({ integer: [2, 5] }, false))).toBe('a range')
})

test('a range is even, in its logarithm where it is logarithmic, and never left', () => {
  const linear = domainOf({ linear: [-1, 3] }, false)
  expect([0, 0.25, 0.999999999].map((u) => valueAt(linear, u))).toEqual([-1, 0, 3])
  const log = domainOf({ log: [1e-4, 1] }, false)
  expect([0, 0.25, 0.5].map((u) => valueAt(log, u))).toEqual([1e-4, 1e-3, 0.01])
  expect(valueAt(domainOf({ linear: [0, 1] }, false), 1 / 3)).toBe(0.333333)
  const integer = domainOf({ integer: [1, 4] }, false)
  const counts = new Map<unknown, number>()
  for (let i = 0; i < 400; i++) {
    const value = valueAt(integer, i / 400)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  expect([...counts]).toEqual([1, 2, 3, 4].map((value) => [value, 100]))
  const logInteger = domainOf({ logInteger: [1, 64] }, false)
  expect([0, 0.5, 1 - 2 ** -32].map((u) => valueAt(logInteger, u))).toEqual([1, 6, 64])
})
