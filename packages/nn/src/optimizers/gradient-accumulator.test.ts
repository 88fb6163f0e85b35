import { compile, Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { GradientAccumulator } from './gradient-accumulator.ts'

const setUp = (): GradientAccumulator =>
  new GradientAccumulator({
    w: new Variable(float64([0, 0])),
    b: new Variable(0),
    fixed: new Variable(1, { trainable: false }),
  })

it('gives the mean over all examples, and begins anew', () => {
  const accumulator = setUp()
  const b = new Rng(0).normal([])
  accumulator.add({ w: float64([1, 2]), b }, 3)
  accumulator.add({ w: float64([5, -2]), b: null }, 1)
  const { w, b: mean } = accumulator.take()
  expect(w?.toArray()).toEqual([2, 1])
  expect(mean?.item()).toBeCloseTo(0.75 * b.item())
  accumulator.add({ w: float64([7, 8]), b }, 5)
  expect(accumulator.take().w?.toArray()).toEqual([7, 8])
})

it('is the same compiled', () => {
  const [eager, compiled] = [false, true].map((isCompiled) => {
    const accumulator = setUp()
    const step = (w: Tensor): Tensor => {
      accumulator.add({ w, b: w.sum().cast('float32') }, 2)
      return w
    }
    const take = (): Tensor[] => Object.values(accumulator.take())
    const add = isCompiled ? compile(step) : step
    for (const number of [0, 1, 2]) add(new Rng(number).normal([2], { dtype: 'float64' }))
    return (isCompiled ? compile(take) : take)().map(({ data }) => data)
  })
  expect(compiled).toEqual(eager)
})

it('says what does not fit, and takes nothing in', () => {
  const accumulator = setUp()
  const w = float64([1, 2])
  expect(() => accumulator.add({ w }, 1)).toThrow('add: gradients must hold "b", got w')
  expect(() => accumulator.add({ w, b: w }, 1)).toThrow('add: the gradient "b" must have shape []')
  expect(() => accumulator.add({ w, b: null }, 0)).toThrow(
    'add: the number of examples must be a positive integer, got 0',
  )
  accumulator.add({ w, b: null }, 1)
  expect(accumulator.take().w?.toArray()).toEqual([1, 2])
})
