// A function with a checkpoint has the derivatives that it has without: whatever it closes over, whatever it returns.
import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

type Scalar = (x: S.Tensor) => S.Tensor
type Wrap = <A extends readonly object[], R extends S.Argument<R>>(
  f: (...args: A) => R,
) => (...args: A) => R

const plain: Wrap = (f) => f
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
const numbers = (x: S.Tensor): number[] => [...x.data].map(Number)
const slope = (f: Scalar): Scalar => S.grad((x: S.Tensor) => S.sum(f(x)))
const weight = new S.Variable(float64([0.3, -1.2]), { name: 'weight' })

const closures: readonly [string, (wrap: Wrap) => Scalar][] = [
  ['its own argument', (wrap) => (x) => wrap((h: S.Tensor) => h.sin().add(x))(x)],
  ['its own argument in a product', (wrap) => (x) => wrap((h: S.Tensor) => h.mul(x).mul(x))(x)],
  [
    'what its argument was computed of',
    (wrap) => (x) => {
      const h = x.square()
      return wrap((y: S.Tensor) => y.mul(x).exp().mul(h))(h)
    },
  ],
  [
    'two names of one tensor, given twice',
    (wrap) => (x) => wrap((a: S.Tensor, b: S.Tensor) => a.sin().mul(b).add(a.mul(x)))(x, x),
  ],
  [
    'a variable, read within and given',
    (wrap) => (x) =>
      wrap((w: S.Tensor) => w.mul(weight).mul(x).sin())(weight.value).add(weight.square().mul(x)),
  ],
  [
    'its argument, returned',
    (wrap) => (x) =>
      wrap((y: S.Tensor) => y)(x)
        .square()
        .mul(x),
  ],
  [
    'a watched tensor, returned',
    (wrap) => (x) =>
      wrap((_: S.Tensor) => x)(x)
        .square()
        .mul(x),
  ],
  [
    'several results, some of them untouched or twice',
    (wrap) => (x) => {
      const h = x.square()
      const { a, b, c, d, e } = wrap((y: S.Tensor) => {
        const a = y.sin()
        return { a, b: h, c: a, d: y, e: x }
      })(x)
      return a.mul(b).add(c.mul(d)).mul(e)
    },
  ],
  [
    'a checkpoint of its own that closes over both',
    (wrap) => (x) =>
      wrap((h: S.Tensor) => {
        const k = h.cos()
        return wrap((z: S.Tensor) => z.mul(k).mul(x).mul(h))(k)
      })(x),
  ],
  [
    'a loop that closes over it',
    (wrap) => (x) =>
      wrap(
        (h: S.Tensor) =>
          S.scan((c: S.Tensor) => ({ carry: c.mul(x).add(h.sin()) }), h, undefined, { length: 3 })
            .carry,
      )(x),
  ],
  [
    'the carry of a loop around',
    (wrap) => (x) =>
      S.scan(
        (c: S.Tensor) => ({ carry: wrap((h: S.Tensor) => h.sin().mul(c).add(x))(c) }),
        x,
        undefined,
        { length: 3 },
      ).carry,
  ],
  [
    'a derivative of its own',
    (wrap) => (x) =>
      wrap((h: S.Tensor) => S.grad((z: S.Tensor) => S.sum(z.pow(3).mul(x).mul(h)))(h))(x),
  ],
  [
    'an integer that is a place',
    (wrap) => (x) => {
      const order = S.argsort(x)
      return wrap((h: S.Tensor) => S.gather(h.mul(x).mul(x), order))(x)
    },
  ],
]

const at = float64([0.5, 2])
const examples = float64([
  [0.5, 2],
  [-0.7, 1.1],
  [0.2, 0.9],
])
const orders: readonly ((f: Scalar) => Scalar)[] = [
  (f) => f,
  slope,
  (f) => slope(slope(f)),
  (f) => slope(slope(slope(f))),
  (f) => (x) => S.hessian((z: S.Tensor) => S.sum(f(z)))(x),
  (f) => (x) => S.jvp(slope(f), x, S.cos(x)).derivative,
]
const settings: readonly [string, (f: Scalar) => S.Tensor][] = [
  ['by itself', (f) => f(at)],
  ['compiled', (f) => S.compile(f)(at)],
  ['for each of many examples', (f) => S.vmap(f)(examples)],
  ['for many examples, compiled', (f) => S.compile(S.vmap(f))(examples)],
]

const close = (found: S.Tensor, expected: S.Tensor): void => {
  expect(found.shape).toEqual(expected.shape)
  for (const [index, value] of numbers(expected).entries())
    expect((numbers(found)[index] ?? 0) / (1 + Math.abs(value))).toBeCloseTo(
      value / (1 + Math.abs(value)),
      12,
    )
}

describe.each(closures)('checkpoint of a function with %s', (_, make) => {
  it.each(settings)('has the derivatives that it has without, %s', (_, run) => {
    for (const order of orders) close(run(order(make(S.checkpoint))), run(order(make(plain))))
  })

  it('also from outside of vmap', () => {
    for (const wrap of [(f: Scalar) => f, S.checkpoint]) {
      const around = (f: Scalar): S.Tensor => slope(slope((x) => S.vmap(f)(x).mul(x)))(examples)
      close(around(wrap(make(S.checkpoint))), around(make(plain)))
    }
  })
})

describe('checkpoint', () => {
  it('passes on the derivatives of examples that it closes over, by all of them', () => {
    const seed = float64([1, 2])
    const f =
      (wrap: Wrap): Scalar =>
      (x) =>
        S.vmap((row: S.Tensor) => {
          const h = row.square()
          const [a, b, c] = wrap((y: S.Tensor) => [y.mul(h).mul(x.sum()), h, row] as const)(seed)
          return a.add(b.mul(c)).mul(wrap(() => h.sin())())
        })(x)
    for (const order of orders) close(order(f(S.checkpoint))(examples), order(f(plain))(examples))
  })

  it('runs once more for all results, not once for each', () => {
    let runs = 0
    const many = S.checkpoint((x: S.Tensor) => {
      runs++
      return [x.sin(), x.cos(), { exp: x.exp(), same: x }] as const
    })
    const f: Scalar = (x) => {
      const [sin, cos, { exp, same }] = many(x)
      return sin.mul(cos).mul(exp).mul(same)
    }
    slope(f)(at)
    expect(runs).toBe(2)
    S.jacobian(f)(at)
    expect(runs).toBe(4)
  })

  it('refuses tensors that leave it other than as results, its arguments too', () => {
    for (const keep of [(a: S.Tensor) => a, (a: S.Tensor) => a.sin()]) {
      const leak: Scalar = (z) => {
        let kept = z
        const result = S.checkpoint((a: S.Tensor) => {
          kept = keep(a)
          return kept
        })(z)
        return kept.add(result)
      }
      expect(() => slope(leak)(at)).toThrow(
        /^checkpoint: a tensor computed within was used outside/,
      )
    }
  })

  it('refuses a derivative through an integer, whether given or closed over', () => {
    const given: Scalar = (x) =>
      S.checkpoint((a: S.Tensor, i: S.Tensor) => a.mul(i.cast('float64')))(x, x.cast('int32'))
    const closedOver: Scalar = (x) => {
      const i = x.cast('int32')
      return S.checkpoint((a: S.Tensor) => a.mul(i.cast('float64')))(x)
    }
    for (const f of [given, closedOver])
      expect(() => slope(f)(at)).toThrow(
        'gradient: "cast" gives int32, which has no derivative, and its result is used as a number',
      )
  })

  it('lets a customGradient within close over constants', () => {
    const scale = float64([3, 4])
    const scaled = S.customGradient((y) => ({ value: y.mul(scale), vjp: (g) => g.mul(scale) }))
    expect(numbers(slope(S.checkpoint((x: S.Tensor) => scaled(x)))(at))).toEqual([3, 4])
  })
})
