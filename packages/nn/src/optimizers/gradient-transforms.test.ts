import { Rng, type Shape, type Tensor, Variable, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { adaptiveClipping } from './adaptive-clipping.ts'
import { autoClip } from './auto-clip.ts'
import { centralize } from './centralize.ts'
import { clipByNorm } from './clip-by-norm.ts'
import { clipByValue } from './clip-by-value.ts'
import { gradientDropout } from './gradient-dropout.ts'
import { muon } from './muon.ts'
import { Optimizer } from './optimizer.ts'
import type { GradientTransform } from './transform.ts'

/** What a transform adds to a kernel of ones and to a bias of ones under gradients. */
function updatesOf(transform: GradientTransform, kernel: Tensor, bias: Tensor): unknown[] {
  const variables = {
    kernel: new Variable(kernel.mul(0).add(1), { role: 'kernel' }),
    bias: new Variable(bias.mul(0).add(1), { role: 'bias' }),
  }
  new Optimizer(transform, variables).apply({ kernel, bias })
  return Object.values(variables).map(({ value }) => value.sub(1).toArray())
}

it.each<[string, GradientTransform]>([
  ['clipByValue', clipByValue(64)],
  ['clipByNorm', clipByNorm(64)],
  ['adaptiveClipping', adaptiveClipping(64)],
])('%s keeps the bits of what is below its limit', (_, transform) => {
  const kernel = float64([
    [1, -2],
    [0, 16],
  ])
  expect(updatesOf(transform, kernel, float64([0, -8]))).toEqual([kernel.toArray(), [0, -8]])
})

it('clipByNorm takes each variable by itself', () => {
  expect(updatesOf(clipByNorm(10), float64([[0, 40]]), float64([8, 0]))).toEqual([
    [[0, 10]],
    [8, 0],
  ])
})

it('adaptiveClipping takes each unit by itself, and no others than it includes', () => {
  const kernel = float64([[1, 64]])
  expect(
    updatesOf(adaptiveClipping({ limit: 2, includes: 'kernel' }), kernel, float64([9])),
  ).toEqual([[[1, 2]], [9]])
  const none = () => new Optimizer(adaptiveClipping({ includes: 'scale' }), [new Variable(1)])
  expect(none).toThrow('includes: the role "scale" must select a variable, got 0 (no role)')
})

it('centralize leaves variables of one axis, and what is no kernel, alone', () => {
  const rows = float64([
    [1, 2],
    [3, 6],
  ])
  const centred = [
    [-1, -2],
    [1, 2],
  ]
  expect(updatesOf(centralize(), rows, float64([4, 8]))).toEqual([centred, [4, 8]])
  expect(updatesOf(centralize(), rows, rows)).toEqual([centred, rows.toArray()])
})

describe.each<[string, GradientTransform]>([
  ['adaptiveClipping', adaptiveClipping(0.1)],
  ['centralize', centralize()],
  ['muon', muon({ learningRate: 0.1 })],
])('%s', (_, transform) => {
  const rng = new Rng(2)
  /** Values [in · places, out] after two steps, in the layout of a kernel. */
  function twoSteps(toKernel: (matrix: Tensor) => Tensor, unitsAxis?: number): Tensor {
    const draw = (name: string): Tensor =>
      toKernel(rng.split(name).normal([6, 4], { dtype: 'float64' }))
    const options = unitsAxis === undefined ? {} : { unitsAxis }
    const kernel = new Variable(draw('kernel'), { role: 'kernel', ...options })
    const optimizer = new Optimizer(transform, { kernel })
    for (const name of ['first', 'second']) optimizer.apply({ kernel: draw(name) })
    return kernel.value
  }

  it.each<[string, number, (matrix: Tensor) => Tensor]>([
    ['[out, in, ...]', 0, (matrix) => matrix.transpose().reshape([4, 2, 3])],
    ['[in, out, ...]', 1, (matrix) => matrix.reshape([2, 3, 4]).moveAxis(-1, 1)],
  ])('takes the units of a kernel %s for those of the matrix', (_, axis, toKernel) => {
    expectClose(twoSteps(toKernel, axis), toKernel(twoSteps((matrix) => matrix)), 1e-12)
  })
})

it('the layers say which axis of their kernels counts the units', () => {
  const axesOf = (name: string, inputs: Shape, options: object): unknown[] =>
    Object.values(catalogue.make('layer', name, options).build(inputs, new Rng(0)).variables())
      .filter(({ role }) => role === 'kernel')
      .map(({ shape, unitsAxis }) => [shape, unitsAxis])
  const one = { filters: 6, kernelSize: 3 }
  expect(axesOf('dense', [4], { units: 6 })).toEqual([[[4, 6], 1]])
  expect(axesOf('convolution', [4, 8], one)).toEqual([[[6, 4, 3], 0]])
  expect(axesOf('convolutionTransposed', [4, 8], one)).toEqual([[[4, 6, 3], 1]])
  expect(axesOf('simpleRnn', [5, 4], { units: 6 })).toEqual([
    [[4, 6], 1],
    [[6, 6], 1],
  ])
})

it('autoClip clips to the percentile of the norms so far, and forgets those before its window', () => {
  const lengths = [4, 1, 8, 2, 16, 3, 32]
  /** As numpy.percentile. */
  const percentile = (values: readonly number[], share: number): number => {
    const sorted = values.toSorted((a, b) => a - b)
    const place = (sorted.length - 1) * share
    const [low = 0, high = low] = sorted.slice(Math.floor(place))
    return low + (high - low) * (place - Math.floor(place))
  }
  const w = new Variable(float64([0, 0]))
  const optimizer = new Optimizer(autoClip({ percentile: 30, window: 4 }), { w })
  let before = 0
  lengths.forEach((length, step) => {
    optimizer.apply({ w: float64([0.6 * length, 0.8 * length]) })
    const limit = percentile(lengths.slice(Math.max(0, step - 3), step + 1), 0.3)
    const moved = w.value.norm().item() - before
    expect(moved).toBeCloseTo(Math.min(length, limit), 10)
    before = w.value.norm().item()
  })
})

it('gradientDropout leaves out a share, and keeps the mean', () => {
  const w = new Variable(zeros([10000], { dtype: 'float64' }))
  const optimizer = new Optimizer(gradientDropout(0.25), { w })
  optimizer.apply({ w: w.value.add(3) }, { rng: new Rng(5) })
  const zerosLeft = [...w.value.data].filter((value) => value === 0).length
  expect(zerosLeft / 10000).toBeCloseTo(0.25, 1)
  expect([...new Set(w.value.data)].sort()).toEqual([0, 4])
  expect(() => optimizer.apply({ w: w.value })).toThrow(
    'gradientDropout: needs a random source, got none',
  )
})
