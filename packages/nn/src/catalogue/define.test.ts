import { identity, mean, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { Dropout } from '../layers/dropout.ts'
import { defineActivation, defineLayer, defineLoss, defineMetric, definePenalty } from './define.ts'
import { option } from './option.ts'

const card = {
  name: 'mine',
  summary: 'A method of the tests.',
  formula: 'x',
  paper: { authors: 'Legendre', year: 1805, title: 'Nouvelles méthodes' },
  cost: 'none',
  when: 'never',
  options: {
    low: option.number({ default: 0, words: 'the least' }),
    high: option.number({ default: 1, words: 'the greatest' }),
  },
  check: ({ low, high }: { readonly low: number; readonly high: number }) =>
    low < high ? undefined : `low must be below high, got ${low} and ${high}`,
}
const x = float64([1])
const difference = (outputs: Tensor, targets: Tensor): Tensor => outputs.sub(targets)

const activation = defineActivation({
  ...card,
  smoothness: 'infinite',
  example: { x: [1], value: [1] },
  compute: identity,
})
const loss = defineLoss({
  ...card,
  outputs: 'values',
  example: { outputs: [1], targets: [1], value: [0] },
  compute: difference,
})
const metric = defineMetric({
  ...card,
  better: 'smaller',
  takes: 'values',
  example: { predictions: [1], targets: [1], value: 0 },
  compute: (outputs, targets) => mean(difference(outputs, targets)).item(),
})
const penalty = definePenalty({
  ...card,
  example: { value: 1 },
  make:
    () =>
    ({ outputs }) =>
      mean(outputs),
})
const layer = defineLayer({
  ...card,
  example: { inputs: [[1]], value: [[1]] },
  plan: () => Dropout.definition.make(0.1),
})

describe('options that are right one by one and wrong together', () => {
  const wrong = { low: 2 }
  it.each([
    ['an activation', () => activation(x, wrong)],
    ['a loss', () => loss(x, x, wrong)],
    ['a metric', () => metric(x, x, wrong)],
    ['a penalty', () => penalty(wrong)],
    ['a layer', () => layer.make(wrong)],
  ])('are refused by %s', (_, call) => {
    expect(call).toThrow('mine: low must be below high, got 2 and 1')
  })
})

it('a plain value is refused by TypeScript too where no option is meant by it', () => {
  // @ts-expect-error: it must be { low: 2 }
  expect(() => penalty(2)).toThrow('mine: options must be an object such as { low, high }, got 2')
  // @ts-expect-error: it must be { low: 2 }
  expect(() => activation(x, 2)).toThrow('mine: options must be an object')
})
