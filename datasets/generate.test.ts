import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generate } from './generate.ts'

const files = generate()
const rowsOf = (file: string): string[][] =>
  (files[file] ?? '')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

it.each(Object.entries(files))('%s is what the generator makes, byte for byte', (file, content) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toBe(content)
})

it('numbers have six decimals at most', () => {
  const tables = Object.keys(files).filter((file) => file !== 'door.csv')
  const cells = tables.flatMap((file) => rowsOf(file).flat())
  expect(
    cells.filter((cell) => !/^(-?\d+(\.\d{1,6})?|inner|middle|outer|ill|well)$/.test(cell)),
  ).toEqual([])
})

const mean = (values: readonly number[]): number =>
  values.reduce((total, each) => total + each, 0) / values.length

describe('each data set follows its definition', () => {
  it('two moons: the noise around the half circles is 0.3', () => {
    const distances = rowsOf('two-moons.csv').map((row) => {
      const [x = 0, y = 0, label = 0] = row.map(Number)
      const radius = label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)
      return (radius - 1) ** 2
    })
    expect(distances).toHaveLength(600)
    expect(Math.sqrt(mean(distances))).toBeCloseTo(0.3, 1)
  })

  it('the heat: known at the beginning and the ends, and the solution inside', () => {
    const rows = rowsOf('heat.csv').map((row) => row.map(Number))
    expect(rows).toHaveLength(81)
    for (const [x = 0, t = 0, u = 0] of rows) {
      expect(t === 0 || x === 0 || x === 1).toBe(true)
      expect(u).toBeCloseTo(t === 0 ? Math.sin(Math.PI * x) : 0, 6)
    }
    const inside = rowsOf('heat-inside.csv').map((row) => row.map(Number))
    expect(inside).toHaveLength(400)
    for (const [x = 0, t = 0, u = 0] of inside)
      expect(u).toBeCloseTo(Math.sin(Math.PI * x) * Math.exp(-0.2 * Math.PI ** 2 * t), 5)
  })

  it('two clinics: the mark goes with the disease in the first alone', () => {
    const agreement = (clinic: string): number =>
      mean(
        rowsOf('two-clinics.csv')
          .filter((row) => row[7] === clinic)
          .map(([, , , , , , mark, , label]) => Number(Number(mark) > 0 === (label === 'ill'))),
      )
    expect(agreement('1')).toBeGreaterThan(0.98)
    expect(agreement('2')).toBeCloseTo(0.5, 1)
  })

  it('two spirals: arms are half a circle apart, and the radius tells the angle', () => {
    const squaredNoise = rowsOf('two-spirals.csv').map((row) => {
      const [x = 0, y = 0, label = 0] = row.map(Number)
      const sign = label === 0 ? 1 : -1
      const steps = Array.from({ length: 961 }, (_, k) => k / 10)
      const nearest = steps.map((i) => {
        const radius = (6.5 * (104 - i)) / 104
        const angle = (i * Math.PI) / 16
        const dx = sign * x - radius * Math.sin(angle)
        const dy = sign * y - radius * Math.cos(angle)
        return dx * dx + dy * dy
      })
      return Math.min(...nearest)
    })
    expect(squaredNoise).toHaveLength(800)
    expect(Math.sqrt(mean(squaredNoise))).toBeCloseTo(0.1, 1)
  })

  it('Friedman: what the formula leaves has variance 1', () => {
    const rest = rowsOf('friedman1.csv').map((row) => {
      const [x1 = 0, x2 = 0, x3 = 0, x4 = 0, x5 = 0] = row.map(Number)
      const signal = 10 * Math.sin(Math.PI * x1 * x2) + 20 * (x3 - 0.5) ** 2 + 10 * x4 + 5 * x5
      return Number(row[10]) - signal
    })
    expect(rest).toHaveLength(1000)
    expect(Math.abs(mean(rest))).toBeLessThan(0.1)
    expect(Math.abs(mean(rest.map((each) => each * each)) - 1)).toBeLessThan(0.15)
  })

  it('Styblinski and Tang: the derivatives are those of the function', () => {
    for (const row of rowsOf('styblinski-tang.csv')) {
      const [x = 0, y = 0, byX = 0, byY = 0, z = 0] = row.map(Number)
      const part = (t: number): number => (t ** 4 - 16 * t ** 2 + 5 * t) / 2
      const slope = (t: number): number => 2 * t ** 3 - 16 * t + 2.5
      // Inputs are rounded to six decimals, where the function is as steep as 170.
      for (const [got, wanted] of [
        [z, part(x) + part(y)],
        [byX, slope(x)],
        [byY, slope(y)],
      ] as const)
        expect(Math.abs(got - wanted)).toBeLessThan(2e-4)
    }
  })

  it('places: the shape tells the label alike in each, the colour does not', () => {
    const shares = ['0', '1', '2'].map((place) => {
      const signs = rowsOf('places.csv')
        .filter(([where]) => where === place)
        .map(([, shape, colour, label]) => {
          const sign = label === '1' ? 1 : -1
          return [Number(Number(shape) * sign > 0), Number(Number(colour) * sign > 0)]
        })
      expect(signs).toHaveLength(1000)
      return [0, 1].map((column) => mean(signs.map((row) => row[column] ?? 0)))
    })
    const wanted = [0.9, 0.8, 0.1].map((colour) => [0.75, colour])
    shares.flat().forEach((share, i) => {
      expect(Math.abs(share - (wanted.flat()[i] ?? 0))).toBeLessThan(0.04)
    })
  })

  it('rings: the radius tells the class, and the classes are of like size', () => {
    const radii: Record<string, number[]> = { inner: [], middle: [], outer: [] }
    for (const row of rowsOf('rings.csv')) {
      const squares = row.slice(0, 10).map((cell) => Number(cell) ** 2)
      radii[row[10] ?? '']?.push(squares.reduce((total, each) => total + each, 0))
    }
    const { inner = [], middle = [], outer = [] } = radii
    expect(Math.max(...inner)).toBeLessThan(Math.min(...middle))
    expect(Math.max(...middle)).toBeLessThan(Math.min(...outer))
    for (const group of [inner, middle, outer])
      expect(Math.abs(group.length - 1000)).toBeLessThan(80)
  })

  it('door: the last event that moves it tells its state, and lengths differ', () => {
    const hours = new Map<string, string[][]>()
    for (const [hour = '', ...event] of rowsOf('door.csv')) {
      hours.set(hour, [...(hours.get(hour) ?? []), event])
    }
    const ends = Array.from(hours.values(), (events) => {
      const minutes = events.map(([minute]) => Number(minute))
      expect(minutes).toEqual([...new Set(minutes)].sort((one, other) => one - other))
      const last = events.findLast(([, event = '']) => ['opens', 'closes'].includes(event))
      const state = last?.[1] === 'opens' ? 'open' : 'closed'
      expect(new Set(events.map((event) => event[2]))).toEqual(new Set([state]))
      return state
    })
    const lengths = Array.from(hours.values(), (events) => events.length)
    expect([hours.size, Math.min(...lengths), Math.max(...lengths)]).toEqual([1200, 6, 20])
    expect(Math.abs(ends.filter((state) => state === 'open').length - 600)).toBeLessThan(60)
  })
})
