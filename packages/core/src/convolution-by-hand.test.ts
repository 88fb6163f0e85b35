// A convolution composed of slices and products: its filter has derivatives of every order, where a
// framework whose convolution is one backward kernel has but the first.
import { describe, expect, it } from 'vitest'
import {
  add,
  checkGradients,
  GradientTape,
  grad,
  matmul,
  max,
  mean,
  pad,
  Rng,
  reshape,
  slice,
  square,
  sum,
  type Tensor,
  tanh,
  transpose,
  Variable,
} from './index.ts'

/** NCHW images with OIHW filters 3×3, one row and column of zeros around. */
function convolve(images: Tensor, filters: Tensor): Tensor {
  const [, , height = 0, width = 0] = images.shape
  const padded = pad(images, [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ])
  const taps = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((j) => {
      const seen = slice(padded, [
        null,
        null,
        { start: i, stop: i + height },
        { start: j, stop: j + width },
      ])
      const tap = slice(filters, [null, null, i, j])
      return matmul(transpose(seen, [0, 2, 3, 1]), tap, { transposeB: true })
    }),
  )
  return transpose(taps.reduce(add), [0, 3, 1, 2])
}

/** The largest of every 2×2. */
function maxPool(images: Tensor): Tensor {
  const [n = 0, channels = 0, height = 0, width = 0] = images.shape
  return max(reshape(images, [n, channels, height / 2, 2, width / 2, 2]), [3, 5])
}

const rng = new Rng(12)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const images = draw('images', 2, 2, 4, 4)
const filters = draw('filters', 3, 2, 3, 3)
const network = (x: Tensor, k: Tensor): Tensor => maxPool(tanh(convolve(x, k)))

it('gives the sums that a convolution is', () => {
  const out = convolve(images, filters)
  expect(out.shape).toEqual([2, 3, 4, 4])
  const at = ({ data }: Tensor, index: number): number => data[index] ?? Number.NaN
  // Image 1, filter 2, at row 0 and column 3: what lies beyond the edge counts as 0.
  let expected = 0
  for (const c of [0, 1])
    for (const [i, y] of [
      [1, 0],
      [2, 1],
    ] as const)
      for (const [j, x] of [
        [0, 2],
        [1, 3],
      ] as const)
        expected += at(images, ((2 + c) * 4 + y) * 4 + x) * at(filters, ((4 + c) * 3 + i) * 3 + j)
  expect(at(out, ((3 + 2) * 4 + 0) * 4 + 3)).toBeCloseTo(expected, 12)
})

describe('its derivatives by images and filters', () => {
  it('are right to third order, through tanh and max-pooling', () => {
    checkGradients(network, [images, filters], { order: 3, step: 1e-4, tolerance: 1e-5 })
  })

  it('second order by the filter: a penalty on the input gradient, differentiated', () => {
    const penalty = (k: Tensor): Tensor =>
      sum(square(grad((x: Tensor) => sum(square(network(x, k))))(images)))
    checkGradients(penalty, [filters], { order: 1, step: 1e-4, tolerance: 1e-6 })
    expect(sum(square(grad(penalty)(filters))).item()).toBeGreaterThan(0)
  })
})

it('trains', () => {
  const k = new Variable(filters)
  const target = maxPool(tanh(convolve(images, draw('truth', 3, 2, 3, 3))))
  const losses = Array.from({ length: 60 }, () => {
    const tape = new GradientTape()
    const loss = tape.record(() => mean(square(network(images, k.value).sub(target))))
    k.assignSub(tape.gradient(loss, k).mul(0.3))
    return loss.item()
  })
  expect(losses.at(-1)).toBeLessThan(0.4 * (losses[0] ?? 0))
})
