// A convolution and a max-pool composed of slices and products, against the operations: the same
// numbers and the same derivatives, to second order, by another road.
import { expect, it } from 'vitest'
import {
  add,
  convolution,
  grad,
  matmul,
  max,
  maxPool,
  norm,
  pad,
  Rng,
  reshape,
  slice,
  square,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '../../index.ts'

/** NCHW images with OIHW filters 3×3, one row and column of zeros around. */
function convolveByHand(images: Tensor, filters: Tensor): Tensor {
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
function poolByHand(images: Tensor): Tensor {
  const [n = 0, channels = 0, height = 0, width = 0] = images.shape
  return max(reshape(images, [n, channels, height / 2, 2, width / 2, 2]), [3, 5])
}

const rng = new Rng(12)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const images = draw('images', 2, 2, 4, 4)
const filters = draw('filters', 3, 2, 3, 3)

type Network = (x: Tensor, k: Tensor) => Tensor
const network: Network = (x, k) => maxPool(tanh(convolution(x, k, { padding: 'same' })), 2)
const byHand: Network = (x, k) => poolByHand(tanh(convolveByHand(x, k)))

/** A network's value, its slope by the filters, and that of a penalty on its input gradient. */
const ofEachOrder = (f: Network): readonly Tensor[] => {
  const loss: Network = (x, k) => sum(square(f(x, k)))
  const penalty = (k: Tensor): Tensor => sum(square(grad((x: Tensor) => loss(x, k))(images)))
  return [
    f(images, filters),
    grad((k: Tensor) => loss(images, k))(filters),
    grad(penalty)(filters),
    grad((k: Tensor) => sum(square(grad(penalty)(k))))(filters),
  ]
}

it('slices and products give the same, order by order', () => {
  const expected = ofEachOrder(byHand)
  for (const [order, found] of ofEachOrder(network).entries()) {
    const other = expected[order] ?? found
    expect(found.shape).toEqual(other.shape)
    expect(norm(other).item()).toBeGreaterThan(0)
    expect(norm(found.sub(other)).item()).toBeLessThan(1e-12 * norm(other).item())
  }
})
