import { type Shape, ShapeError } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { GroupNorm } from './group-norm.ts'
import { LayerNorm } from './layer-norm.ts'
import { Scale } from './scale.ts'

it.each<[string, object, Shape, string]>([
  ['layerNorm', {}, [], 'LayerNorm: inputs must be [n, ..., features], got [n]'],
  ['batchNorm', {}, [], 'BatchNorm: inputs must be [n, channels, ...], got [n]'],
  [
    'groupNorm',
    { groups: 4 },
    [6, 2, 2],
    'GroupNorm: the number of channels must be a multiple of that of groups, got 6 channels and 4 groups',
  ],
  [
    'groupNorm',
    { groups: 4 },
    [4],
    'GroupNorm: each group must have several numbers, as one alone always becomes 0, got 4 groups of [n, 4]; choose fewer groups',
  ],
  ['groupNorm', { groups: 2 }, [2, 1, 1], 'got 2 groups of [n, 2, 1, 1]'],
  ['layerNorm', {}, [3, 1], 'LayerNorm: inputs must be [n, ..., features] with several features'],
  [
    'transformerBlock',
    { heads: 1 },
    [3, 1],
    'with several features, as one alone always becomes 0',
  ],
  [
    'instanceNorm',
    {},
    [3],
    'InstanceNorm: inputs must be [n, channels, ...] with several places for each channel, got [n, 3]',
  ],
  ['instanceNorm', {}, [3, 1, 1], 'got [n, 3, 1, 1]'],
  ['glu', {}, [4, 3], 'Glu: inputs must have an even last length, which is halved, got [n, 4, 3]'],
  ['prelu', {}, [], 'Prelu: inputs must be [n, channels, ...], got [n]'],
])('%s %j refuses examples of shape %j before it is built', (name, options, shape, message) => {
  const plan = catalogue.of('layer').get(name)?.make(options)
  expect(() => plan?.outputShape(shape)).toThrow(ShapeError)
  expect(() => plan?.outputShape(shape)).toThrow(message)
})

it('refuses inputs of another shape or dtype than it was built for', () => {
  const layer = new LayerNorm(3, { dtype: 'float64' })
  expect(() => layer.call(float64([[1, 2]]))).toThrow(
    'LayerNorm: x must be [n, ..., 3], got [1, 2]',
  )
  expect(() => layer.call(float64([[1, 2, 3]]).cast('float32'))).toThrow(
    'LayerNorm: x must be float64, as its numbers are, got float32; x.cast("float64") converts',
  )
})

it('refuses sizes, dtypes and options that are none', () => {
  expect(() => new LayerNorm(0)).toThrow('the number of channels must be a whole number from 1')
  // @ts-expect-error: JavaScript may give any dtype
  expect(() => new LayerNorm(2, { dtype: 'int32' })).toThrow('dtype must be "float32" or "float64"')
  // @ts-expect-error: groups are missing
  expect(() => new GroupNorm(2, {})).toThrow('groups')
  expect(() => new LayerNorm(2, { epsilon: 0 })).toThrow('epsilon must be a finite number above 0')
})

it('one factor for the whole layer takes inputs of any size', () => {
  const layer = new Scale(1, { per: 'layer', initial: 2, dtype: 'float64' })
  expect(layer.call(float64([[1, 2]])).toArray()).toEqual([[2, 4]])
  expect(layer.call(float64([[1], [2]])).toArray()).toEqual([[2], [4]])
})
