import { compile, full, grad, Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import type { Mode } from '../modules/mode.ts'
import { DropBlock } from './drop-block.ts'

const rng = new Rng(5)
const training: Mode = { training: true, rng }
const call = (rate: number, size: number | readonly number[], x: Tensor): Tensor =>
  new DropBlock({ rate, size }).call(x, training)

it('drops whole blocks, and scales the rest to the sum that there was', () => {
  const x = full([4, 3, 6, 7], 2, { dtype: 'float64' })
  const y = call(0.2, [2, 3], x)
  expect(y.sum().item()).toBeCloseTo(x.sum().item(), 6)
  const gone = y.equal(0).cast('int32').toArray() as number[][][][]
  const isGone = (image: number[][], row: number, column: number): boolean =>
    image[row]?.[column] === 1
  const isBlock = (image: number[][], row: number, column: number): boolean =>
    [0, 1].every((i) => [0, 1, 2].every((j) => isGone(image, row + i, column + j)))
  for (const image of gone.flat())
    for (const [row, places] of image.entries())
      for (const [column, place] of places.entries())
        expect(place === 1).toBe(
          [0, -1].some((i) => [0, -1, -2].some((j) => isBlock(image, row + i, column + j))),
        )
  expect(new Set(gone.flat().map((image) => JSON.stringify(image))).size).toBeGreaterThan(1)
})

it.each([
  [0.1, 1],
  [0.1, 3],
  [0.2, [1, 5]],
])('drops about the share %s in blocks of %s', (rate, size) => {
  const y = call(rate, size, full([40, 5, 20, 20], 1, { dtype: 'float32' }))
  const share = y.equal(0).cast('float32').mean().item()
  // Blocks overlap: 1 − (1 − γ)^places, a little less than rate.
  expect(share).toBeGreaterThan(rate * 0.85)
  expect(share).toBeLessThan(rate * 1.02)
})

it('takes a block larger than the image for all of it', () => {
  const y = call(0.5, 7, full([200, 2, 3], 1, { dtype: 'float32' }))
  const sums = y.greater(0).cast('int32').sum(2)
  expect([...new Set(sums.data)].toSorted()).toEqual([0, 3])
})

it('is the identity when not training, draws the same for one mode, and lets derivatives through', () => {
  const layer = new DropBlock({ rate: 0.3, size: 2 })
  const x = rng.normal([2, 3, 5], { dtype: 'float64' })
  expect(layer.call(x, { training: false })).toBe(x)
  const f = (inputs: Tensor, source: Rng): Tensor =>
    layer.call(inputs, { training: true, rng: source }).square().sum()
  expect(compile(f)(x, rng).item()).toBe(f(x, rng).item())
  const factor = layer.call(full([2, 3, 5], 1, { dtype: 'float64' }), training)
  const slope = grad((inputs: Tensor) => f(inputs, rng))(x)
  expect(slope.sub(x.mul(2).mul(factor.square())).abs().max().item()).toBeLessThan(1e-12)
})

it('refuses inputs without spatial axes, or sizes for others', () => {
  const layer = new DropBlock({ size: [2, 2] })
  expect(() => layer.call(full([2, 3], 1), training)).toThrow(
    'DropBlock: inputs must be [n, channels,',
  )
  expect(() => layer.call(full([2, 3, 4], 1), training)).toThrow(
    'DropBlock: size must be a number or a list with one for each of the 1 spatial axes',
  )
})
