import { describe, expect, it } from 'vitest'
import { holm } from './holm.ts'
import { relabelTest, signFlipTest } from './permutation-test.ts'
import { RandomDraws } from './random-draws.ts'

const draws = new RandomDraws(0)

describe('signs of differences', () => {
  it('are all tried where they are few', () => {
    // Of 16 patterns only all and none are as far apart.
    expect(signFlipTest([1, 2, 3, 4], draws)).toEqual({ p: 2 / 16, leastP: 2 / 16 })
    // ±1±1: half of the four sums are 0, and the others as large.
    expect(signFlipTest([1, 1], draws).p).toBe(0.5)
    expect(signFlipTest([0, 0, 0], draws).p).toBe(1)
  })

  it('count as equal where sums differ in their last digits', () => {
    // In floating point 0.1 + 0.2 - 0.3 is not -(0.1 + 0.2 - 0.3) added in another order.
    expect(signFlipTest([0.1, 0.2, -0.3], draws).p).toBe(1)
  })

  it('are drawn where they are many, and are the same each time', () => {
    const differences = Array.from({ length: 40 }, (_, i) => (i % 3) - 0.8)
    const test = signFlipTest(differences, draws)
    expect(signFlipTest(differences, new RandomDraws(0))).toEqual(test)
    expect(test.p).toBeGreaterThan(0.05)
    expect(
      signFlipTest(
        differences.map(() => 1),
        draws,
      ).p,
    ).toBeLessThan(0.001)
  })
})

describe('labels of groups', () => {
  it('are all tried where they are few', () => {
    // Of 20 choices of 3 of 6, two are wholly apart.
    expect(relabelTest([1, 2, 3], [11, 12, 13], draws)).toEqual({ p: 0.1, leastP: 0.1 })
    expect(relabelTest([1, 1, 1], [1, 1, 1], draws).p).toBe(1)
    // Of the 4 choices of one, it alone is so far from the others.
    expect(relabelTest([9], [1, 2, 3], draws)).toEqual({ p: 0.25, leastP: 0.25 })
  })

  it('are drawn where they are many, and are the same each time', () => {
    const first = Array.from({ length: 15 }, (_, i) => i % 4)
    const second = first.map((value) => value + 0.1)
    const test = relabelTest(first, second, draws)
    expect(relabelTest(first, second, new RandomDraws(0))).toEqual(test)
    expect(test.p).toBeGreaterThan(0.5)
    expect(
      relabelTest(
        first,
        first.map((value) => value + 9),
        draws,
      ).p,
    ).toBeLessThan(0.001)
  })
})

it('probabilities are corrected for their number, and keep their order', () => {
  expect(holm([0.04, 0.01, 0.03, 0.9])).toEqual([0.09, 0.04, 0.09, 0.9])
  expect(holm([])).toEqual([])
})
