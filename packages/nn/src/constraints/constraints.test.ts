import { compile, ones, Rng, ShapeError, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { Embedding } from '../layers/embedding.ts'
import { Sequential } from '../modules/sequential.ts'
import { linear } from '../schedules/linear.ts'
import { constrain } from './constrain.ts'
import type { Constraint } from './constraint.ts'
import { maxNorm } from './max-norm.ts'
import { unitNorm } from './unit-norm.ts'
import { zeroMean } from './zero-mean.ts'

const rng = new Rng(0)
const positive: Constraint = { parameters: 'bias', project: (value) => value.maximum(0) }

it('brings back the variables that a constraint selects, and leaves the others their bits', () => {
  const model = new Sequential([
    new Dense(2, 3, { rng: rng.split(0), dtype: 'float64' }),
    new Dense(3, 1, { rng: rng.split(1), dtype: 'float64' }),
  ])
  const variables = model.variables()
  variables['layers.0.bias']?.assign(float64([-1, 0, 2]))
  const before = variables['layers.0.kernel']?.value
  constrain([positive], model)
  expect(variables['layers.0.bias']?.value.toArray()).toEqual([0, 0, 2])
  expect(variables['layers.0.kernel']?.value).toBe(before)
})

it('leaves what is not trainable alone, and applies one constraint after the other', () => {
  const free = new Variable(float64([-8, 3]), { role: 'bias' })
  const fixed = new Variable(float64([-8, 3]), { role: 'bias', trainable: false })
  const atMostOne: Constraint = { parameters: 'all', project: (value) => value.minimum(1) }
  constrain([positive, atMostOne], { free, fixed })
  expect(free.value.toArray()).toEqual([0, 1])
  expect(fixed.value.toArray()).toEqual([-8, 3])
})

it('says where there is nothing to hold', () => {
  expect(() => constrain([maxNorm()], { scale: new Variable(1, { role: 'scale' }) })).toThrow(
    'constrain: the role "kernel" must select a variable, got scale (role scale)',
  )
})

it('is part of a compiled step, with the same bits', () => {
  const [eager, compiled] = [0, 1].map(() => new Dense(3, 4, { rng }))
  const step = (layer: Dense | undefined, x: Tensor): Tensor => {
    layer?.kernel.assignAdd(x)
    constrain([maxNorm(0.5)], layer ?? {})
    return x
  }
  step(eager, ones([3, 4]))
  compile((x: Tensor) => step(compiled, x))(ones([3, 4]))
  expect(compiled?.kernel.value.data).toEqual(eager?.kernel.value.data)
  expect(eager?.kernel.value.square().sum(0).toArray()).toEqual(
    [0, 1, 2, 3].map(() => closeTo(0.25)),
  )
})

const closeTo = (value: number): unknown => expect.closeTo(value, 6)

it('maxNorm takes the units where they are, in the dtype of the weights', () => {
  const project = (shape: readonly number[], unitsAxis?: number, ofLayer?: number): Tensor => {
    const told = ofLayer === undefined ? {} : { unitsAxis: ofLayer }
    const kernel = new Variable(ones(shape), { role: 'kernel', ...told })
    constrain([maxNorm({ limit: 1, ...(unitsAxis !== undefined && { unitsAxis }) })], { kernel })
    return kernel.value
  }
  expectClose(project([4, 2], 1), ones([4, 2]).mul(0.5), 1e-7)
  expectClose(project([4, 1], 0), ones([4, 1]))
  expectClose(project([2, 1, 2, 2], 0), ones([2, 1, 2, 2]).mul(0.5), 1e-7)
  expectClose(project([3], 0), ones([3]))
  expect(project([2, 2], 1).dtype).toBe('float32')
  expectClose(project([4, 2]), ones([4, 2]).mul(0.5), 1e-7)
  expectClose(project([2, 1, 2, 2], undefined, 0), ones([2, 1, 2, 2]).mul(0.5), 1e-7)
  expectClose(project([1, 2, 4], undefined, 1), ones([1, 2, 4]).mul(0.5), 1e-7)
  expect(() => project([2, 1, 4])).toThrow('got none that the layer says for [2, 1, 4]')
  for (const [shape, axis] of [
    [[3], 1],
    [[8, 3, 3, 3], 1],
  ] as const) {
    expect(() => project(shape, axis)).toThrow(ShapeError)
    expect(() => project(shape, axis)).toThrow(
      `maxNorm: unitsAxis must be the axis that counts the units, got 1 for [${shape.join(', ')}]`,
    )
  }
})

it.each<[string, Constraint, number[][]]>([
  [
    'unitNorm',
    unitNorm({ includes: 'embedding' }),
    [
      [0.6, 0.8],
      [1, 0],
    ],
  ],
  [
    'maxNorm',
    maxNorm({ limit: 1, includes: 'embedding' }),
    [
      [0.6, 0.8],
      [1, 0],
    ],
  ],
  [
    'zeroMean',
    zeroMean({ includes: 'embedding' }),
    [
      [-0.5, 0.5],
      [6, -6],
    ],
  ],
  [
    'zeroMean with unitsAxis: 1',
    zeroMean({ includes: 'embedding', unitsAxis: 1 }),
    [
      [-4.5, 2],
      [4.5, -2],
    ],
  ],
])('%s holds the vector of each index of an embedding', (_, constraint, wanted) => {
  const { table } = new Embedding({ indices: 2, units: 2, rng, dtype: 'float64' })
  table.assign([
    [3, 4],
    [12, 0],
  ])
  constrain([constraint], { table })
  expectClose(table.value, float64(wanted), 1e-12)
})

it('maxNorm takes its limit from a schedule, the same compiled, and asks for the step', () => {
  const limit = linear({ from: 4, to: 2, duration: 2 })
  const kernel = new Variable(ones([4, 1]).mul(8), { role: 'kernel' })
  const call = (step: Tensor): Tensor => {
    kernel.assign(ones([4, 1]).mul(8))
    constrain([maxNorm({ limit })], { kernel }, step)
    return kernel.value
  }
  expect([0, 1, 2].map((step) => call(int32(step)).data[0])).toEqual([2, 1.5, 1])
  expect(compile(call)(int32(1)).toArray()).toEqual(ones([4, 1]).mul(1.5).toArray())
  expect(() => constrain([maxNorm({ limit })], { kernel })).toThrow(
    'maxNorm: a schedule needs to know the step, got none; constrain takes it after the variables, as in constrain([maxNorm({ limit })], model, step)',
  )
  expect(() => constrain([maxNorm({ limit })], { kernel }, 0.5)).toThrow(
    'constrain: the step must be a whole number or an int32 scalar, got 0.5',
  )
})

it('maxNorm leaves weights within the ball, and zeros, their bits', () => {
  const kernel = new Variable(rng.normal([5, 4]), { role: 'kernel' })
  kernel.assign(kernel.mul([1, 1, 0, 1]))
  const before = kernel.value.data
  constrain([maxNorm(100)], { kernel })
  expect(kernel.value.data).toEqual(before)
})

it('refuses what is no list of constraints', () => {
  const weights = { w: new Variable(1, { role: 'kernel' }) }
  // What JavaScript may pass.
  const notCalled = [maxNorm] as unknown as Constraint[]
  expect(() => constrain(notCalled, weights)).toThrow(
    'constrain: a constraint must be what maxNorm({ limit }) or another gives, got the function maxNorm',
  )
  const alone = maxNorm() as unknown as Constraint[]
  expect(() => constrain(alone, weights)).toThrow('constrain: the constraints must be an array')
})
