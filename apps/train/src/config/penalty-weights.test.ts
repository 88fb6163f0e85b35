import { expect, test } from 'vitest'
import { parseConfig } from './load.ts'
import { writeConfig } from './write.ts'

const parse = (penalty: unknown) =>
  parseConfig(
    JSON.stringify({
      data: { file: 'a.csv', target: 'y' },
      model: { layers: [] },
      penalties: { flat: { inputGradient: penalty } },
    }),
    'a.yaml',
  )

const weightOf = (weight: unknown): unknown => {
  const config = parse({ weight })
  const term = config.penalties.byName.get('flat')
  const again = parseConfig(writeConfig(config), 'b.yaml').penalties.byName.get('flat')
  expect(again).toEqual(term)
  return JSON.parse(JSON.stringify(term?.options.weight))
}

test('a weight is a number, a schedule, a weighting by its name or its options, or auto', () => {
  expect(weightOf(0.5)).toBe(0.5)
  expect(weightOf({ linear: { from: 0, to: 0.5, duration: 3 } })).toHaveProperty('linear.to', 0.5)
  const share = { lossShare: { share: 0.1, decay: 0.99 } }
  for (const written of ['auto', 'lossShare', { lossShare: 0.1 }, { lossShare: {} }])
    expect(weightOf(written)).toEqual(share)
  expect(weightOf({ atMost: 0.4 })).toEqual({ atMost: { bound: 0.4, strength: 1, period: 1 } })
  const rising = { share: { linear: { from: 0, to: 1, duration: 3 } } }
  expect(weightOf({ gradientShare: rising })).toHaveProperty('gradientShare.share.linear.to', 1)
})

test('what is no weight is said, with what was meant', () => {
  expect(() => weightOf('often')).toThrow(
    'weight: must be a finite number of at least 0, auto, a weighting such as { lossShare: 0.1 }, or a schedule such as { cosine: { from: 0.01, to: 0 } }, got "often"',
  )
  expect(() => weightOf({ atMost: 0 })).toThrow(
    'penalties.flat.inputGradient.weight.atMost: must be a finite number above 0',
  )
  expect(() => weightOf({ augmentedLagrangian: 1 })).toThrow('did you mean "atMost"?')
  expect(() => parse({ weight: 1, every: 0 })).toThrow('every: must be a positive integer, got 0')
})
