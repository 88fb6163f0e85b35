import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

type Update = (
  x: S.TensorLike,
  indices: readonly S.TensorLike[],
  values: S.TensorLike,
  options?: { axes?: readonly number[] },
) => S.Tensor

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })

/** What each update does to an element, one value after the other. */
const updates: readonly (readonly [string, Update, (element: number, value: number) => number])[] =
  [
    ['setAt', S.setAt, (_, value) => value],
    ['addAt', S.addAt, (element, value) => element + value],
    ['mulAt', S.mulAt, (element, value) => element * value],
    ['maximumAt', S.maximumAt, Math.max],
    ['minimumAt', S.minimumAt, Math.min],
  ]

const m = 3
const n = 4
/** Updates of a [3, 4, w] by rows of width w, one after the other. */
function inOrder(
  x: S.Tensor,
  i: readonly number[],
  j: readonly number[],
  values: S.Tensor,
  step: (element: number, value: number) => number,
): number[] {
  const [data, width] = [[...x.data], x.shape[2] ?? 0]
  for (const [at, row] of i.entries())
    for (let k = 0; k < width; k++) {
      const place = (row * n + (j[at] ?? 0)) * width + k
      data[place] = step(data[place] ?? 0, values.data[at * width + k] ?? 0)
    }
  return data
}

describe.each(updates)('%s', (name, update, step) => {
  it.each([
    [0, 2],
    [1, 2],
    [7, 1],
    [40, 3],
    [5, 0],
  ])('of %i places in rows of %i is one after the other, eager and compiled', (count, width) => {
    const rng = new S.Rng(count).split(name)
    const draw = (key: string, shape: readonly number[]) =>
      rng.split(key).uniform(shape, { low: 0.5, high: 1.5, dtype: 'float64' })
    const [x, values] = [draw('x', [m, n, width]), draw('values', [count, width])]
    const index = (key: string, length: number): S.Tensor =>
      rng.split(key).uniform([count], { high: length }).cast('int32')
    const [i, j] = [index('i', m), index('j', n)]
    const expected = inOrder(x, [...i.data], [...j.data], values, step)
    const run = (a: S.Tensor, v: S.Tensor): S.Tensor => update(a, [i, j], v)
    const y = run(x, values)
    for (const [place, value] of y.data.entries())
      expect(value).toBeCloseTo(expected[place] ?? Number.NaN, 13)
    expect(S.compile(run)(x, values).data).toEqual(y.data)
    // The other way round, along other axes.
    const turned = update(x.transpose([2, 1, 0]), [j, i], values, { axes: [1, -1] })
    expect(turned.transpose([2, 1, 0]).data).toEqual(y.data)
  })

  it('has right derivatives to third order where indices repeat', () => {
    const run = (x: S.Tensor, v: S.Tensor): S.Tensor =>
      S.exp(
        update(
          S.sin(x),
          [
            [0, 1, 0, 0],
            [2, 0, 2, 2],
          ],
          S.square(v),
        ),
      )
    const x = float64([
      [0.3, 1.1, 0.7],
      [-0.4, 0.2, 0.9],
    ])
    S.checkGradients(run, [x, float64([0.6, 1.2, 0.9, 0.4])], { order: 3, tolerance: 1e-6 })
  })

  it('broadcasts indices and values, and is mapped over all of its arguments', () => {
    const x = float64([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const rows = S.tensor([[0], [1]], { dtype: 'int32' })
    const columns = S.tensor([0, 2], { dtype: 'int32' })
    const y = update(x, [rows, columns], 9)
    expect(y.toArray()).toEqual([
      [step(1, 9), 2, step(3, 9)],
      [step(4, 9), 5, step(6, 9)],
    ])
    const batch = S.stack([x, x.mul(-1)])
    const places = S.tensor(
      [
        [0, 0],
        [1, 0],
      ],
      { dtype: 'int32' },
    )
    const values = float64([
      [7, 8],
      [-3, 2],
    ])
    const run = (a: S.Tensor, i: S.Tensor, v: S.Tensor): S.Tensor => update(a, [i, [1, 1]], v)
    const loop = [0, 1].map((at) => run(batch.slice([at]), places.slice([at]), values.slice([at])))
    expect(S.vmap(run)(batch, places, values).data).toEqual(S.stack(loop).data)
  })

  it('refuses an index outside of its axis, and what does not fit', () => {
    const x = float64([
      [1, 2],
      [3, 4],
    ])
    expect(() => update(x, [[0, 2], 0], 1)).toThrow(new RegExp(`^${name}: .*2`))
    expect(() => update(x, [0, -1], 1)).toThrow(new RegExp(`^${name}: `))
    expect(() =>
      S.compile((i: S.Tensor) => update(x, [0, i], 1))(S.tensor(2, { dtype: 'int32' })),
    ).toThrow(new RegExp(`${name}: `))
    expect(() => update(x, [0, 0, 0], 1)).toThrow(
      `${name}: the indices must be a list of one for each axis, of 2 at most, got 3`,
    )
    expect(() => update(x, 1 as never, 1)).toThrow('of 2 at most, got no list but 1; [i, j]')
    expect(() => update(x, [S.greater(x, 2)], 1)).toThrow(
      `${name}: indices must be int32, got bool; where(mask, a, b) chooses by a mask`,
    )
    expect(() => update(x, [0.5], 1)).toThrow(`${name}: indices must be whole numbers`)
    expect(() => update(x, [[0, 1]], float64([1, 2, 3]))).toThrow(new RegExp(`^${name}: `))
    expect(() => update(x, [0, 1], 1, { axes: [0] })).toThrow(
      `${name}: needs an index for each of the 1 axes, got 2`,
    )
    expect(() => update(x, [0], S.tensor(1))).toThrow(`${name}: dtypes must agree`)
  })
})

describe('gatherAt', () => {
  const x = S.reshape(S.range(24, { dtype: 'float64' }), [2, 3, 4])

  it('picks elements or slices along any axes', () => {
    expect(
      S.gatherAt(x, [
        [1, 0],
        [2, 2],
      ]).toArray(),
    ).toEqual([
      [20, 21, 22, 23],
      [8, 9, 10, 11],
    ])
    expect(S.gatherAt(x, [1, 2, 3]).item()).toBe(23)
    expect(
      S.gatherAt(
        x,
        [
          [3, 0],
          [1, 0],
        ],
        { axes: [2, 0] },
      ).toArray(),
    ).toEqual([
      [15, 19, 23],
      [0, 4, 8],
    ])
    expect(() => S.gatherAt(x, [0, 3])).toThrow(/^gatherAt: /)
    expect(S.gatherAt(x, [0, 0]).toArray()).toEqual([0, 1, 2, 3])
  })

  it('is the adjoint of addAt', () => {
    const i = [
      [0, 1, 1],
      [2, 0, 0],
    ]
    const g = new S.Rng(3).normal([3, 4], { dtype: 'float64' })
    const { pull } = S.vjp((a: S.Tensor) => S.gatherAt(a, i), x)
    expect(pull(g).data).toEqual(S.addAt(S.zerosLike(x), i, g).data)
  })
})

it('of equal numbers that of x is taken, then the first; a NaN always', () => {
  const ties = (v: S.Tensor): S.Tensor => S.sum(S.maximumAt(float64([1, 2]), [[0, 0, 1]], v))
  expect(S.grad(ties)(float64([3, 3, 2])).toArray()).toEqual([1, 0, 0])
  for (const update of [S.maximumAt, S.minimumAt]) {
    expect(
      update(float64([1, Number.NaN]), [[0, 0, 1]], float64([2, Number.NaN, 1])).toArray(),
    ).toEqual([Number.NaN, Number.NaN])
  }
  const least = S.tensor([-(2 ** 31)], { dtype: 'int32' })
  expect(S.minimumAt(S.tensor([5], { dtype: 'int32' }), [[0]], least).item()).toBe(-(2 ** 31))
})

it('setAt moves bits, also of signs and booleans', () => {
  const y = S.setAt(float64([1, 2]), [[0, 1, 1]], float64([-0, 3, Number.NaN]))
  expect([...y.data]).toEqual([-0, Number.NaN])
  expect(
    S.setAt(S.zeros([2], { dtype: 'bool' }), [1], S.ones([], { dtype: 'bool' })).toArray(),
  ).toEqual([false, true])
})
