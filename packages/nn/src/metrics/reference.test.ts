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
  /** A table by its columns, column by column; null where a number is not finite. */
  readonly value: number | null | Readonly<Record<string, readonly (number | null)[]>>
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
    if (typeof measured === 'number') {
      agrees([measured], [typeof value === 'number' ? value : null])
      return
    }
    const columns = Object.entries(value ?? {})
    expect(columns.map(([name]) => name).sort()).toEqual(Object.keys(measured).sort())
    for (const [name, column] of columns) agrees(Array.from(measured[name]?.data ?? []), column)
  },
)

function agrees(measured: readonly number[], wanted: readonly (number | null)[]): void {
  expect(measured).toHaveLength(wanted.length)
  measured.forEach((number, index) => {
    const value = wanted[index] ?? null
    if (value === null) expect(number).not.toSatisfy(Number.isFinite)
    else expect(Math.abs(number - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-9)
  })
}
