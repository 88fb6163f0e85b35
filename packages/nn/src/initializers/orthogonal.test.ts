import { eye, matmul, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { convolutionFans } from './fans.ts'
import { orthogonal } from './orthogonal.ts'

const rng = new Rng(5)
const gram = (q: Tensor): Tensor => matmul(q, q, { transposeA: true })

describe('orthogonal', () => {
  it('has orthonormal columns where it is tall or square', () => {
    expectClose(
      gram(orthogonal(rng, [40, 12], { dtype: 'float64' })),
      eye(12, { dtype: 'float64' }),
      1e-14,
    )
    expectClose(
      gram(orthogonal(rng, [30, 30], { dtype: 'float64' })),
      eye(30, { dtype: 'float64' }),
      1e-14,
    )
  })

  it('has orthonormal rows where it is wide', () => {
    expectClose(
      gram(orthogonal(rng, [12, 40], { dtype: 'float64' }).transpose()),
      eye(12, { dtype: 'float64' }),
      1e-14,
    )
  })

  it('takes all axes but that of the units as one', () => {
    const last = { fanIn: 18, fanOut: 5, unitsAxis: 3 }
    const kernel = orthogonal(rng, [3, 3, 2, 5], { dtype: 'float64', fans: last })
    expect(kernel.shape).toEqual([3, 3, 2, 5])
    expectClose(gram(kernel.reshape([18, 5])), eye(5, { dtype: 'float64' }), 1e-14)
    const shape = [5, 2, 3, 3]
    const images = orthogonal(rng, shape, { dtype: 'float64', fans: convolutionFans(shape) })
    expect(images.shape).toEqual(shape)
    expectClose(gram(images.reshape([5, 18]).transpose()), eye(5, { dtype: 'float64' }), 1e-14)
  })

  it('refuses a kernel whose units may be in two places', () => {
    expect(() => orthogonal(rng, [3, 2, 3])).toThrow(
      'orthogonal: the fans of a kernel of more than two axes must be given',
    )
    expect(() =>
      orthogonal(rng, [3, 2, 3], { dtype: 'float32', fans: { fanIn: 6, fanOut: 3 } }),
    ).toThrow(
      'orthogonal: the axis of the units must be told, { fanIn, fanOut, unitsAxis } from 0 to 2, got undefined for [3, 2, 3]',
    )
  })

  it('is float32 unless said otherwise, and refuses vectors', () => {
    expect(orthogonal(rng, [4, 4]).dtype).toBe('float32')
    expect(() => orthogonal(rng, [4])).toThrow('orthogonal: a kernel must have at least two axes')
  })

  it('is drawn evenly: no direction or sign is preferred', () => {
    // 2 × 2: the angle of the first column is even, and half of the determinants are 1.
    const draws = Array.from(
      { length: 400 },
      (_, i) => orthogonal(rng.split(i), [2, 2], { dtype: 'float64' }).data,
    )
    const share = (test: (q: (typeof draws)[number]) => boolean): number =>
      draws.filter(test).length / draws.length
    for (const index of [0, 1, 2, 3])
      expect(Math.abs(share((q) => (q[index] ?? 0) > 0) - 0.5)).toBeLessThan(0.1)
    const determinant = (q: (typeof draws)[number]): number =>
      (q[0] ?? 0) * (q[3] ?? 0) - (q[1] ?? 0) * (q[2] ?? 0)
    expect(Math.abs(share((q) => determinant(q) > 0) - 0.5)).toBeLessThan(0.1)
  })
})
