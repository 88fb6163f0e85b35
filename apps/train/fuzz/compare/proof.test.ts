import { describe, expect, it } from 'vitest'
import { RandomDraws } from '../../src/compare/random-draws.ts'
import { Choices } from '../random.ts'
import { compareSimulated, type Simulation, spreads } from './simulate.ts'

// npm run compare:proof tries a thousand of each, and real runs.
const PAIRS = 20
const draws = new RandomDraws(0)

/** Of how many pairs of groups `compare` says that they differ. */
function differing(simulation: Simulation, seed: number): number {
  const choices = new Choices(seed)
  const verdicts = Array.from(
    { length: PAIRS },
    () => compareSimulated(simulation, choices, draws).any,
  )
  expect(verdicts.every((verdict) => verdict !== 'too few runs')).toBe(true)
  return verdicts.filter((verdict) => verdict === 'difference').length
}

describe.each(spreads)('of 20 pairs of groups with %s figures', (spread) => {
  it.each([
    { isPaired: true, seeds: 10 },
    { isPaired: false, seeds: 8 },
  ])('at most 2 differ where there is noise alone: %o', (groups) => {
    expect(differing({ ...groups, spread, shift: 0 }, 1)).toBeLessThanOrEqual(2)
  })

  it('at least 18 differ where they are two standard deviations apart', () => {
    expect(differing({ spread, seeds: 10, isPaired: true, shift: 2 }, 1)).toBeGreaterThanOrEqual(18)
  })
})
