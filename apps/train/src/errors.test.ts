import { expect, test } from 'vitest'
import { DivergedError, InputError } from './errors.ts'

test('an input error lists every fault on a line of its own and exits with 2', () => {
  const error = new InputError([
    { place: 'a.yaml:3:5', message: 'seed: must be an integer, got "x"' },
    { place: '', message: 'no place' },
  ])
  expect(error.message).toBe('a.yaml:3:5 seed: must be an integer, got "x"\nno place')
  expect(error.faults).toHaveLength(2)
  expect(error.exitCode).toBe(2)
})

test('an input error is made from a sentence or from one fault', () => {
  expect(new InputError('no config').faults).toEqual([{ place: '', message: 'no config' }])
  expect(new InputError({ place: 'p', message: 'm' }).message).toBe('p: m')
})

test('a diverged run exits with 3', () => {
  expect(new DivergedError('loss is NaN').exitCode).toBe(3)
})
