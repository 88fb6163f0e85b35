import { describe, expect, test } from 'vitest'
import { InputError } from '../src/errors.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'
import { inputOf, tryCase, tryInput } from './try-case.ts'

// Ten seconds of each follow in continuous integration, with new seeds: `npm run fuzz`.
describe.each(Object.entries(targets))('%s', (_, make) => {
  const target = make()

  test('some mutated samples keep the promises', async () => {
    for (let index = 0; index < 25; index++) await tryCase(target, 1, index)
  })

  test('all samples keep the promises, and one is accepted', async () => {
    const outcomes = []
    for (const sample of target.samples) outcomes.push(await tryInput(target, sample))
    expect(outcomes).toContain('accepted')
  })

  test('an input is the same every time, and another for another number', () => {
    expect(inputOf(target, 5, 6)).toEqual(inputOf(target, 5, 6))
    expect(inputOf(target, 5, 6)).not.toEqual(inputOf(target, 5, 7))
    expect(inputOf(target, 5, 6)).not.toEqual(inputOf(target, 6, 6))
  })
})

describe('a fault is noticed', () => {
  const target = (read: Target['read']): Target => ({
    samples: [Uint8Array.of(1, 2, 3)],
    words: ['x'],
    read,
  })

  test('an error that is not the program’s own', async () => {
    const broken = target(() => {
      throw new TypeError('x is not a function')
    })
    await expect(tryCase(broken, 1, 1)).rejects.toThrow('x is not a function')
    const refusing = target(() => {
      throw new InputError('x must be y')
    })
    expect(await tryCase(refusing, 1, 1)).toBe('refused')
  })

  test('a prototype that was touched', async () => {
    const polluting = target(() => {
      Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true })
    })
    try {
      await expect(tryCase(polluting, 1, 1)).rejects.toThrow('no prototype must be touched')
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted')
    }
  })
})
