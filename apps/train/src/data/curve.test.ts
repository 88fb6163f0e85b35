import { expect, test } from 'vitest'
import { type Curve, curved, straightened } from './curve.ts'
import { fitPower, fitQuantiles } from './fit-curve.ts'

const numbers = Float64Array.from([0.5, 1, 1.5, 2, 3, 5, 8, 13, 40, -2, -0.25, 0])

test('a power is fitted and taken as scikit-learn 1.9 does', () => {
  const curve = fitPower(numbers)
  expect(curve.lambda).toBeCloseTo(0.23102102, 6)
  const skewed = Float64Array.from([1, 2, 4, 8, 16, 32, 64, 100])
  expect(fitPower(skewed).lambda).toBeCloseTo(-0.05235833, 6)
  const made = curved(curve, numbers)
  const mean = made.reduce((sum, z) => sum + z, 0) / made.length
  const deviation = Math.sqrt(made.reduce((sum, z) => sum + (z - mean) * (z - mean), 0) / 12)
  const standard = made.map((z) => (z - mean) / deviation)
  expect(standard[0]).toBeCloseTo(-0.41747421, 6)
  expect(standard[9]).toBeCloseTo(-2.16362841, 6)
})

test('equal numbers have no likeliest power, and large ones none under which digits cancel', () => {
  expect(fitPower(Float64Array.from([3, 3, 3]))).toEqual({ kind: 'power', lambda: 1 })
  const years = Float64Array.from({ length: 40 }, (_, i) => 1980 + i)
  const made = curved(fitPower(years), years)
  const size = Math.max(...made.map(Math.abs))
  expect(Math.max(...made) - Math.min(...made)).toBeGreaterThan(1e-7 * size)
})

test('quantiles are those of a normal distribution, at the middle of equal values', () => {
  const { values, scores } = fitQuantiles(Float64Array.from([7, 1, 3, 3]))
  expect(values).toEqual([1, 3, 7])
  const wanted = [-1.15034938, 0, 1.15034938]
  scores.forEach((score, i) => {
    expect(score).toBeCloseTo(wanted[i] ?? Number.NaN, 7)
  })
})

test('of many values at most 256 are knots, the first and the last among them', () => {
  const many = Float64Array.from({ length: 10_000 }, (_, i) => i * i)
  const curve = fitQuantiles(many)
  expect(curve.values.length).toBeGreaterThan(200)
  expect(curve.values.length).toBeLessThanOrEqual(256)
  expect([curve.values[0], curve.values.at(-1)]).toEqual([0, 9999 * 9999])
  const exact = fitQuantiles(many.slice(0, 200))
  expect(exact.values).toHaveLength(200)
})

const curves: [string, Curve][] = [
  ['log', { kind: 'log' }],
  ...[-1.5, 0, 0.4, 1, 2, 3].map((lambda): [string, Curve] => [
    `power ${lambda}`,
    { kind: 'power', lambda },
  ]),
  ['quantiles', { kind: 'quantiles', values: [-3, 0, 2, 50], scores: [-2, -1, 1, 2], slope: 0.1 }],
]

test.each(curves)('%s rises, and is undone', (name, curve) => {
  const x = Float64Array.from([-20, -3, -0.5, 0, 1e-9, 0.3, 2, 7, 60, 1000]).filter(
    (value) => name !== 'log' || value > 0,
  )
  const z = curved(curve, x)
  z.slice(1).forEach((value, i) => {
    expect(value).toBeGreaterThan(z[i] ?? Number.NaN)
  })
  straightened(curve, z).forEach((value, i) => {
    expect(Math.abs(value - (x[i] ?? Number.NaN))).toBeLessThan(1e-9 * (1 + Math.abs(value)))
  })
})

test('what no number comes to under a power is as far as there are numbers', () => {
  const [value = Number.NaN] = straightened({ kind: 'power', lambda: -2 }, Float64Array.from([5]))
  expect(Number.isFinite(value)).toBe(true)
  expect(value).toBeGreaterThan(1e5)
})

test('beyond the first and the last knot quantiles are constant, or go on with a slope', () => {
  const curve = { kind: 'quantiles', values: [0, 10], scores: [-1, 1] } as const
  const outside = Float64Array.from([-10, 20, Number.NaN])
  expect([...curved(curve, outside)]).toEqual([-1, 1, Number.NaN])
  expect([...curved({ ...curve, slope: 0.5 }, outside)]).toEqual([-6, 6, Number.NaN])
})
