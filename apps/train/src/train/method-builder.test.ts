import { tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { MethodBuilder } from './method-builder.ts'

/** Values at the starts of the first epochs, of 10 steps each. */
function byEpoch(written: string, epochs: number): number[] {
  const config = parseConfig(
    `data: { file: a, target: b }\nmodel: { layers: [] }\noptimizer: { adam: { learningRate: ${written} } }`,
    'a.yaml',
  )
  const methods = new MethodBuilder(config.catalogue, 10)
  const schedule = methods.schedule(config.optimizer.options.learningRate)
  return Array.from({ length: epochs }, (_, epoch) =>
    typeof schedule === 'number'
      ? schedule
      : schedule(tensor(10 * epoch, { dtype: 'int32' })).item(),
  )
}

test.each<[string, number[]]>([
  ['3', [3, 3, 3]],
  ['{ constant: 3 }', [3, 3, 3]],
  ['{ linear: { from: 1, to: 5, duration: 4 } }', [1, 2, 3, 4, 5, 5]],
  ['{ cosine: { from: 2, duration: 2 } }', [2, 1, 0, 0]],
  ['{ stepDecay: { from: 8, every: 2, factor: 0.5 } }', [8, 8, 4, 4, 2]],
])('%s counts epochs', (written, values) => {
  const got = byEpoch(written, values.length)
  for (const [epoch, value] of values.entries()) expect(got[epoch]).toBeCloseTo(value, 12)
})

test('a warm-up rises from near 0 to the start of the schedule, which begins after it', () => {
  const config = '{ linear: { from: 4, to: 0, duration: 2, warmUp: 2 } }'
  const [first, half, ...rest] = byEpoch(config, 6)
  // The first step already moves: 1 of 20 parts.
  expect(first).toBeCloseTo(4 / 20, 12)
  expect(half).toBeCloseTo((4 * 11) / 20, 12)
  for (const [index, value] of [4, 2, 0, 0].entries()) expect(rest[index]).toBeCloseTo(value, 12)
})

test.each([
  ['{ linear: { from: 1, to: 5, duration: 1e12 } }', 'linear.duration'],
  ['{ piecewise: { boundaries: [1, 1e12], values: [1, 2, 3] } }', 'piecewise.boundaries'],
])('%s is more steps than can be counted', (written, place) => {
  expect(() => byEpoch(written, 1)).toThrow(
    `${place}: must come to at most 2147483647 steps, got 1000000000000 epochs of 10 steps`,
  )
})
