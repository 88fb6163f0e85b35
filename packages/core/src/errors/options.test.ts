import { expect, it } from 'vitest'
import { Rng } from '../operations/random/rng.ts'
import { checkOptions, type OptionKinds } from './options.ts'

interface Options {
  readonly keepDims?: boolean
  readonly slope?: number
  readonly mode?: 'linear' | 'nearest'
  readonly rng?: () => Rng
}

const kinds: OptionKinds<Options> = {
  keepDims: 'boolean',
  slope: 'number',
  mode: ['linear', 'nearest'],
  rng: 'function',
}

it('returns valid options, also with missing, undefined and inherited ones', () => {
  const given = { keepDims: true, slope: Number.POSITIVE_INFINITY, mode: 'nearest' } as const
  expect(checkOptions<Options>('f', given, kinds)).toBe(given)
  expect(checkOptions<Options>('f', {}, kinds)).toEqual({})
  expect(
    checkOptions<{ slope?: number | undefined }>('f', { slope: undefined }, { slope: 'any' }),
  ).toEqual({ slope: undefined })
  const inherited: Options = Object.create({ slope: 2 })
  expect(checkOptions<Options>('f', inherited, kinds).slope).toBe(2)
})

it.each<[unknown, string]>([
  [{ keepdims: true }, 'f: there is no option "keepdims"; did you mean "keepDims"?'],
  [{ axis: 0 }, 'f: there is no option "axis"; there are keepDims, slope, mode, rng'],
  [{ __proto__: null, constructor: 1 }, 'f: there is no option "constructor"'],
  [{ keepDims: 1 }, 'f: keepDims must be true or false, got 1'],
  [{ slope: '0.2' }, 'f: slope must be a number, got "0.2"'],
  [{ slope: Number.NaN }, 'f: slope must be a number, got NaN'],
  [{ slope: null }, 'f: slope must be a number, got null'],
  [
    { mode: 'Linear' },
    'f: mode must be "linear" or "nearest", got "Linear"; did you mean "linear"?',
  ],
  [
    0.2,
    'f: options must be an object such as { keepDims, slope, mode, rng }, got 0.2; write { slope: 0.2 }',
  ],
  [true, 'got true; write { keepDims: true }'],
  ['nearest', 'got "nearest"; write { mode: "nearest" }'],
  [[1, 2], 'f: options must be an object such as { keepDims, slope, mode, rng }, got [1, 2]'],
  [null, 'got null'],
  [new Rng(0), 'got an Rng'],
  [
    new Map([['slope', 1]]),
    'f: options must be an object such as { keepDims, slope, mode, rng }, got a Map',
  ],
])('%j: %s', (given, message) => {
  // What JavaScript may pass.
  const options = given as Options
  expect(() => checkOptions<Options>('f', options, kinds)).toThrow(TypeError)
  expect(() => checkOptions<Options>('f', options, kinds)).toThrow(message)
})

it('suggests an option for a plain value only if one option is of its kind', () => {
  // As for sgd(0.1), where a rate is meant and not a momentum.
  const options = 0.1 as { rate?: unknown; momentum?: number }
  const message = 'f: options must be an object such as { rate, momentum }, got 0.1'
  expect(() => checkOptions('f', options, { rate: 'any', momentum: 'number' })).toThrow(
    new TypeError(message),
  )
})

it('refuses options without a required one', () => {
  const options: { rate?: number } = {}
  expect(() => checkOptions('f', options, { rate: 'number' }, ['rate'])).toThrow(
    'f: the option rate must be given, got none',
  )
})

it('names the only option that there is', () => {
  const options = { p: 1 } as { slope?: number }
  expect(() => checkOptions('f', options, { slope: 'number' })).toThrow(
    'there is no option "p"; the only one is slope',
  )
})
