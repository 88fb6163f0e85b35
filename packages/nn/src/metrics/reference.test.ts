import { readFileSync } from 'node:fs'
import type { Nested } from '@sobolev/core'
import { expect, test } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'

interface Case {
  readonly metric: string
  readonly options: Readonly<Record<string, unknown>>
  readonly predictions: Nested
  readonly targets: Nested
  /** Null where it is NaN. */
  readonly value: number | null
}

const file = new URL('../../reference/metrics.json.golden', import.meta.url)
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))

test('holds every metric of predictions', () => {
  const metrics = [...catalogue.of('metric').values()].filter(({ takes }) => takes !== 'evaluation')
  expect(new Set(cases.map(({ metric }) => metric))).toEqual(
    new Set(metrics.map(({ name }) => name)),
  )
})

test.each(cases.map((row, index) => [row.metric, row.options, index, row] as const))(
  '%s %j agrees with scikit-learn: case %i',
  (name, options, _, { predictions, targets, value }) => {
    const definition = catalogue.of('metric').get(name)
    const metric = definition?.make(options)
    if (metric?.takes !== 'predictions') throw new RangeError(`there is no metric ${name}`)
    const wanted = definition?.takes === 'values' ? float64(targets) : int32(targets)
    const measured = metric.measure(float64(predictions), wanted)
    if (value === null) expect(measured).toBeNaN()
    else expect(Math.abs(measured - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-9)
  },
)
