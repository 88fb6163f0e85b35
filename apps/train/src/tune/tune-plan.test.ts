import { expect, test } from 'vitest'
import { planFor, roundsOf, secondsOf } from './tune-plan.ts'

test('a third goes on to three times as long, and the last round has seeds of its own', () => {
  const rounds = roundsOf({ points: 40, epochs: 90, seed: 7 })
  expect(rounds).toEqual([
    { points: 40, epochs: 10, seeds: [7] },
    { points: 14, epochs: 30, seeds: [7] },
    { points: 5, epochs: 90, seeds: [7] },
    { points: 3, epochs: 90, seeds: [8, 9, 10, 11, 12] },
  ])
  const [, , third, last] = roundsOf({ points: 150, epochs: 90, seed: 7 })
  expect(third).toMatchObject({ points: 17, seeds: [7] })
  expect(last).toMatchObject({ points: 5, seeds: Array.from({ length: 10 }, (_, i) => 8 + i) })
})

test('a short training has fewer rounds, and no round more points than the one before', () => {
  expect(roundsOf({ points: 4, epochs: 2, seed: 0, seeds: 1 })).toEqual([
    { points: 4, epochs: 1, seeds: [0] },
    { points: 3, epochs: 2, seeds: [0] },
    { points: 3, epochs: 2, seeds: [1] },
  ])
})

test('as many points are planned as fit, and where few do, fewer seeds and epochs', () => {
  const cost = { perTrial: 0.5, perEpoch: 0.1, overhead: 0.4 }
  const plan = planFor(5, 2, cost, { epochs: 90, seed: 0 })
  const seconds = secondsOf(plan.rounds, cost)
  expect(seconds).toBeLessThanOrEqual(600)
  expect(seconds).toBeGreaterThan(550)
  expect(plan).toMatchObject({ minutes: 5, measured: { ...cost, cores: 2 } })
  expect(plan.rounds.at(-1)).toMatchObject({ epochs: 90, seeds: [1, 2, 3, 4, 5] })
  const brief = planFor(0.5, 2, cost, { epochs: 90, seed: 0 })
  const last = brief.rounds.at(-1)
  expect(last?.seeds).toHaveLength(3)
  expect(last?.epochs).toBeLessThan(90)
  expect(secondsOf(brief.rounds, cost)).toBeLessThanOrEqual(60)
  expect(() => planFor(0.1, 1, cost, { epochs: 90, seed: 0 })).toThrow(
    /--minutes 0.1: must be enough for a few trainings, of which one takes 10 s; 4 minutes would do/,
  )
})
