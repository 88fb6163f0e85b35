// How far behind a choice its zeros reach: through what works element by element, moves, repeats or adds.
import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

type Scalar = (x: S.Tensor) => S.Tensor

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
// −0 counts as 0.
const numbers = (x: S.Tensor): number[] => [...x.data].map((value) => Number(value) + 0)
const slope = (f: Scalar): Scalar => S.grad((x: S.Tensor) => S.sum(f(x)))
const orders: readonly ((f: Scalar) => Scalar)[] = [
  slope,
  (f) => slope(slope(f)),
  (f) => slope(slope(slope(f))),
]

/** Operations between something singular at 0 and the choice. */
const between: readonly [string, Scalar][] = [
  ['reshape', (x) => x.reshape([2, 2]).log().reshape([4])],
  ['transpose', (x) => x.reshape([2, 2]).transpose().rsqrt().reshape([4])],
  ['expandDims and squeeze', (x) => x.expandDims(0).sqrt().squeeze()],
  ['a broadcast', (x) => x.reshape([4, 1]).broadcastTo([4, 3]).log()],
  ['a broadcast operand', (x) => x.reshape([4, 1]).mul([1, 2, 3]).log()],
  ['sum', (x) => S.sum(x.reciprocal())],
  ['sum over an axis', (x) => x.reshape([2, 2]).sqrt().sum(0)],
  ['mean', (x) => x.log().mean()],
  ['max', (x) => x.log().max()],
  ['min of what is NaN', (x) => x.sub(0.4).log().min()],
  ['prod', (x) => x.sqrt().prod()],
  ['variance', (x) => x.sqrt().variance()],
  ['logSumExp', (x) => x.reciprocal().log().logSumExp()],
  ['softmax', (x) => x.log().softmax()],
  ['slice', (x) => x.slice([{ start: 1 }]).sqrt()],
  ['flip and roll', (x) => S.roll(x.flip(), 1).log()],
  ['pad', (x) => S.pad(x.log(), [[1, 1]])],
  ['concat', (x) => S.concat([x.sqrt(), x.log()])],
  ['stack and unstack', (x) => S.stack(x.unstack().reverse()).sqrt()],
  ['split', (x) => S.concat(x.split(2).map((part) => part.log()))],
  ['gather', (x) => x.gather([3, 0, 0]).log()],
  ['scatterAdd', (x) => x.sqrt().scatterAdd([0, 1, 1, 2], 3)],
  ['takeAlongAxis', (x) => S.takeAlongAxis(x, S.tensor([0, 3], { dtype: 'int32' }), 0).rsqrt()],
  ['sort', (x) => x.sqrt().sort()],
  ['cumsum', (x) => x.sqrt().cumsum()],
  ['tile and repeat', (x) => S.tile(x, [2]).repeat(2).log()],
  ['diagonal', (x) => x.reshape([2, 2]).diagonal().sqrt()],
  ['windows', (x) => S.windows(x, [{ size: 2 }]).log()],
  ['maxPool', (x) => S.maxPool(x.reshape([1, 1, 4]).sqrt(), 2)],
  ['averagePool', (x) => S.averagePool(x.reshape([1, 1, 4]).sqrt(), 2)],
  ['cast', (x) => x.sqrt().cast('float32').log()],
  ['cube', (x) => x.sqrt().cube()],
  ['a length by hand', (x) => x.div(S.sqrt(S.sum(S.square(x), 0, { keepDims: true })))],
  ['a checkpoint', (x) => S.checkpoint((y: S.Tensor) => y.sqrt())(x)],
  [
    'checkpoints within checkpoints',
    (x) => S.checkpoint((y: S.Tensor) => S.sum(S.checkpoint((z: S.Tensor) => z.log())(y)))(x),
  ],
  [
    'all at once',
    (x) =>
      x
        .reshape([2, 2])
        .log()
        .sum(1, { keepDims: true })
        .mul(x.reshape([2, 2]).sqrt().transpose())
        .reshape([4])
        .max(),
  ],
]

const chosen =
  (f: Scalar): Scalar =>
  (x) =>
    S.where(x.sum().greater(0), f(x), 0)
/** The same with what is not taken made harmless by hand. */
const guarded =
  (f: Scalar): Scalar =>
  (x) =>
    S.where(x.sum().greater(0), f(S.where(x.sum().greater(0), x, 1)), 0)

describe.each(between)('%s behind a choice', (_, f) => {
  const [taken, notTaken] = [float64([0.5, 2, 1.5, 0.7]), float64([0, 0, 0, 0])]

  it('leaves nothing of the branch not taken, in any derivative', () => {
    for (const order of orders) {
      const found = numbers(order(chosen(f))(notTaken))
      expect(found).toEqual(numbers(order(guarded(f))(notTaken)))
      expect(found).toEqual([0, 0, 0, 0])
    }
    const expected = numbers(slope(guarded(f))(taken))
    for (const [i, value] of numbers(slope(chosen(f))(taken)).entries())
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 8)
  })

  it('the same bits compiled, and for many examples', () => {
    const second = slope(slope(chosen(f)))
    const expected = numbers(second(taken))
    const compiled = S.compile(second)
    expect(numbers(compiled(taken))).toEqual(expected)
    expect(numbers(compiled(notTaken))).toEqual([0, 0, 0, 0])
    const all = numbers(S.vmap(second)(S.stack([notTaken, taken])))
    expect(all.slice(0, 4)).toEqual([0, 0, 0, 0])
    for (const [i, value] of expected.entries()) expect(all[i + 4]).toBeCloseTo(value, 8)
  })
})

describe('the zeros of a branch not taken', () => {
  const zero = float64(0)

  it('are known for any number of choices, in a row and side by side', () => {
    let deep: Scalar = (x) => x.sqrt()
    for (let k = 1; k <= 30; k++) {
      const inner = deep
      deep = (x) => S.where(x.greater(-k), inner(x).mul(x.log()), x)
    }
    const row: Scalar = (x) => S.where(x.greater(0), deep(x), x)
    const beside: Scalar = (x) => {
      const shared = x.sqrt()
      return Array.from({ length: 30 }, (_, k) =>
        S.where(x.greater(k), shared.pow(k + 1), x),
      ).reduce((sum, each) => sum.add(each))
    }
    expect(slope(row)(zero).item()).toBe(1)
    expect(slope(slope(row))(zero).item()).toBe(0)
    expect(slope(beside)(zero).item()).toBe(30)
    expect(slope(slope(beside))(zero).item()).toBe(0)
    // At 0.25 one of the thirty is taken: √x.
    expect(slope(beside)(float64(0.25)).item()).toBe(1 + 29)
    expect(slope(slope(beside))(float64(0.25)).item()).toBe(-2)
  })

  it('are not where another branch was taken: two choices that together take every element mask none', () => {
    const f: Scalar = (x) => {
      const shared = x.square()
      return S.where(x.greater(1), shared, S.where(x.greater(0), shared.mul(x), shared.mul(3)))
    }
    expect(numbers(slope(f)(float64([-2, 0.5, 2])))).toEqual([-12, 0.75, 4])
  })

  it('cost nothing where a choice is between linear pieces, and little elsewhere', () => {
    const kernel = new S.Rng(4).normal([8, 8], { dtype: 'float64' })
    const x = S.ones([16, 8], { dtype: 'float64' })
    /** How many operations give a tensor as large as the layers'. */
    const large = (activation: Scalar): number => {
      const f: Scalar = (z) => activation(activation(z.matmul(kernel)).matmul(kernel))
      return (
        S.compile(slope(f))
          .explain(x)
          .match(/: float64\[16, 8\]/g)?.length ?? 0
      )
    }
    const normalised: Scalar = (z) => {
      const centred = z.sub(z.mean(-1, { keepDims: true }))
      return centred.div(centred.square().mean(-1, { keepDims: true }).add(1e-5).sqrt())
    }
    // Two zeros, and nothing put back.
    expect(large((z) => S.relu(z))).toBe(large((z) => z.exp()) + 2)
    expect(large((z) => S.relu(normalised(z)))).toBeLessThan(
      1.4 * large((z) => normalised(z).exp()),
    )
  })

  it.each<[string, Scalar]>([
    [
      'a product of matrices',
      (x) =>
        x
          .sqrt()
          .reshape([1, 2])
          .matmul(float64([[1], [1]]))
          .log(),
    ],
    ['a convolution', (x) => S.convolution(x.sqrt().reshape([1, 1, 2]), float64([[[1, 1]]])).log()],
    [
      'a loop',
      (x) => S.scan((c: S.Tensor) => ({ carry: c.sqrt() }), x, undefined, { length: 2 }).carry,
    ],
    [
      'a rule of the user’s own',
      (x) => S.customGradient((y) => ({ value: y.sqrt(), vjp: (g) => g.div(y.sqrt().mul(2)) }))(x),
    ],
  ])('end at %s: there they are numbers, and 0 · ∞ is NaN', (_, f) => {
    const at = float64([0, 0])
    const choice: Scalar = (x) => S.where(x.sum().greater(0), f(x), 0)
    expect(numbers(slope(choice)(at))).toEqual([Number.NaN, Number.NaN])
    // The way out.
    const safe: Scalar = (x) => S.where(x.sum().greater(0), f(S.where(x.sum().greater(0), x, 1)), 0)
    expect(numbers(slope(safe)(at))).toEqual([0, 0])
  })

  it('are not carried over to a matrix by its eigenvectors, each element of which comes of all', () => {
    const mask = float64([
      [
        [1, 0],
        [0, 0],
      ],
    ])
    const symmetric = float64([
      [
        [2, 0.5],
        [0.5, 1],
      ],
    ])
    const chosenOnly: Scalar = (a) => S.where(mask.greater(0), S.eigh(a).vectors, 0)
    const product: Scalar = (a) => S.eigh(a).vectors.mul(mask)
    expect(numbers(slope(chosenOnly)(symmetric))).toEqual(numbers(slope(product)(symmetric)))
  })

  it('are not those of elements that other operations leave out: there 0 · ∞ is NaN', () => {
    const at = float64([0, 4])
    for (const f of [
      (x: S.Tensor) => S.slice(S.sqrt(x), [1]),
      (x: S.Tensor) => S.gather(S.sqrt(x), [1]),
      (x: S.Tensor) => S.max(S.sqrt(x)),
      (x: S.Tensor) => S.mul(S.sqrt(x), float64([0, 1])),
    ])
      expect(numbers(slope(f)(at))).toEqual([Number.NaN, 0.25])
  })
})
