import { compile, Rng, type Tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Average } from './average.ts'
import { polyakAverage } from './polyak-average.ts'
import { swa } from './swa.ts'
import { WeightAverage } from './weight-average.ts'

const rng = new Rng(4)
const noise = (step: number): Tensor => rng.split(step).normal([200], { dtype: 'float64' })

const rows = [...catalogue.of('average').values()].map(({ name, make, example }) => ({
  name,
  average: make(example.options),
}))

describe.each(rows)('$name', ({ average }) => {
  it('has less of the noise of the weights, the same compiled', () => {
    const variance = (values: Tensor): number => values.square().mean().item()
    const run = (isCompiled: boolean): Tensor => {
      const weights = new Variable(noise(0))
      const kept = new WeightAverage(average, { weights })
      const update = (x: Tensor): Tensor => {
        weights.assign(x)
        kept.update()
        return x
      }
      const call = isCompiled ? compile(update) : update
      for (let step = 1; step <= 20; step++) call(noise(step))
      return kept.values().weights ?? weights.value
    }
    const averaged = run(false)
    expect(variance(averaged)).toBeLessThan(0.5 * variance(noise(20)))
    expect(run(true).data).toEqual(averaged.data)
  })
})

/** The average after each value. */
function averages(average: Average, [first = 0, ...values]: readonly number[]): number[] {
  const weight = new Variable(float64(first))
  const kept = new WeightAverage(average, { weight })
  return values.map((value) => {
    weight.assign(value)
    kept.update()
    return kept.values().weight?.item() ?? Number.NaN
  })
}

it('swa follows the weights until its start, then takes in one in so many', () => {
  expect(averages(swa({ start: 2, every: 3 }), [9, 1, 4, 50, 60, 10, 70, 80, 1])).toEqual([
    1, 4, 4, 4, 7, 7, 7, 5,
  ])
})

it('polyakAverage is the mean from its start on; with emphasis later ones count more', () => {
  const values = [7, 1, 4, 10, 2, 3]
  expectClose(float64(averages(polyakAverage(2), values)), [1, 4, 7, 16 / 3, 4.75], 1e-12)
  expect(averages(polyakAverage(), values).at(-1)).toBeCloseTo(27 / 6, 12)
  // With an emphasis of 1 the k-th counts k times.
  const last = averages(polyakAverage({ start: 2, emphasis: 1 }), values).at(-1)
  expect(last).toBeCloseTo((4 + 2 * 10 + 3 * 2 + 4 * 3) / 10, 12)
})
