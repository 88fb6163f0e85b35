import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { seeds } from '../block.fixture.ts'

const rng = new S.Rng(42)
const average = (x: S.Tensor): number => S.mean(x.cast('float64')).item()
const correlation = (a: S.Tensor, b: S.Tensor): number => {
  const [x, y] = [a, b].map((each) => each.cast('float64')).map((each) => each.sub(S.mean(each)))
  if (!x || !y) throw new Error('two tensors')
  return S.div(S.sum(x.mul(y)), S.sqrt(S.mul(S.sum(x.square()), S.sum(y.square())))).item()
}

describe('a source is a value', () => {
  it('the same call gives the same numbers, whatever was drawn before', () => {
    assert(
      property(seeds, (seed) => {
        const first = new S.Rng(seed).split('kernel').normal([3, 5])
        const again = new S.Rng(seed)
        again.uniform([100])
        again.split('other').normal([7])
        expect(again.split('kernel').normal([3, 5]).data).toEqual(first.data)
      }),
      { numRuns: 10, seed: 23 },
    )
  })

  it('keeps these numbers in every version', () => {
    expect([...new S.Rng(42).split('kernel').split(3).uniform([3]).data]).toMatchInlineSnapshot(`
      [
        0.8600388765335083,
        0.9725721478462219,
        0.8442230820655823,
      ]
    `)
    expect([
      ...new S.Rng(42).split('kernel').normal([2], { dtype: 'float64' }).data,
    ]).toMatchInlineSnapshot(`
      [
        0.44734015280770817,
        -1.3476055013765598,
      ]
    `)
  })

  it('its key makes it anew', () => {
    const child = rng.split('a')
    expect(new S.Rng(child.key).uniform([4]).data).toEqual(child.uniform([4]).data)
    expect(() => new S.Rng(S.tensor([1, 2]))).toThrow(
      'Rng: a key must be two int32 words, got float32 of 2',
    )
  })

  it('a longer draw begins with a shorter one', () => {
    expect([...rng.uniform([100]).data].slice(0, 7)).toEqual([...rng.uniform([7]).data])
  })
})

describe('children', () => {
  const draws = (source: S.Rng): S.Tensor => source.uniform([4000])

  it('by names and numbers are independent of each other and of their parent', () => {
    const children = [
      rng,
      ...['a', 'b', '', 'ab', 'ba', 0, 1, 2, 4294967296].map((name) => rng.split(name)),
    ]
    const nested = rng.split('a').split('b')
    const all = [...children, nested, rng.split('b').split('a'), new S.Rng(43)].map(draws)
    for (const [i, a] of all.entries())
      for (const b of all.slice(0, i)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.07)
  })

  it('by a number and by an int32 tensor of it are the same', () => {
    for (const step of [0, 5, 2147483647])
      expect(rng.split(S.tensor(step, { dtype: 'int32' })).key.data).toEqual(
        rng.split(step).key.data,
      )
  })

  it('have keys of their own, ten thousand names long', () => {
    const keys = new Set<string>()
    for (let i = 0; i < 5000; i++)
      for (const name of [i, `layers.${i}.kernel`]) keys.add(rng.split(name).key.data.join())
    expect(keys.size).toBe(10_000)
  })

  it('refuse what is no name', () => {
    expect(() => rng.split(-1)).toThrow(RangeError)
    expect(() => rng.split(-1)).toThrow(
      'split: a number must be a whole number from 0 to 2^53 − 1, got -1',
    )
    expect(() => new S.Rng(0.5)).toThrow(
      'Rng: a seed must be a whole number from 0 to 2^53 − 1, got 0.5',
    )
    expect(() => rng.split(S.tensor(1))).toThrow(
      'split: a tensor must be one int32, got float32 of 1 elements',
    )
    expect(() => rng.split(S.range(2))).toThrow('got int32 of 2 elements')
  })
})

describe.each(['float32', 'float64'] as const)('draws in %s', (dtype) => {
  const n = 40_000

  it('uniform: within its bounds, with the moments of the even distribution', () => {
    const x = rng.uniform([n], { dtype })
    expect(x.dtype).toBe(dtype)
    expect(S.min(x).item()).toBeGreaterThanOrEqual(0)
    expect(S.max(x).item()).toBeLessThan(1)
    expect(average(x)).toBeCloseTo(0.5, 2)
    expect(average(S.square(x.sub(0.5)))).toBeCloseTo(1 / 12, 2)
    const y = rng.uniform([n], { low: -3, high: 5, dtype })
    expect(S.min(y).item()).toBeGreaterThanOrEqual(-3)
    expect(S.max(y).item()).toBeLessThan(5)
    expect(average(y)).toBeCloseTo(1, 1)
  })

  it('normal: the first four moments', () => {
    const x = rng.normal([n], { dtype })
    expect([1, 2, 3, 4].map((k) => average(k === 1 ? x : S.pow(x, k)))).toEqual(
      [0, 1, 0, 3].map((moment) => expect.closeTo(moment, moment === 3 ? 0 : 1)),
    )
    const y = rng.normal([n], { mean: 2, standardDeviation: 3, dtype })
    expect(average(y)).toBeCloseTo(2, 1)
    expect(Math.sqrt(S.variance(y).item())).toBeCloseTo(3, 1)
  })

  it('rademacher: −1 and 1 alike', () => {
    const x = rng.rademacher([n], { dtype })
    expect(x.dtype).toBe(dtype)
    expect(S.abs(x).data.every((each) => each === 1)).toBe(true)
    expect(Math.abs(average(x))).toBeLessThan(0.02)
  })
})

describe('bernoulli and permutation', () => {
  it('bernoulli is true with its probability, never at 0 and always at 1', () => {
    expect(average(rng.bernoulli(0.3, [40_000]))).toBeCloseTo(0.3, 2)
    expect(S.any(rng.bernoulli(0, [1000])).item()).toBe(0)
    expect(S.all(rng.bernoulli(1, [1000])).item()).toBe(1)
    for (const p of [-0.1, 1.1, Number.NaN])
      expect(() => rng.bernoulli(p)).toThrow(
        `bernoulli: p must be a probability from 0 to 1, got ${p}`,
      )
  })

  it('a permutation holds every number once', () => {
    for (const n of [0, 1, 2, 17, 1000])
      expect([...rng.permutation(n).data].sort((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      )
  })

  it('all six orders of three come equally often', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 3000; i++) {
      const order = rng.split(i).permutation(3).data.join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // χ² of 5 degrees of freedom is above 20.5 once in a thousand.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)
    expect(chi).toBeLessThan(20.5)
  })

  it('shapes are checked under the name of the draw', () => {
    expect(() => rng.uniform([-1])).toThrow(
      'uniform: lengths must be whole numbers from 0, got [-1]',
    )
    expect(() => rng.normal([0.5])).toThrow(/^normal: /)
    expect(() => rng.permutation(-1)).toThrow(/^permutation: /)
  })
})

it('integers are evenly drawn from a range, compiled too', () => {
  const drawn = rng.split('integers').integers([6000], { low: -2, high: 4 })
  expect(drawn.dtype).toBe('int32')
  const counts = [-2, -1, 0, 1, 2, 3].map((value) => drawn.equal(value).cast('int32').sum().item())
  expect(counts.reduce((sum, count) => sum + count)).toBe(6000)
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
  const compiled = S.compile((source: S.Rng) => source.integers([6000], { low: -2, high: 4 }))
  expect(compiled(rng.split('integers')).toArray()).toEqual(drawn.toArray())
  expect(rng.integers([3], { high: 1 }).toArray()).toEqual([0, 0, 0])
  expect(() => rng.integers([1], { high: 0 })).toThrow(
    'low below high, got 0 and 0; high is excluded',
  )
  expect(() => rng.integers([1], { low: 0.5, high: 2 })).toThrow('must be whole numbers')
})

it('of no examples draws nothing', () => {
  const drawn = S.vmap((i: S.Tensor) => new S.Rng(1).split(i).normal([3]))
  expect(drawn(S.tensor([], { shape: [0], dtype: 'int32' })).shape).toEqual([0, 3])
})
