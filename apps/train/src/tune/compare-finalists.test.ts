import { expect, test } from 'vitest'
import type { Outcome } from '../sweep/outcome.ts'
import { compareFinalists } from './compare-finalists.ts'

/** Outcomes of points, by the values of seeds. */
const outcomes = (values: readonly (readonly (number | null)[])[]): Outcome[] =>
  values.flatMap(
    (ofPoint, point) =>
      ofPoint.map((loss, seed) => ({
        ...{ index: 10 * point + seed, point, round: 2, seed, parameters: {}, identity: '' },
        ...{
          state: loss === null ? 'diverged' : 'finished',
          message: null,
          digest: null,
          data: [],
        },
        ...{ validation: { loss }, run: null, epochs: 1, started: '', seconds: 1 },
      })) as Outcome[],
  )
const objective = { metric: 'loss', direction: 'minimize' } as const
const verdicts = (values: readonly (readonly (number | null)[])[]): unknown[] =>
  compareFinalists({ objective }, outcomes(values)).map(({ point, difference }) => [
    point,
    difference?.verdict,
  ])

// The spread over seeds is large, and nearly the same for all points.
const start = [1, 2, 3, 4, 5]

test('points are compared seed by seed, so that what all share does not count', () => {
  const better = start.map((value, seed) => value - 0.5 + 0.01 * seed)
  expect(verdicts([start, better])).toEqual([
    [1, 'better'],
    [0, undefined],
  ])
  const [, worse] = compareFinalists({ objective }, outcomes([start, start.map((v) => v + 1)]))
  expect(worse).toMatchObject({ point: 1, difference: { difference: 1, verdict: 'worse' } })
  // Student's t for 2.5 % at 4 degrees of freedom is 3.495 for two points looked at, and 2.776 for one.
  const differences = [-1, -0.8, -1.2, -1.1, -0.9]
  const points = [start, start.map((v, i) => v + (differences[i] ?? 0))]
  const intervalOf = (values: readonly (readonly number[])[]) =>
    compareFinalists({ objective }, outcomes(values))[0]?.difference?.interval?.map((end) =>
      Number(end.toFixed(3)),
    )
  expect(intervalOf(points)).toEqual([-1.196, -0.804])
  expect(intervalOf([...points, start.map((v) => v + 2)])).toEqual([-1.247, -0.753])
})

test('what is within the spread is no difference, though it comes first', () => {
  const alike = [0.5, 2.6, 2.5, 4.1, 4.9]
  expect(verdicts([start, alike])).toEqual([
    [1, 'no difference'],
    [0, undefined],
  ])
})

test('seeds that one of both lacks are left out, and of a few nothing is said', () => {
  expect(verdicts([start, [0.5, 1.5, null, null, null]])).toEqual([
    [0, undefined],
    [1, 'too few seeds'],
  ])
  expect(
    verdicts([
      [null, null, null],
      [1, 2, 3],
    ]),
  ).toEqual([
    [1, 'too few seeds'],
    [0, undefined],
  ])
})
