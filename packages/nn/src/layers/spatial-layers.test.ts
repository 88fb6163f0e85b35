import { Rng, ShapeError, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Fans } from '../initializers/fans.ts'
import { ones } from '../initializers/ones.ts'
import { AveragePool } from './average-pool.ts'
import { Convolution } from './convolution.ts'
import { ConvolutionTransposed } from './convolution-transposed.ts'
import { DepthwiseConvolution } from './depthwise-convolution.ts'
import { GlobalMaxPool } from './global-max-pool.ts'
import type { LayerPlan } from './layer.ts'
import { MaxPool } from './max-pool.ts'
import { Permute } from './permute.ts'
import { Reshape } from './reshape.ts'
import { SeparableConvolution } from './separable-convolution.ts'
import { UpSample } from './up-sample.ts'

const rng = new Rng(0)

function planOf(name: string, options: unknown): LayerPlan {
  const definition = catalogue.of('layer').get(name)
  if (!definition) throw new RangeError(`there is no layer ${name}`)
  return definition.make(options)
}

describe.each([
  ['convolution', { filters: 3, padding: 'same', stride: 2 }],
  ['convolution', { filters: 2, kernelSize: 2, dilation: 2, groups: 2 }],
  ['convolutionTransposed', { filters: 2, stride: 2 }],
  ['convolutionTransposed', { filters: 2, kernelSize: 2, stride: 3, padding: 'same' }],
  ['depthwiseConvolution', { depthMultiplier: 2, useBias: false }],
  ['separableConvolution', { filters: 3, padding: 'same' }],
  ['maxPool', 2],
  ['maxPool', { size: 3, stride: 2, padding: 'same' }],
  ['averagePool', { size: 2, stride: 1 }],
  ['globalAveragePool', {}],
  ['globalMaxPool', {}],
  ['upSample', { size: 3, method: 'linear' }],
])('%s %j', (name, options) => {
  it.each([[[2, 7]], [[2, 6, 5]], [[2, 4, 3, 5]]])(
    'gives inputs [n, %s] the shape and the number of weights it says',
    (inputs) => {
      const plan = planOf(name, options)
      const layer = plan.build(inputs, rng)
      const outputs = layer.call(zeros([1, ...inputs]), { training: false })
      expect(plan.outputShape(inputs)).toEqual(outputs.shape.slice(1))
      const sizes = Object.values(layer.variables()).map(({ value }) => value.size)
      expect(plan.parameters(inputs)).toBe(sizes.reduce((sum, size) => sum + size, 0))
    },
  )

  it('refuses inputs without places', () => {
    expect(() => planOf(name, options).outputShape([64])).toThrow(
      /inputs must be \[n, channels, ...sizes\], with a size for each spatial axis, got \[n, 64\]$/,
    )
  })
})

it('says both shapes where they do not fit', () => {
  const cases: readonly (readonly [() => unknown, string])[] = [
    [
      () => planOf('convolution', 4).outputShape([1, 2, 2]),
      'Convolution: each window must fit into the inputs, got windows that reach over [3, 3] and inputs [n, 1, 2, 2]; padding "same" puts zeros around',
    ],
    [
      () => planOf('convolution', { filters: 4, groups: 2 }).outputShape([3, 8, 8]),
      'Convolution: groups must divide the channels of the inputs and the filters, got 2 groups, inputs [n, 3, 8, 8] and 4 filters',
    ],
    [
      () => planOf('convolutionTransposed', { filters: 3, groups: 2 }).outputShape([4, 8]),
      'ConvolutionTransposed: groups must divide the channels of the inputs and the filters, got 2 groups, inputs [n, 4, 8] and 3 filters',
    ],
    [
      () => planOf('convolution', { filters: 4, kernelSize: [3, 3] }).outputShape([1, 8]),
      'Convolution: kernelSize must be a number or a list with one for each of the 1 spatial axes of the inputs [n, channels, 8], got [3, 3]',
    ],
    [
      () => new Convolution([1, 8, 8], { filters: 4, rng }).call(zeros([2, 3, 8, 8])),
      'Convolution: inputs must be [n, 1, size, size], as it was made for, got [2, 3, 8, 8]',
    ],
    [
      () => new MaxPool({ size: 3 }).call(zeros([2, 3, 2])),
      'MaxPool: each window must fit into the inputs, got windows that reach over [3] and inputs [n, 3, 2]',
    ],
    [
      () => new AveragePool({ size: [2, 2] }).call(zeros([2, 3, 2])),
      'AveragePool: the size of the window must be a number or a list with one for each of the 1 spatial axes',
    ],
    [
      () => new GlobalMaxPool().call(zeros([2, 3])),
      'GlobalMaxPool: inputs must be [n, channels, ...sizes], with a size for each spatial axis, got [n, 3]',
    ],
    [
      () => new UpSample({ size: [2] }).call(zeros([2, 3, 2, 2])),
      'UpSample: size must be a number',
    ],
    [
      () => planOf('reshape', [2, 3]).outputShape([8]),
      'Reshape: the shape must hold as many numbers as the inputs, got [n, 2, 3] of 6 for [n, 8] of 8',
    ],
    [
      () => new Permute([1, 3]).call(zeros([2, 3, 4])),
      'Permute: axes must name each axis of the inputs once, from 1 to 2, got [1, 3] for [n, 3, 4]',
    ],
  ]
  for (const [run, words] of cases) {
    expect(run).toThrow(words)
    expect(run).toThrow(ShapeError)
  }
})

it('says what an option must be, and that a source is needed', () => {
  expect(() => new Convolution([1, 8], { filters: 0, rng })).toThrow(
    'Convolution: filters must be a positive integer, got 0',
  )
  expect(() => planOf('maxPool', { stride: 0 })).toThrow(
    'maxPool: stride must be a positive integer, or a list with one for each axis, or "size", got 0',
  )
  expect(() => new Reshape([])).toThrow('Reshape: shape must be a positive integer, or a list')
  // @ts-expect-error A source of random numbers is required.
  expect(() => new Convolution([1, 8], { filters: 1 })).toThrow(
    "Convolution: needs a source of random numbers for its weights, { rng: new Rng(0).split('first') }, got undefined for rng",
  )
  const double = new Convolution([1, 8], { filters: 1, rng, dtype: 'float64' })
  expect(() => double.call(zeros([1, 1, 8]))).toThrow(
    'Convolution: x must be float64, as the kernel is, got float32',
  )
})

it('tells the initialiser how many inputs a unit adds up, and how many units an input goes to', () => {
  const seen: (Fans | undefined)[] = []
  const kernelInitializer: typeof ones = Object.assign(
    (...[source, shape, options]: Parameters<typeof ones>) => {
      seen.push(options?.fans)
      return ones(source, shape, options)
    },
    ones,
  )
  const options = { kernelInitializer, rng, kernelSize: 2 } as const
  new Convolution([4, 8, 8], { ...options, filters: 6, groups: 2 })
  new ConvolutionTransposed([4, 8, 8], { ...options, filters: 6, groups: 2, stride: 2 })
  new DepthwiseConvolution([4, 8, 8], { ...options, depthMultiplier: 3 })
  new SeparableConvolution([4, 8, 8], { ...options, filters: 6, depthMultiplier: 3 })
  expect(seen).toEqual([
    { fanIn: 8, fanOut: 12, unitsAxis: 0 },
    { fanIn: 2, fanOut: 12, unitsAxis: 1 },
    { fanIn: 4, fanOut: 12, unitsAxis: 0 },
    { fanIn: 4, fanOut: 12, unitsAxis: 0 },
    { fanIn: 12, fanOut: 6, unitsAxis: 0 },
  ])
})
