import { Rng, range, ShapeError, type Tensor, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { int32 } from '../../testing/float64.ts'
import type { BatchTransform } from './batch-transform.ts'
import { colorJitter } from './color-jitter.ts'
import { cutout } from './cutout.ts'
import { randomFlip } from './random-flip.ts'
import { randomRotation } from './random-rotation.ts'
import { randomShift } from './random-shift.ts'

const rng = new Rng(4)
const [n, channels, height, width] = [40, 2, 6, 5]
const images = rng.split('images').normal([n, channels, height, width], { dtype: 'float64' })
const targets = int32([0])

const changed = (transform: BatchTransform, inputs: Tensor = images): Tensor =>
  transform({ inputs, targets }, { rng, step: int32(0) }).inputs

/** The number at a place of a batch of images. */
const valueAt = ({ data }: Tensor, place: readonly [number, number, number, number]): number => {
  const [example, channel, row, column] = place
  return data[((example * channels + channel) * height + row) * width + column] ?? Number.NaN
}

/** Calls `visit` at every place of `images`. */
function everywhere(visit: (place: readonly [number, number, number, number]) => void): void {
  for (let example = 0; example < n; example++)
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) visit([example, channel, row, column])
}

describe('randomFlip', () => {
  it('mirrors some examples as a whole, and leaves the others', () => {
    const after = changed(randomFlip('both'))
    const ways = new Set<string>()
    for (let example = 0; example < n; example++) {
      const fits = [false, true].flatMap((up) => [false, true].map((aside) => ({ up, aside })))
      const found = fits.filter(({ up, aside }) =>
        Array.from({ length: height * width }, (_, index) => index).every((index) => {
          const [row, column] = [Math.floor(index / width), index % width]
          const from = [up ? height - 1 - row : row, aside ? width - 1 - column : column] as const
          return (
            valueAt(after, [example, 1, row, column]) === valueAt(images, [example, 1, ...from])
          )
        }),
      )
      expect(found).toHaveLength(1)
      ways.add(JSON.stringify(found))
    }
    expect(ways.size).toBe(4)
  })

  it('mirrors as many as it is asked to', () => {
    expect(changed(randomFlip({ probability: 0 })).data).toEqual(images.data)
    const upwards = changed(randomFlip({ direction: 'vertical', probability: 1 }))
    expect(upwards.data).toEqual(images.flip(-2).data)
  })
})

describe('randomShift', () => {
  it.each(['edge', 'zeros'] as const)(
    'moves each example by one pair of whole numbers, %s',
    (fill) => {
      const after = changed(randomShift({ places: 2, fill }))
      const seen = new Set<string>()
      for (let example = 0; example < n; example++) {
        const shifts = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5) - 2, (i % 5) - 2])
        const found = shifts.filter(([down = 0, right = 0]) => {
          let same = true
          for (let row = 0; row < height; row++)
            for (let column = 0; column < width; column++) {
              const [r, c] = [row - down, column - right]
              const inside = r >= 0 && r < height && c >= 0 && c < width
              const [nearRow, nearColumn] = [
                Math.min(height - 1, Math.max(0, r)),
                Math.min(width - 1, Math.max(0, c)),
              ]
              const wanted =
                inside || fill === 'edge' ? valueAt(images, [example, 0, nearRow, nearColumn]) : 0
              same &&= valueAt(after, [example, 0, row, column]) === wanted
            }
          return same
        })
        expect(found).toHaveLength(1)
        seen.add(JSON.stringify(found))
      }
      expect(seen.size).toBeGreaterThan(10)
    },
  )
})

it('cutout covers a square in all channels, part of which may be outside', () => {
  const after = changed(cutout({ size: 3, value: 9 }))
  const counts = new Set<number>()
  for (let example = 0; example < n; example++) {
    const covered: [number, number][] = []
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const values = [0, 1].map((channel) => valueAt(after, [example, channel, row, column]))
        const before = [0, 1].map((channel) => valueAt(images, [example, channel, row, column]))
        if (values.every((value) => value === 9)) covered.push([row, column])
        else expect(values).toEqual(before)
      }
    const [rows, columns] = [0, 1].map((axis) => new Set(covered.map((place) => place[axis])).size)
    expect([2, 3]).toContain(rows)
    expect([2, 3]).toContain(columns)
    expect(covered).toHaveLength((rows ?? 0) * (columns ?? 0))
    counts.add(covered.length)
  }
  expect(counts).toEqual(new Set([4, 6, 9]))
})

it('colorJitter keeps the mean up to an addend, and the deviations up to a factor', () => {
  const after = changed(colorJitter({ brightness: 0.5, contrast: 0.3 }))
  const factors: number[] = []
  const addends: number[] = []
  for (let example = 0; example < n; example++) {
    const [before, later] = [images, after].map((batch) => batch.slice([example]))
    if (before === undefined || later === undefined) throw new RangeError('no such example')
    const addend = later.mean().item() - before.mean().item()
    const deviations = before.sub(before.mean())
    const factor =
      later.sub(later.mean()).mul(deviations).sum().item() / deviations.square().sum().item()
    expectClose(later, deviations.mul(factor).add(before.mean()).add(addend), 1e-12)
    factors.push(factor)
    addends.push(addend)
  }
  expect(Math.min(...factors)).toBeGreaterThan(0.7)
  expect(Math.max(...factors)).toBeLessThan(1.3)
  expect(Math.max(...factors) - Math.min(...factors)).toBeGreaterThan(0.4)
  expect(Math.min(...addends)).toBeGreaterThan(-0.5)
  expect(Math.max(...addends)).toBeLessThan(0.5)
  expect(Math.max(...addends) - Math.min(...addends)).toBeGreaterThan(0.7)
})

describe('randomRotation', () => {
  it('is the bilinear picture of a turn, edges repeated', () => {
    const after = changed(randomRotation({ degrees: 90, zoom: 0.4 }))
    const draw = (name: string, low: number, high: number) =>
      rng.split(name).uniform([n, 1, 1, 1], { low, high, dtype: 'float64' }).data
    const [angles, sizes] = [draw('angle', -90, 90), draw('size', 0.6, 1.4)]
    everywhere((place) => {
      const [example, channel, row, column] = place
      const angle = ((angles[example] ?? 0) * Math.PI) / 180
      const size = sizes[example] ?? 1
      const [down, right] = [row - (height - 1) / 2, column - (width - 1) / 2]
      const r = (down * Math.cos(angle) + right * Math.sin(angle)) / size + (height - 1) / 2
      const c = (right * Math.cos(angle) - down * Math.sin(angle)) / size + (width - 1) / 2
      const pixel = (r: number, c: number): number =>
        valueAt(images, [
          example,
          channel,
          Math.min(height - 1, Math.max(0, r)),
          Math.min(width - 1, Math.max(0, c)),
        ])
      const [top, left] = [Math.floor(r), Math.floor(c)]
      const [a, b] = [r - top, c - left]
      const wanted =
        (1 - a) * ((1 - b) * pixel(top, left) + b * pixel(top, left + 1)) +
        a * ((1 - b) * pixel(top + 1, left) + b * pixel(top + 1, left + 1))
      expect(Math.abs(valueAt(after, place) - wanted)).toBeLessThan(1e-12)
    })
  })

  it('turns anticlockwise: what is bright on the right goes up where the angle is positive', () => {
    const bright = range(9).equal(8).cast('float64').reshape([1, 1, 1, 9])
    const middle = range(9).equal(4).cast('float64').reshape([1, 1, 9, 1])
    const spot = bright.mul(middle).mul(zeros([n, 1, 1, 1], { dtype: 'float64' }).add(1))
    const after = changed(randomRotation(60), spot)
    const angles = rng
      .split('angle')
      .uniform([n, 1, 1, 1], { low: -60, high: 60, dtype: 'float64' })
    const heights = after.mul(range(9).sub(4).neg().cast('float64').reshape([1, 1, 9, 1]))
    const upwards = heights.sum([1, 2, 3])
    for (const [example, angle] of angles.data.entries()) {
      if (Math.abs(angle) < 10) continue
      expect(Math.sign(upwards.data[example] ?? 0)).toBe(Math.sign(angle))
    }
  })
})

it.each([
  ['randomFlip', randomFlip()],
  ['randomShift', randomShift()],
  ['cutout', cutout(2)],
  ['colorJitter', colorJitter()],
  ['randomRotation', randomRotation()],
])('%s refuses rows without places', (name, transform) => {
  const rows = rng.normal([3, 4])
  expect(() => changed(transform, rows)).toThrow(ShapeError)
  expect(() => changed(transform, rows)).toThrow(
    new RegExp(`^${name}: inputs must be \\[n, channels, .+\\], got \\[3, 4\\]; data.shape says`),
  )
})
