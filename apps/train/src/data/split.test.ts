import { Rng } from '@sobolev/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Split, splitByFraction, splitIntoFolds } from './split.ts'

const rowsOf = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i * 3)
const joined = ({ training, validation }: Split): number[] =>
  [...training, ...validation].sort((a, b) => a - b)

test('every row goes to exactly one side, in order, and both sides get one', () => {
  const count = fc.integer({ min: 2, max: 80 })
  const fraction = fc.double({ min: 0.01, max: 0.99, noNaN: true })
  const groups = fc.option(fc.array(fc.nat(3), { minLength: 80, maxLength: 80 }))
  fc.assert(
    fc.property(count, fraction, groups, fc.nat(100), (n, share, classes, seed) => {
      const rows = rowsOf(n)
      const split = splitByFraction(rows, share, new Rng(seed), classes)
      expect(joined(split)).toEqual([...rows])
      expect([...split.training]).toEqual([...split.training].sort((a, b) => a - b))
      if (classes === null) {
        const wanted = Math.min(Math.max(Math.round(n * share), 1), n - 1)
        expect(split.validation).toHaveLength(wanted)
      }
    }),
    { numRuns: 60 },
  )
})

test('stratifying keeps the proportions of the classes, and one row of each on either side', () => {
  const classes = [...Array(100).fill(0), ...Array(20).fill(1), ...Array(2).fill(2), 3]
  const rows = Int32Array.from(classes, (_, i) => i)
  const { training, validation } = splitByFraction(rows, 0.2, new Rng(1), classes)
  const counts = (side: Int32Array): number[] =>
    [0, 1, 2, 3].map((group) => side.filter((row) => classes[row] === group).length)
  expect(counts(validation)).toEqual([20, 4, 1, 0])
  expect(counts(training)).toEqual([80, 16, 1, 1])
})

test('the same source of random numbers splits the same way, another one differently', () => {
  const split = (seed: number): number[] => [
    ...splitByFraction(rowsOf(100), 0.3, new Rng(seed)).validation,
  ]
  expect(split(1)).toEqual(split(1))
  expect(split(1)).not.toEqual(split(2))
})

test('folds hold every row once, differ by one row at most, and have the classes alike', () => {
  const classes = [...Array(43).fill(0), ...Array(20).fill(1), ...Array(2).fill(2)]
  const rows = rowsOf(classes.length)
  const { rows: dealt, starts } = splitIntoFolds(rows, 4, new Rng(2), classes)
  expect([...dealt].sort((a, b) => a - b)).toEqual([...rows])
  expect([...starts]).toEqual([0, 17, 33, 49, 65])
  const folds = [0, 1, 2, 3].map((fold) => [...dealt.subarray(starts[fold], starts[fold + 1])])
  const counts = [0, 1, 2].map((group) =>
    folds.map((fold) => fold.filter((row) => classes[row / 3] === group).length),
  )
  for (const ofClass of counts)
    expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1)
  for (const fold of folds) expect(fold).toEqual(fold.toSorted((a, b) => a - b))
  expect([...splitIntoFolds(rows, 4, new Rng(2), classes).rows]).toEqual([...dealt])
  expect([...splitIntoFolds(rows, 4, new Rng(3), classes).rows]).not.toEqual([...dealt])
})
