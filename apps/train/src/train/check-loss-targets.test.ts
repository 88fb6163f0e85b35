import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import { checkLossTargets } from './check-loss-targets.ts'

const part = (...targets: number[]): Part => ({
  rows: targets.length,
  inputs: new Float32Array(targets.length),
  targets: Float32Array.from(targets),
  steps: null,
  lengths: null,
  rowNumbers: Int32Array.from(targets, (_, index) => index + 2),
})

const check = (
  loss: string,
  scaleTarget: boolean | string,
  training: Part,
  test: Part | null = null,
) => {
  const data = `{ file: a, target: b, scaleTarget: ${scaleTarget} }`
  const config = parseConfig(`data: ${data}\nmodel: { layers: [] }\nloss: ${loss}`, 'a.yaml')
  return () => checkLossTargets(config, { training, validation: part(1), test })
}

test.each([
  [true, 'got true, which standardises them, and then some are below 0'],
  ['log1p', 'got log1p, of which some are below 0, as they are centred after it'],
  ['quantile', 'got quantile, of which some are below 0, as they are centred after it'],
])(
  'a loss of targets that keep their sign refuses scaleTarget: %s, and says the way out',
  (scale, words) => {
    const call = check('poisson', scale, part(1, 2))
    expect(call).toThrow(InputError)
    expect(call).toThrow(
      `data.scaleTarget: must be false for the loss poisson, whose targets are at least 0, ${words}; set data.scaleTarget: false, as its outputs are logarithms anyway`,
    )
  },
)

test('it names the row of a target that is too small, in any part', () => {
  expect(check('poisson', false, part(0, 1))).not.toThrow()
  expect(check('poisson', false, part(0, 1, -0.5))).toThrow(
    'loss: poisson needs targets at least 0, got -0.5 in row 4 (training part); choose another loss or data.target',
  )
  expect(check('gamma', false, part(1), part(1, 0))).toThrow(
    'loss: gamma needs targets above 0, got 0 in row 3 (test part)',
  )
})

test.each(['null', 'squaredError'])('the loss %s takes any target', (loss) => {
  expect(check(loss, true, part(-1, 0))).not.toThrow()
})
