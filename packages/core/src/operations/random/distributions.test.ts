import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { normalQuantile } from './normal-quantile.ts'

const rng = new S.Rng(17)
const n = 40_000
const mean = (x: S.Tensor): number => S.mean(S.cast(x, 'float64')).item()
const bits = (x: S.Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')
const double = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })

describe('the quantile of the normal distribution', () => {
  it('is what the distribution function undoes', () => {
    const z = S.linspace(-5, 5, 401, { dtype: 'float64' })
    // 1 + erf loses the digits of the upper tail only by one rounding of 1.
    const p = S.mul(S.add(S.erf(z.mul(Math.SQRT1_2)), 1), 0.5)
    const slope = S.exp(S.square(z).mul(-0.5)).div(Math.sqrt(2 * Math.PI))
    const error = S.abs(normalQuantile(p).sub(z)).mul(slope)
    expect(S.max(error).item()).toBeLessThan(4e-16)
  })

  it('at the percentage points that the paper gives, and far out', () => {
    const p = double([0.25, 0.001, 1e-20, 0.5])
    const expected = [-0.6744897501960817, -3.090232306167813, -9.262340089798409, 0]
    for (const [i, q] of normalQuantile(p).data.entries())
      expect(q).toBeCloseTo(expected[i] ?? 0, 13)
  })
})

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  it('truncatedNormal has the moments between its bounds, and never leaves them', () => {
    const x = rng.truncatedNormal([n], { dtype })
    expect(x.dtype).toBe(dtype)
    expect(S.max(S.abs(x)).item()).toBeLessThanOrEqual(2)
    expect(mean(x)).toBeCloseTo(0, 1)
    // 1 − 2 · 2 φ(2) / (2 Φ(2) − 1)
    expect(S.variance(x).item()).toBeCloseTo(0.7737413, 1)
    const tail = rng.truncatedNormal([n], { lower: 2, upper: Number.POSITIVE_INFINITY, dtype })
    expect(S.min(tail).item()).toBeGreaterThanOrEqual(2)
    // φ(2) / (1 − Φ(2))
    expect(mean(tail)).toBeCloseTo(2.3732155, 2)
    const [lower, upper] = [0.5, 0.5 + 4 * Number.EPSILON]
    const narrow = rng.truncatedNormal([1000], { lower, upper, dtype: 'float64' })
    expect(S.min(narrow).item()).toBeGreaterThanOrEqual(lower)
    expect(S.max(narrow).item()).toBeLessThanOrEqual(upper)
    const moved = rng.truncatedNormal([n], { mean: 3, standardDeviation: 0.5, lower: -1, dtype })
    expect(S.min(moved).item()).toBeGreaterThanOrEqual(2.5)
    expect(S.max(moved).item()).toBeLessThanOrEqual(4)
  })

  it('exponential has its mean and deviation', () => {
    const x = rng.exponential([n], { scale: 3, dtype })
    expect(x.dtype).toBe(dtype)
    expect(S.min(x).item()).toBeGreaterThanOrEqual(0)
    expect(mean(x) / 3).toBeCloseTo(1, 1)
    expect(S.std(x).item() / 3).toBeCloseTo(1, 1)
  })
})

describe('gamma and beta', () => {
  const count = 10_000

  it.each([0.1, 0.5, 1, 2.5, 40])('gamma of parameter %d has its moments', (parameter) => {
    const x = rng.gamma([count], { parameter, scale: 2, dtype: 'float64' })
    expect(S.min(x).item()).toBeGreaterThan(0)
    // Of 10,000 draws the mean is off by √(parameter / count) at most 4 times.
    const off = 4 * Math.sqrt(parameter / count)
    expect(Math.abs(mean(x) / 2 - parameter)).toBeLessThan(off)
    expect(S.variance(x).item() / (4 * parameter)).toBeCloseTo(1, 0.5)
    expect(rng.gamma([2], { parameter }).dtype).toBe('float32')
  })

  it('gamma has the distribution function of its parameter', () => {
    const below = (x: S.Tensor, limit: number): number => mean(x.less(limit))
    // 1 − e⁻ˣ, and 1 − e⁻ˣ (1 + x).
    const first = rng.gamma([count], { parameter: 1, dtype: 'float64' })
    const second = rng.gamma([count], { parameter: 2, dtype: 'float64' })
    for (const limit of [0.2, 1, 3]) {
      expect(below(first, limit)).toBeCloseTo(1 - Math.exp(-limit), 1.7)
      expect(below(second, limit)).toBeCloseTo(1 - Math.exp(-limit) * (1 + limit), 1.7)
    }
  })

  it.each([
    [0.2, 0.2],
    [1, 1],
    [2, 5],
    [0.01, 0.01],
  ])('beta of %d and %d has its moments between 0 and 1', (alpha, beta) => {
    const x = rng.beta([count], { alpha, beta, dtype: 'float64' })
    const sum = alpha + beta
    const variance = (alpha * beta) / (sum * sum * (sum + 1))
    expect(S.min(x).item()).toBeGreaterThanOrEqual(0)
    expect(S.max(x).item()).toBeLessThanOrEqual(1)
    expect(Math.abs(mean(x) - alpha / sum)).toBeLessThan(4 * Math.sqrt(variance / count))
    expect(S.variance(x).item() / variance).toBeCloseTo(1, 0.9)
  })

  it('beta of 1 and 1 is even, and of ½ and ½ the arcsine distribution', () => {
    const below = (alpha: number, limit: number): number =>
      mean(rng.beta([count], { alpha, beta: alpha, dtype: 'float64' }).less(limit))
    for (const limit of [0.1, 0.25, 0.7]) {
      expect(below(1, limit)).toBeCloseTo(limit, 1.7)
      expect(below(0.5, limit)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(limit)), 1.7)
    }
  })

  it('refuse parameters that are not above 0', () => {
    expect(() => rng.gamma([1], { parameter: 0 })).toThrow(
      'gamma: a parameter must be above 0, got 0',
    )
    expect(() => rng.beta([1], { alpha: 1, beta: Number.POSITIVE_INFINITY })).toThrow(
      'beta: a parameter must be above 0, got Infinity',
    )
  })
})

describe('parameters that are tensors', () => {
  it('get derivatives through what is drawn, to third order', () => {
    const [location, scale] = [double([[0.3], [-1]]), double([0.5, 1.5, 2])]
    const options = { dtype: 'float64' } as const
    const draws = {
      normal: (m: S.Tensor, s: S.Tensor) =>
        rng.normal([2, 3], { mean: m, standardDeviation: s, ...options }),
      truncatedNormal: (m: S.Tensor, s: S.Tensor) =>
        rng.truncatedNormal([2, 3], { mean: m, standardDeviation: s, ...options }),
      uniform: (m: S.Tensor, s: S.Tensor) =>
        rng.uniform([2, 3], { low: m, high: m.add(s).sum(), ...options }),
      exponential: (m: S.Tensor, s: S.Tensor) =>
        rng.exponential([2, 3], { scale: s, ...options }).mul(m),
    }
    for (const draw of Object.values(draws))
      S.checkGradients((m, s) => S.sin(draw(m, s)), [location, scale], { order: 3 })
    const unit = rng.normal([2, 3], options)
    expect(bits(draws.normal(location, scale))).toBe(bits(unit.mul(scale).add(location)))
    const by = S.grad((s: S.Tensor) => rng.normal([3], { standardDeviation: s, ...options }).sum())
    expect(by(scale).toArray()).toEqual(rng.normal([3], options).toArray())
  })

  it('must fit what is drawn', () => {
    expect(() => rng.normal([2], { mean: [1, 2, 3] })).toThrow(/^normal: shapes must be equal/)
    expect(() => rng.normal([1], { mean: [1, 2, 3] })).toThrow(
      'normal: parameters must broadcast to what is drawn, [1], got [3]',
    )
    expect(() => rng.exponential([2], { scale: double(2) })).toThrow(
      'exponential: parameters must have the dtype that is drawn, float32, got float64',
    )
    expect(() => rng.truncatedNormal([2], { lower: 1, upper: 1 })).toThrow(
      'truncatedNormal: lower must be below upper, got 1 and 1',
    )
    expect(() => rng.truncatedNormal([2], { lower: 7, upper: 9 })).toThrow(
      'truncatedNormal: the bounds must reach within 6 standard deviations of the mean, got 7 and 9',
    )
  })
})

describe('choices', () => {
  it('bernoulli by a probability of its own each', () => {
    const p = S.tensor([0, 0.2, 0.9, 1])
    const x = rng.bernoulli(p, [n, 4])
    expect(x.dtype).toBe('bool')
    const counted = S.mean(S.cast(x, 'float64'), 0).data
    expect(counted[0]).toBe(0)
    expect(counted[1]).toBeCloseTo(0.2, 1)
    expect(counted[2]).toBeCloseTo(0.9, 1)
    expect(counted[3]).toBe(1)
    expect(rng.bernoulli(p).shape).toEqual([4])
    expect(() => rng.bernoulli(p, [3])).toThrow(/^bernoulli: /)
  })

  it('categorical with the probabilities of softmax', () => {
    const logits = S.tensor([
      [1, 0, -1, Number.NEGATIVE_INFINITY],
      [-3, 5, 5, 2],
    ])
    const x = rng.categorical(logits, [n])
    expect(x.shape).toEqual([n, 2])
    expect(x.dtype).toBe('int32')
    const counted = S.mean(S.oneHot(x, 4, { dtype: 'float64' }), 0)
    const off = S.abs(counted.sub(S.softmax(logits).cast('float64')))
    // Three deviations of a count of 40 000 are below 0.0075.
    expect(S.max(off).item()).toBeLessThan(0.0075)
    expect(counted.data[3]).toBe(0)
    expect(rng.categorical([0, 1]).shape).toEqual([])
    expect(() => rng.categorical(1)).toThrow(
      'categorical: needs logits along a last axis, got shape []',
    )
    expect(() => rng.categorical(S.zeros([2, 0]))).toThrow(S.ShapeError)
  })
})

it('every draw has the same bits compiled, permutations too', () => {
  const draws = [
    (r: S.Rng) => r.permutation(1000),
    (r: S.Rng) => r.truncatedNormal([100]),
    (r: S.Rng) => r.exponential([100]),
    (r: S.Rng) => r.gamma([5, 4], { parameter: 0.3 }),
    (r: S.Rng) => r.beta([20], { alpha: 2, beta: 0.4, dtype: 'float64' }),
    (r: S.Rng) => r.categorical(S.linspace(-1, 1, 5), [100]),
    (r: S.Rng) => r.bernoulli(S.linspace(0, 1, 100)),
  ]
  for (const draw of draws) {
    const f = (key: S.Tensor): S.Tensor => draw(new S.Rng(key))
    expect(bits(S.compile(f)(rng.key))).toBe(bits(f(rng.key)))
    const keys = S.stack([0, 1, 2].map((i) => rng.split(i).key))
    const loop = S.stack([0, 1, 2].map((i) => f(keys.slice([i]))))
    expect(bits(S.vmap(f)(keys))).toBe(bits(loop))
  }
})
