import { catalogue, definePenalty, option } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { MethodConfig, Terms } from '../config/method-config.ts'
import { differenceNoise } from './difference-noise.ts'

const differing = definePenalty({
  ...{ name: 'differing', summary: 'A test.', formula: 'x', cost: 'none', when: 'never' },
  ...{ paper: { authors: 'A', year: 2000, title: 'B' }, example: { value: 0 } },
  options: { h: option.number({ above: 0, default: 0.5, words: 'the step' }) },
  differenceDivisor: (options) => Number(Reflect.get(Object(options), 'h')),
  make: () => (evaluation) => evaluation.losses.mean(),
})

const noticesOf = (method: string, options: Readonly<Record<string, number | string>>) =>
  differenceNoise({
    catalogue: catalogue.with({ differing }),
    penalties: new Terms([['mine', new MethodConfig(method, { weight: 1, ...options })]]),
  })

test('a finite difference whose step is lost in the rounding of float32 is told', () => {
  const text =
    'differing divides a finite difference by 0.00001, in which the rounding of float32 is about 1 % of a derivative of 1; take a step that makes it 0.0003 or more'
  expect(noticesOf('differing', { h: 0.00001 })).toEqual([
    { place: 'penalties.mine', column: null, text },
  ])
})

test('a longer step, and a penalty without one, is not told of', () => {
  expect(noticesOf('differing', { h: 0.001 })).toEqual([])
  expect(noticesOf('l2', { includes: 1 })).toEqual([])
})

test('of the shipped penalties those that take finite differences say what they divide by', () => {
  expect(noticesOf('curvature', { step: 0.5 })).toEqual([])
  expect(noticesOf('curvature', { step: 0.00005 })).toHaveLength(1)
  const bend = (step: number, estimator: string) => noticesOf('hessianPenalty', { step, estimator })
  expect(bend(0.001, 'finiteDifference')).toHaveLength(1)
  expect([...bend(0.1, 'finiteDifference'), ...bend(0.001, 'exact')]).toEqual([])
})
