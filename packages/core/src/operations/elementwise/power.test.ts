import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number
type Float = 'float32' | 'float64'
type Pair = (x: S.Tensor, y: S.Tensor) => S.Tensor

const byBase =
  (f: Pair): Pair =>
  (x, y) =>
    S.grad((at: S.Tensor) => f(at, y))(x)
const byExponent =
  (f: Pair): Pair =>
  (x, y) =>
    S.grad((at: S.Tensor) => f(x, at))(y)

/** The derivative taken in the order of the letters. */
const inOrder = (letters: string): Pair =>
  [...letters].reduce((f, letter) => (letter === 'x' ? byBase(f) : byExponent(f)), S.pow as Pair)

const at = (letters: string, x: number, y: number, dtype: Float = 'float64'): number =>
  inOrder(letters)(S.tensor(x, { dtype }), S.tensor(y, { dtype })).item()

/** xʸ logⁿx differentiated m times, as the sum of its terms xʸ⁻ᵐ logᵏx. */
function closedForm(x: number, y: number, m: number, n: number): number {
  let terms = new Map([[n, 1]])
  for (let i = 0; i < m; i++) {
    const next = new Map<number, number>()
    for (const [k, factor] of terms) {
      next.set(k, (next.get(k) ?? 0) + (y - i) * factor)
      if (k > 0) next.set(k - 1, (next.get(k - 1) ?? 0) + k * factor)
    }
    terms = next
  }
  return [...terms].reduce((sum, [k, factor]) => {
    if (factor === 0) return sum
    return sum + factor * x ** (y - m) * (k === 0 ? 1 : Math.log(x) ** k)
  }, 0)
}

/** Every order in which the letters x and y may stand, to length 4. */
const orders = [1, 2, 3, 4].flatMap((length) =>
  Array.from({ length: 2 ** length }, (_, bits) =>
    Array.from({ length }, (__, place) => ((bits >> place) & 1 ? 'y' : 'x')).join(''),
  ),
)
const count = (letters: string, letter: string): number => letters.split(letter).length - 1

describe('pow', () => {
  it.each(orders)('∂%s is its closed form, whole exponents too', (letters) => {
    for (const y of [0, 1, 2, 3, 4, -1, -2, 0.5, 2.5])
      for (const x of [2, 0.4, 1, 1e-3]) {
        const wanted = closedForm(x, y, count(letters, 'x'), count(letters, 'y'))
        for (const [dtype, tolerance] of [
          ['float64', 1e-13],
          ['float32', 1e-5],
        ] as const) {
          const found = at(letters, x, y, dtype)
          const near = closedForm(Math.fround(x), y, count(letters, 'x'), count(letters, 'y'))
          const exact = dtype === 'float32' ? near : wanted
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(tolerance * Math.abs(exact) + 1e-12)
        }
      }
  })

  it('has a symmetric Hessian where the exponent is 0', () => {
    const H = S.hessian((p: S.Tensor) => S.pow(p.slice([0]), p.slice([1])))
    const log = Math.log(2)
    expect(H(S.tensor([2, 0], { dtype: 'float64' })).toArray()).toEqual([
      [0, 0.5],
      [0.5, expect.closeTo(log * log, 15)],
    ])
  })

  it('of a negative base has derivatives by the base, where the exponent is whole', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const y of [0, 1, 2, 3, 5, -1])
        for (const letters of ['x', 'xx', 'xxx', 'xxxx']) {
          const wanted = closedForm(-1.5, y, letters.length, 0)
          expect(at(letters, -1.5, y, dtype)).toBeCloseTo(wanted, dtype === 'float32' ? 3 : 12)
        }
    for (const letters of ['y', 'xy', 'yx', 'yyx', 'xxy'])
      for (const y of [0, 1, 2]) expect(at(letters, -1.5, y)).toBe(nan)
  })

  it('stays 0 beyond the degree where a power of the base overflows', () => {
    for (const x of [0, 1e-30, -1e-30, 1e-44])
      for (const [letters, y] of [
        ['xxxx', 2],
        ['xxxx', 3],
        ['xxx', 1],
        ['xx', 0],
      ] as const)
        if (letters.length > y) expect(Math.abs(at(letters, x, y, 'float32'))).toBe(0)
  })

  it('at base 0 has the limit from above, and the first derivative by the exponent is 0', () => {
    for (const y of [0, 1, 2.5]) expect(at('y', 0, y)).toBe(0)
    for (const letters of ['xy', 'yx', 'yy', 'yyy']) {
      expect(at(letters, 0, 2)).toBe(0)
      expect(at(letters, 0, 3)).toBe(0)
    }
    for (const letters of ['xy', 'yx']) {
      expect(at(letters, 0, 1)).toBe(-infinity)
      expect(at(letters, 0, 0)).toBe(infinity)
    }
    for (const letters of ['xxy', 'xyx', 'yxx']) expect(at(letters, 0, 2)).toBe(-infinity)
    // Terms that are infinite with opposite signs: the one that grows faster decides.
    for (const letters of ['xyy', 'yxy', 'yyx']) {
      expect(at(letters, 0, 1)).toBe(infinity)
      expect(at(letters, 0, 0.5)).toBe(infinity)
    }
    expect(at('xy', 0, 0.5)).toBe(-infinity)
    for (const letters of ['xxy', 'yxx']) expect(at(letters, 0, 1.5)).toBe(-infinity)
    for (const letters of ['xxyy', 'xyxy', 'yyxx']) {
      expect(at(letters, 0, 1)).toBe(-infinity)
      expect(at(letters, 0, 2)).toBe(infinity)
    }
    expect(at('yy', 0, 0)).toBe(infinity)
    expect(at('xx', 0, 2)).toBe(2)
    expect(at('xx', 0, 1.5)).toBe(infinity)
  })
})
