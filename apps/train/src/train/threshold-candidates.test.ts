import { expect, test } from 'vitest'
import { thresholdCandidates } from './threshold-candidates.ts'

test('of few probabilities all that tell rows apart are tried, and a half', () => {
  const tried = thresholdCandidates([0.1, 0.4, 0.1, 0.2])
  expect(tried[0]).toBe(0.5)
  expect(new Set(tried)).toEqual(new Set([0.5, (0.1 + 0.2) / 2, (0.2 + 0.4) / 2]))
})

test.each([1, 10, 100])(
  '%i rows of 10,000 at an end can nearly be told from the others',
  (rare) => {
    const common = Array.from({ length: 10_000 - rare }, (_, row) => row / 1e5)
    const high = Array.from({ length: rare }, (_, row) => 0.2 + row / 1000)
    for (const sign of [1, -1]) {
      const probabilities = [...common, ...high].map((p) => (sign > 0 ? p : 1 - p))
      const tried = thresholdCandidates(probabilities)
      const onFarSide = tried.map(
        (threshold) => probabilities.filter((p) => sign * (p - threshold) > 0).length,
      )
      // Within a tenth of as many as there are.
      expect(Math.min(...onFarSide.map((count) => Math.abs(count - rare)))).toBeLessThanOrEqual(
        rare / 10,
      )
      expect(tried.length).toBeLessThan(600)
    }
  },
)
