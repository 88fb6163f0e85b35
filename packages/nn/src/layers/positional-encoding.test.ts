import { compile, ShapeError, zeros } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { PositionalEncoding } from './positional-encoding.ts'

it('adds the waves of the paper, each pair of features with a wavelength of its own', () => {
  const x = zeros([1, 8, 5], { dtype: 'float64' })
  const layer = new PositionalEncoding({ scale: 2 })
  const wanted = Array.from({ length: 40 }, (_, place) => {
    const [step, feature] = [Math.floor(place / 5), place % 5]
    const angle = step / 10000 ** ((2 * Math.floor(feature / 2)) / 5)
    return 2 * (feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle))
  })
  const outputs = layer.call(x)
  expectClose(outputs, wanted, 1e-12)
  expect(compile((inputs: typeof x) => layer.call(inputs))(x)).toEqual(outputs)
})

it('refuses what is no sequence', () => {
  expect(() => new PositionalEncoding().call(zeros([2, 3]))).toThrow(
    new ShapeError('PositionalEncoding: inputs must be [n, ..., steps, features], got [n, 3]'),
  )
})
