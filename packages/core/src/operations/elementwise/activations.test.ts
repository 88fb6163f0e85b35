import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const at = (x: number | readonly number[]): S.Tensor => S.tensor([x].flat(), { dtype: 'float64' })

/** The value and the derivatives to third order, each by the sum of the one before. */
function orders(f: (x: S.Tensor) => S.Tensor, x: S.Tensor): number[][] {
  const derivative =
    (g: (x: S.Tensor) => S.Tensor) =>
    (y: S.Tensor): S.Tensor =>
      S.grad((z: S.Tensor) => g(z).sum())(y)
  const first = derivative(f)
  const second = derivative(first)
  return [f, first, second, derivative(second)].map((each) => [...each(x).data])
}
const slope = (f: (x: S.Tensor) => S.Tensor, x: number): number =>
  S.grad((z: S.Tensor) => f(z).sum())(at(x)).item()

const smooth: Record<string, (x: S.Tensor) => S.Tensor> = {
  erfc: S.erfc,
  gelu: (x) => S.gelu(x),
  'gelu by tanh': (x) => S.gelu(x, { approximate: 'tanh' }),
  logSigmoid: S.logSigmoid,
  mish: S.mish,
  silu: S.silu,
  elu: (x) => S.elu(x),
  celu: (x) => S.celu(x, { alpha: 0.5 }),
  selu: S.selu,
}
/** Each at +100 and −100: the value, the slope. The curvature is 0. */
const far: Record<string, readonly (readonly [number, number])[]> = {
  erfc: [
    [0, 0],
    [2, 0],
  ],
  logSigmoid: [
    [-3.720075976020836e-44, 3.720075976020836e-44],
    [-100, 1],
  ],
  mish: [
    [100, 1],
    [-3.720075976020836e-42, -3.682875216260627e-42],
  ],
  silu: [
    [100, 1],
    [-3.720075976020836e-42, -3.682875216260627e-42],
  ],
  gelu: [
    [100, 1],
    [0, 0],
  ],
}

describe('far from 0', () => {
  it.each(Object.entries(smooth))('%s is finite to third order, in both float types', (_, f) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = S.tensor([-1e4, -100, -30, 30, 100, 1e4], { dtype })
      const all = orders(f, x)
      expect(all.flat().every(Number.isFinite)).toBe(true)
      for (const curvature of all.slice(2)) {
        expect(Math.abs(curvature[0] ?? 1)).toBe(0)
        expect(Math.abs(curvature[5] ?? 1)).toBe(0)
      }
    }
  })

  it.each(Object.entries(far))('%s keeps its tails', (name, expected) => {
    const [values = [], slopes = []] = orders(smooth[name] ?? S.silu, at([100, -100]))
    expected.forEach(([value, first], i) => {
      expect(Math.abs((values[i] ?? 1) - value)).toBeLessThanOrEqual(1e-15 * Math.abs(value))
      expect(Math.abs((slopes[i] ?? 1) - first)).toBeLessThanOrEqual(1e-15 * Math.abs(first))
    })
  })

  it('gelu keeps its digits below 0', () => {
    // x Φ(x) by 50 digits.
    expect(S.gelu(at(-10)).item() / -7.619853024160526e-23 - 1).toBeCloseTo(0, 13)
    expect(slope(S.gelu, -10) / -7.618400096464814e-22).toBeCloseTo(1, 12)
  })
})

describe('in the middle and in the tails', () => {
  const rootOfPi = Math.sqrt(Math.PI)
  const density = 1 / Math.sqrt(2 * Math.PI)
  it.each<[string, (x: S.Tensor) => S.Tensor, number[]]>([
    ['tanh', S.tanh, [1, 0, -2]],
    ['sigmoid', S.sigmoid, [0.25, 0, -0.125]],
    ['softplus', S.softplus, [0.5, 0.25, 0]],
    ['logSigmoid', S.logSigmoid, [0.5, -0.25, 0]],
    ['silu', S.silu, [0.5, 0.5, 0]],
    ['mish', S.mish, [0.6, 0.64, -0.096]],
    ['gelu', (x) => S.gelu(x), [0.5, 2 * density, 0]],
    ['gelu by tanh', (x) => S.gelu(x, { approximate: 'tanh' }), [0.5, 2 * density, 0]],
    ['erf', S.erf, [2 / rootOfPi, 0, -4 / rootOfPi]],
    ['erfc', S.erfc, [-2 / rootOfPi, 0, 4 / rootOfPi]],
  ])('%s has the derivatives of its series at 0', (_, f, expected) => {
    for (const zero of [0, -0]) {
      const found = orders(f, at(zero)).slice(1).flat()
      for (const [order, value] of expected.entries()) expect(found[order]).toBeCloseTo(value, 14)
    }
  })

  // In units of e = exp(−|x|), in which the slopes would be 1 − y² or y (1 − y) of a y that rounds to 1.
  const sech = (x: number): number => (1 / Math.cosh(x)) ** 2
  const bell = (x: number): number => Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2
  const tails: [string, (x: S.Tensor) => S.Tensor, (x: number) => (number | null)[]][] = [
    ['tanh', S.tanh, (x) => [sech(x), -2 * Math.tanh(x) * sech(x), (4 - 6 * sech(x)) * sech(x)]],
    [
      'sigmoid',
      S.sigmoid,
      (x) => [bell(x), -Math.tanh(x / 2) * bell(x), (1 - 6 * bell(x)) * bell(x)],
    ],
    ['softplus', S.softplus, (x) => [null, bell(x), -Math.tanh(x / 2) * bell(x)]],
    ['logSigmoid', S.logSigmoid, (x) => [null, -bell(x), Math.tanh(x / 2) * bell(x)]],
  ]
  it.each(tails)('the derivatives of %s keep their digits, to third order', (_, f, expected) => {
    for (const [dtype, tolerance] of [
      ['float32', 2e-6],
      ['float64', 1e-14],
    ] as const)
      for (const x of [4, 8, 10, 17, 40, 80].flatMap((size) => [size, -size])) {
        const found = orders(f, S.tensor([x], { dtype }))
          .slice(1)
          .flat()
        // Of less than 2^-126 float32 has no 24 digits.
        for (const [order, wanted] of expected(x).entries())
          if (wanted !== null && (dtype === 'float64' || Math.abs(wanted) > 2 ** -126))
            expect(Math.abs((found[order] ?? 0) / wanted - 1)).toBeLessThan(tolerance)
      }
  })
})

describe('derivatives at 0, where a choice was made', () => {
  it('leakyRelu has its slope below, as in PyTorch', () => {
    expect(slope((x) => S.leakyRelu(x), 0)).toBe(0.01)
    expect(slope((x) => S.leakyRelu(x, { slope: 0.3 }), 0)).toBe(0.3)
  })

  it('elu, selu and celu have all orders from below, as in PyTorch and JAX', () => {
    const three = (f: (x: S.Tensor) => S.Tensor): number[] =>
      orders(f, at(0))
        .slice(1)
        .map(([first = Number.NaN]) => first)
    expect(three((x) => S.elu(x, { alpha: 1.5 }))).toEqual([1.5, 1.5, 1.5])
    const kept = 1.0507009873554805 * 1.6732632423543772
    expect(three(S.selu)).toEqual([kept, kept, kept])
    expect(three((x) => S.celu(x, { alpha: 0.5 }))).toEqual([1, 2, 4])
  })
})

describe('arguments', () => {
  it('must be floats', () => {
    const whole = S.tensor([1], { dtype: 'int32' })
    for (const [name, f] of Object.entries({
      celu: S.celu,
      elu: S.elu,
      gelu: S.gelu,
      leakyRelu: S.leakyRelu,
      logSigmoid: S.logSigmoid,
      mish: S.mish,
      selu: S.selu,
      silu: S.silu,
    })) {
      expect(() => f(whole)).toThrow(S.DTypeError)
      expect(() => f(whole)).toThrow(`${name}: must be float32 or float64, got int32`)
    }
  })

  it('have options in their range', () => {
    expect(() => S.leakyRelu(1, { slope: Number.NaN })).toThrow(
      'leakyRelu: slope must be a finite number, got NaN',
    )
    expect(() => S.elu(1, { alpha: Number.POSITIVE_INFINITY })).toThrow(
      'elu: alpha must be a finite number, got Infinity',
    )
    expect(() => S.celu(1, { alpha: 0 })).toThrow(
      'celu: alpha must be a finite number above 0, got 0',
    )
    const other = { approximate: 'erf' } as unknown as S.GeluOptions
    expect(() => S.gelu(1, other)).toThrow(
      "gelu: approximate must be 'none' or 'tanh', got \"erf\"",
    )
  })
})
