import { compile, Rng, type Tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { constrain } from './constrain.ts'
import type { Constraint } from './constraint.ts'
import { magnitudePruning } from './magnitude-pruning.ts'
import { orthogonalWeights } from './orthogonal-weights.ts'
import { spectralLimit } from './spectral-limit.ts'

const rng = new Rng(6)
const shapes = [
  { shape: [4, 3], unitsAxis: 1 },
  { shape: [3, 5], unitsAxis: 1 },
  { shape: [3, 2, 3], unitsAxis: 0 },
]
const kernelOf = ({ shape, unitsAxis }: (typeof shapes)[number]): Variable =>
  new Variable(rng.split(shape.join()).normal(shape, { dtype: 'float64', standardDeviation: 4 }), {
    role: 'kernel',
    unitsAxis,
  })
const step = int32(3)

const rows = [...catalogue.of('constraint').values()].map(({ name, make, example }) => ({
  name,
  constraint: make(example.options),
}))

describe.each(rows)('$name', ({ constraint }) => {
  it.each(shapes)(
    'is a projection of $shape: what it gives is as it was when given again',
    (of) => {
      const kernel = kernelOf(of)
      const once = constraint.project(kernel.value, kernel, { step })
      expect([once.shape, once.dtype]).toEqual([kernel.shape, 'float64'])
      expectClose(constraint.project(once, kernel, { step }), once, 1e-12)
      expect(once.sub(kernel.value).abs().max().item()).toBeGreaterThan(1e-3)
    },
  )

  it('holds what is trained, the same compiled', () => {
    const train = (isCompiled: boolean): Tensor => {
      const kernel = kernelOf(shapes[0] ?? { shape: [2], unitsAxis: 0 })
      const optimizer = new Optimizer(adam({ learningRate: 0.5 }), { kernel })
      const take = (gradient: Tensor): Tensor => {
        optimizer.apply({ kernel: gradient })
        constrain([constraint], { kernel }, step)
        return gradient
      }
      const call = isCompiled ? compile(take) : take
      for (const name of ['a', 'b', 'c'])
        call(rng.split(name).normal(kernel.shape, { dtype: 'float64' }))
      expectClose(constraint.project(kernel.value, kernel, { step }), kernel.value, 1e-12)
      return kernel.value
    }
    expect(train(true).data).toEqual(train(false).data)
  })

  it('gives numbers for weights of 0', () => {
    const kernel = new Variable(
      float64([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
      { role: 'kernel' },
    )
    const { data } = constraint.project(kernel.value, kernel, { step })
    expect([...data].every(Number.isFinite)).toBe(true)
  })
})

describe('what they bound', () => {
  const kernel = kernelOf({ shape: [5, 4], unitsAxis: 1 })
  const after = (constraint: Constraint): Tensor =>
    constraint.project(kernel.value, kernel, { step })

  it('orthogonalWeights has columns at right angles; iterations come near from near', () => {
    const near = new Variable(after(orthogonalWeights()), { role: 'kernel', unitsAxis: 1 })
    const products = near.value.transpose().matmul(near.value)
    for (const [row, values] of [...Array(4).keys()].map((i) => [i, [...Array(4).keys()]] as const))
      for (const column of values)
        expect(products.data[row * 4 + column]).toBeCloseTo(row === column ? 1 : 0, 12)
    const moved = near.value.add(rng.split('moved').normal([5, 4], { dtype: 'float64' }).mul(0.03))
    const exact = orthogonalWeights().project(moved, near)
    const steps = (iterations: number): number =>
      orthogonalWeights({ by: 'iterations', iterations })
        .project(moved, near)
        .sub(exact)
        .abs()
        .max()
        .item()
    expect(steps(12)).toBeLessThan(1e-9)
    expect(steps(12)).toBeLessThan(steps(2))
  })

  it('spectralLimit has the largest singular value at its limit; iterations from below', () => {
    const largest = (value: Tensor): number => {
      let v = rng.split('v').normal([4], { dtype: 'float64' })
      for (let i = 0; i < 500; i++) {
        const next = value.matmul(v).matmul(value)
        v = next.div(next.norm())
      }
      return value.matmul(v).norm().item()
    }
    expect(largest(after(spectralLimit(0.7)))).toBeCloseTo(0.7, 9)
    const near = largest(after(spectralLimit({ limit: 0.7, by: 'iterations', iterations: 20 })))
    expect(near).toBeGreaterThan(0.7 - 1e-9)
    expect(near).toBeLessThan(0.71)
    const free = after(spectralLimit(100))
    expect(free.data).toEqual(kernel.value.data)
    // Both rows have the same length, and the sum of the columns is 0.
    const balanced = float64([
      [2, -2],
      [-2, 2],
    ])
    const held = spectralLimit({ limit: 1, by: 'iterations' }).project(balanced, kernel)
    expect(held.norm().item()).toBeCloseTo(1, 12)
  })

  it('magnitudePruning leaves weights that are NaN what they are', () => {
    const broken = float64([
      [Number.NaN, 1],
      [3, 2],
    ])
    expect(magnitudePruning(0.5).project(broken, kernel).toArray()).toEqual([
      [Number.NaN, 0],
      [3, 0],
    ])
    const allBroken = float64([[Number.NaN, Number.NaN]])
    expect(magnitudePruning(0.5).project(allBroken, kernel).toArray()).toEqual([
      [Number.NaN, Number.NaN],
    ])
  })
})
