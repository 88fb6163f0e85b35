import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { apply } from '../../primitive/apply.ts'
import { sample } from '../block.fixture.ts'
import { putRowsOp, takeRowsOp } from '../index/take-rows.ts'

/** One example after the other: what vmap must give. */
const loop = (f: (x: S.Tensor) => S.Tensor, x: S.Tensor): S.Tensor =>
  S.stack(Array.from({ length: x.shape[0] ?? 0 }, (_, i) => f(x.slice([i]))))

describe('windows', () => {
  it('lays windows along the last axes', () => {
    const x = S.range(5)
    expect(S.windows(x, [{ size: 3 }]).toArray()).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ])
    expect(S.windows(x, [{ size: 2, stride: 2, dilation: 2 }]).toArray()).toEqual([
      [0, 2],
      [2, 4],
    ])
    expect(S.windows(S.ones([2, 0, 3, 4]), [{ size: 3 }, { size: 2 }]).shape).toEqual([
      ...[2, 0, 3, 2, 1, 3],
    ])
    expect(S.windows(x, [{ size: 1 }]).toArray()).toEqual([[0, 1, 2, 3, 4]])
  })

  it('of every dtype', () => {
    const x = S.tensor([true, false, true])
    expect(S.windows(x, [{ size: 2 }]).toArray()).toEqual([
      [true, false],
      [false, true],
    ])
  })

  it('overlapAdd adds where windows overlap', () => {
    const x = S.tensor([
      [1, 2],
      [10, 20],
    ])
    expect(S.overlapAdd(x, [{ size: 2 }], [3]).toArray()).toEqual([1, 12, 20])
    expect(S.overlapAdd(x, [{ size: 2, stride: 2 }], [5]).toArray()).toEqual([1, 10, 2, 20, 0])
    expect(S.overlapAdd(S.zeros([2, 0, 2, 2]), [{ size: 2 }], [3]).shape).toEqual([2, 0, 3])
    const whole = S.tensor([[1, 2, 3]], { dtype: 'int32' })
    expect(S.overlapAdd(whole, [{ size: 1 }], [3]).toArray()).toEqual([1, 2, 3])
    expect(S.overlapAdd(whole, [{ size: 1, stride: 2 }], [6]).toArray()).toEqual([1, 0, 2, 0, 3, 0])
  })

  it('refuses what does not fit', () => {
    const x = S.zeros([2, 3])
    expect(() => S.windows(x, [{ size: 4 }])).toThrow(/window must fit .*\[4\] and axes \[3\]/)
    expect(() => S.windows(x, [{ size: 0 }])).toThrow(/size must be a whole number from 1, got 0/)
    expect(() => S.windows(x, [{ size: 1 }, { size: 1 }, { size: 1 }])).toThrow(/at most 2 axes/)
    expect(() => S.overlapAdd(x, [{ size: 2 }], [4])).not.toThrow()
    expect(() => S.overlapAdd(x, [{ size: 2 }], [5])).toThrow(
      /last axes must be \[2, 4\], got \[2, 3\]/,
    )
    expect(() => S.overlapAdd(x, [{ size: 2 }], [2, 3])).toThrow(
      /one length for each of the 1 windows/,
    )
    expect(() => S.overlapAdd([[true]], [{ size: 1 }], [1])).toThrow(S.DTypeError)
  })
})

describe('rows with indices of their own', () => {
  const indices = S.tensor([2, 0, 1, 1], { shape: [2, 2], dtype: 'int32' })
  const x = S.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('are taken, and put back', () => {
    expect(apply(takeRowsOp, [x, indices], null).toArray()).toEqual([
      [3, 1],
      [5, 5],
    ])
    const y = x.slice([null, { stop: 2 }])
    expect(apply(putRowsOp, [y, indices], { length: 3 }).toArray()).toEqual([
      [2, 0, 1],
      [0, 9, 0],
    ])
  })

  it('an index outside of its row is refused, in the words of the operation', () => {
    const outside = S.tensor([2, 0, 3, 1], { shape: [2, 2], dtype: 'int32' })
    expect(() => apply(takeRowsOp, [x, outside], null)).toThrow(/takeRows: .*3/)
  })
})

describe('for all examples of a vmap at once', () => {
  const x = sample('float64', [3, 2, 4, 5], 3)
  const k = sample('float64', [2, 1, 2, 2], 4)
  const along = [{ size: 2, stride: 2 }, { size: 3 }]
  const functions: Readonly<Record<string, (x: S.Tensor) => S.Tensor>> = {
    windows: (one) => S.windows(one, along),
    overlapAdd: (one) => S.overlapAdd(S.windows(one, along), along, [4, 5]),
    convolution: (one) => S.convolution(one.expandDims(1), k),
    kernels: (one) => S.convolution(one.reshape([1, 1, 8, 5]), one.reshape([2, 1, 4, 5])),
    groups: (one) => S.convolution(one.reshape([1, 2, 4, 5]), k, { groups: 2 }),
    maxPool: (one) => S.maxPool(one.expandDims(0), 2),
    'gradient of maxPool': S.grad((one) => S.maxPool(one.expandDims(0), 2).square().sum()),
    averagePool: (one) => S.averagePool(one.expandDims(0), 2, { padding: 'same' }),
    resize: (one) => S.resize(one.expandDims(0), [3, 7]),
  }

  it.each(Object.entries(functions))('%s', (_, f) => {
    const all = S.vmap(f)(x)
    const expected = loop(f, x)
    expect(all.shape).toEqual(expected.shape)
    for (const [i, value] of expected.data.entries()) expect(all.data[i]).toBeCloseTo(value, 12)
  })

  it.each(Object.entries(functions))('%s, compiled, gives the same bits', (_, f) => {
    const run = (at: S.Tensor): S.Tensor => S.vmap(f)(at)
    expect([...S.compile(run)(x).data]).toEqual([...run(x).data])
  })
})

it('overlapAdd asks for longer lengths where a window does not fit', () => {
  expect(() => S.overlapAdd(S.zeros([3, 1]), [{ size: 3 }], [2])).toThrow('give longer lengths')
})
