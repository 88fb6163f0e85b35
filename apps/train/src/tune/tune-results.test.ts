import { expect, test } from 'vitest'
import type { Outcome } from '../sweep/outcome.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { tuneResults } from './tune-results.ts'

const sweep: Sweep = {
  ...{ name: 'one', file: '/one.yaml', config: '/one.yaml', folder: '/tunes/one', fixed: [] },
  parameters: [{ path: 'dropout', domain: { kind: 'values', values: [null] } }],
  sample: { kind: 'sobol', seed: 0 },
  rounds: [
    { points: 3, epochs: 1, seeds: [0] },
    { points: 2, epochs: 2, seeds: [1, 2, 3] },
  ],
  kept: [0],
  objective: { metric: 'loss', direction: 'minimize' },
  budget: { trials: Number.POSITIVE_INFINITY, seconds: 60 },
  failures: { diverged: 'skip', failed: 'skip' },
}

const outcome = (round: number, point: number, seed: number, loss: number): Outcome => ({
  ...{ index: 10 * round + 3 * point + seed, point, round, seed, identity: '' },
  parameters: { dropout: point === 0 ? null : { dropout: point / 10 } },
  ...{ state: 'finished', message: null, validation: { loss }, digest: `${loss}`, data: [] },
  ...{ run: null, epochs: 1, started: '', seconds: 1 },
})
/** The config as it is comes last, and goes on all the same. */
const first = [outcome(0, 0, 0, 3), outcome(0, 1, 0, 2), outcome(0, 2, 0, 1)]
const second = (losses: readonly number[]): Outcome[] =>
  [0, 2].flatMap((point, i) =>
    [1, 2, 3].map((seed) => outcome(1, point, seed, (losses[i] ?? 0) + seed / 10)),
  )

test('the winner is that of the last round, with a verdict over its seeds', () => {
  const results = tuneResults(sweep, [...first, ...second([3, 2])], 'finished')
  expect(results).toMatchObject({ rounds: [2, 2], winner: { point: 2, mean: 2.2 } })
  expect(results?.verdict).toBe(
    'Better than the config as it was: loss 2.200 ± 0.1000 against 3.200 ± 0.1000, a difference of -1.000 (from -1.000 to -1.000) over 3 seeds.',
  )
  const none = tuneResults(sweep, [...first, ...second([2, 3])], 'finished')
  expect(none?.winner.point).toBe(0)
  expect(none?.verdict).toMatch(/^Nothing that was tried is better than the config as it was/)
})

test('the config stays as it was where no difference can be told', () => {
  const close = [0, 2].flatMap((point) =>
    [1, 2, 3].map((seed) =>
      outcome(1, point, seed, 2 + (point === 2 && seed === 1 ? -0.3 : point === 2 ? 0.1 : 0)),
    ),
  )
  const results = tuneResults(sweep, [...first, ...close], 'finished')
  expect(results?.finalists.map(({ point }) => point)).toEqual([2, 0])
  expect(results?.winner.point).toBe(0)
  expect(results?.verdict).toMatch(
    /^No difference beyond the spread over seeds: loss 1\.967 ± .* against 2\.000 ± .* over 3 seeds\. The config stays as it was\.$/,
  )
})

test('where the time was over, the last round that is complete counts', () => {
  const results = tuneResults(sweep, [...first, ...second([3, 2]).slice(0, 3)], 'budget')
  expect(results).toMatchObject({ end: 'budget', rounds: [1, 2], winner: { point: 2, mean: 1 } })
  expect(results?.verdict).toMatch(/of one seed, which does not tell a difference from chance\.$/)
  expect(tuneResults(sweep, first.slice(1), 'budget')).toBeNull()
})
