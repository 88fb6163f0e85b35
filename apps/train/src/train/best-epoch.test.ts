import { expect, test } from 'vitest'
import { BestEpoch } from './best-epoch.ts'

const growing = ['accuracy', 'auc', 'r2']

function offered(name: string, values: readonly number[]): [number, boolean[]] {
  const better = growing.includes(name) ? 'larger' : 'smaller'
  const best = new BestEpoch({ name, better })
  const improved = values.map((value, index) => best.offer(index + 1, value))
  return [best.epoch, improved]
}

test('a loss is better when it falls, an accuracy when it grows, the earlier of equals wins', () => {
  expect(offered('loss', [3, 2, 2, 4])).toEqual([2, [true, true, false, false]])
  expect(offered('accuracy', [0.5, 0.9, 0.9, 0.4])).toEqual([2, [true, true, false, false]])
  expect(offered('r2', [-5, -1])[0]).toBe(2)
  expect(offered('inputGradientNorm', [5, 1])[0]).toBe(2)
})

test('NaN is better than nothing and worse than any number', () => {
  expect(offered('auc', [Number.NaN, 0.2, Number.NaN])).toEqual([2, [true, true, false]])
  expect(offered('loss', [Number.NaN, Number.NaN])).toEqual([1, [true, false]])
})

test('training is overdue after patience epochs without an improvement', () => {
  const best = new BestEpoch({ name: 'loss', better: 'smaller' }, 2)
  const overdue = [3, 2, 5, 1, 4, 4].map((value, index) => {
    best.offer(index + 1, value)
    return best.isOverdue
  })
  expect(overdue).toEqual([false, false, false, false, false, true])
})

test('without patience it is never overdue', () => {
  const best = new BestEpoch({ name: 'loss', better: 'smaller' })
  best.offer(1, 1)
  best.offer(10_000, 2)
  expect(best.isOverdue).toBe(false)
})
