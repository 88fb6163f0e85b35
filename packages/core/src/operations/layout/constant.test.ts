import { expect, test } from 'vitest'
import { eye, full, linspace, ones, range, zeros } from '../../index.ts'

test('whatever makes a tensor takes its dtype as an option', () => {
  const float64 = { dtype: 'float64' } as const
  const made = [
    ...[zeros([2], float64), ones([2], float64), full([2], 3, float64)],
    ...[eye(2, float64), range(2, float64), linspace(0, 1, 2, float64)],
  ]
  expect(made.map(({ dtype }) => dtype)).toEqual(made.map(() => 'float64'))
  expect([zeros([1], {}).dtype, range(1, {}).dtype, zeros([1], { dtype: 'int32' }).dtype]).toEqual([
    'float32',
    'int32',
    'int32',
  ])
  // @ts-expect-error: as JavaScript may call it
  expect(() => zeros([1], { type: 'int32' })).toThrow('zeros: there is no option "type"')
  // @ts-expect-error: as JavaScript may call it
  expect(() => ones([1], { dtype: 'float16' })).toThrow('ones: the dtype must be float32, float64')
})

test.each(['int32', 'bool', 'float16'])('linspace is of floats, not %s', (dtype) => {
  expect(() => Reflect.apply(linspace, null, [0, 1, 5, { dtype }])).toThrow('linspace: dtype')
})
