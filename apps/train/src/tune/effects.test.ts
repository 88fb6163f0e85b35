import { expect, test } from 'vitest'
import type { PointResult } from '../sweep/ranking.ts'
import { effectsOf } from './effects.ts'

/** Points from the best to the worst, of what each does about dropout and about mixing. */
const points = (doses: readonly (readonly [dropout: unknown, mixing: unknown])[]): PointResult[] =>
  doses.map(([dropout, mixing], point) => ({
    ...{ point, round: 0, parameters: { dropout, mixing }, values: [point], mean: point },
    ...{ spread: null, without: 0 },
  }))

const taken = { dropout: 0.1 }

test('what stands in the first places helps, however strong it is', () => {
  const found = effectsOf(
    points([
      ...Array.from({ length: 6 }, (_, i) => [{ dropout: i / 10 }, null] as const),
      ...Array.from({ length: 12 }, (_, i) => [null, i % 2 ? { mixup: 1 } : null] as const),
    ]),
  )
  expect(found.map(({ name, points, verdict }) => [name, points, verdict])).toEqual([
    ['dropout', 6, 'helps'],
    ['mixup', 6, 'not told from chance'],
  ])
  expect(found[0]).toMatchObject({ place: 3.5, otherPlace: 12.5, value: 2, otherValue: 11 })
  const [low = 0, high = 0] = found[0]?.interval ?? []
  expect(low).toBeLessThan(-9)
  expect(high).toBeGreaterThan(-9)
  expect(high).toBeLessThan(0)
})

test('what was taken away and what was put there are each beside what was left', () => {
  const found = effectsOf(
    points([
      ...Array.from({ length: 5 }, () => [null, null] as const),
      ...Array.from({ length: 5 }, () => [taken, null] as const),
      ...Array.from({ length: 5 }, () => ['without', null] as const),
    ]),
  )
  expect(found.map(({ name, otherPlace, verdict }) => [name, otherPlace, verdict])).toEqual([
    ['dropout', 3, 'harms'],
    ['without dropout', 3, 'harms'],
  ])
})

test('of a few points nothing is said', () => {
  const found = effectsOf(
    points([
      [taken, null],
      [taken, null],
      [null, null],
    ]),
  )
  expect(found).toMatchObject([{ name: 'dropout', interval: null, verdict: 'too few points' }])
})
