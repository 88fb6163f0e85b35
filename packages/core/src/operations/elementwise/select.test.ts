import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  blockOf,
  broadcastShape,
  build,
  sample,
  seeds,
  shapePairs,
  shapesWithAxes,
} from '../block.fixture.ts'

describe('where', () => {
  it.each(['float32', 'float64', 'int32', 'bool'] as const)(
    'of %s chooses element by element, all three broadcast',
    (dtype) => {
      assert(
        property(shapePairs, seeds, ([shapeA, shapeB], seed) => {
          const shape = broadcastShape(shapeA, shapeB)
          const condition = sample('bool', shapeB, seed)
          const a = sample(dtype, shapeA, seed + 1)
          const b = sample(dtype, shape.slice(-1), seed + 2)
          const y = S.where(condition, a, b)
          const [test, x, z] = [condition, a, b].map(blockOf)
          if (!test || !x || !z) throw new Error('three blocks')
          expect(y.shape).toEqual(shape)
          expect([...y.data]).toEqual(
            build(shape, (index) => at(at(test, index) === 1 ? x : z, index)).values,
          )
        }),
        { numRuns: 40, seed: 16 },
      )
    },
  )

  it('the derivative goes to the branch taken, and to no other', () => {
    assert(
      property(shapesWithAxes, seeds, (shape, seed) => {
        const condition = sample('bool', shape, seed)
        const { a, b } = S.grad(({ a: x, b: y }: { a: S.Tensor; b: S.Tensor }) =>
          S.sum(S.where(condition, x, y)),
        )({
          a: sample('float32', shape, seed),
          b: sample('float32', shape, seed),
        })
        expect([...a.data]).toEqual([...condition.data])
        expect([...b.data]).toEqual([...condition.logicalNot().data])
      }),
      { numRuns: 20, seed: 17 },
    )
  })

  it('refuses a condition of numbers, and branches of different dtypes or shapes', () => {
    expect(() => S.where([1], 1, 2)).toThrow(
      'where: must be bool, got float32; compare it: notEqual(x, 0)',
    )
    expect(() => S.where(true, S.zeros([1]), S.range(1))).toThrow(
      'where: dtypes must agree, got float32 and int32',
    )
    expect(() => S.where([true, false], [1, 2, 3], 0)).toThrow(
      'where: shapes must be equal or broadcast, got [2] and [3]',
    )
  })
})

describe('clip, maximum and minimum', () => {
  it('clip holds between two bounds, which broadcast', () => {
    expect(S.clip([-2, 0.5, 9], -1, 1).toArray()).toEqual([-1, 0.5, 1])
    expect(S.clip(S.tensor([-5, 5], { dtype: 'int32' }), -1, 1).toArray()).toEqual([-1, 1])
    expect(S.clip(0, [-1, 1], 2).toArray()).toEqual([0, 1])
    const shares = S.tensor([0.25, 0.75], { dtype: 'float64' })
    expect(S.clip(0.5, 0, shares)).toMatchObject({ dtype: 'float64' })
    expect(S.lerp(0, 4, shares).toArray()).toEqual([1, 3])
    expect(() => S.clip([true], false, true)).toThrow('clip: must be numbers, got bool')
  })

  it('a tie splits the derivative evenly', () => {
    const both = (f: (a: S.TensorLike, b: S.TensorLike) => S.Tensor): number[] =>
      S.grad(([a, b]: readonly [S.Tensor, S.Tensor]) => f(a, b))([S.tensor(3), S.tensor(3)]).map(
        (d) => d.item(),
      )
    expect(both(S.maximum)).toEqual([0.5, 0.5])
    expect(both(S.minimum)).toEqual([0.5, 0.5])
    expect(
      S.grad((x: S.Tensor) => S.sum(S.clip(x, -1, 1)))(S.tensor([-2, -1, 0, 1, 2])).toArray(),
    ).toEqual([0, 0.5, 1, 0.5, 0])
  })
})

describe('constants', () => {
  it('have the shape, value and dtype asked for', () => {
    expect(S.full([2], 7, { dtype: 'int32' }).toArray()).toEqual([7, 7])
    expect(S.zeros([0, 2]).shape).toEqual([0, 2])
    expect(S.onesLike(S.zeros([2], { dtype: 'float64' })).dtype).toBe('float64')
    expect(S.zerosLike(S.ones([2], { dtype: 'bool' })).toArray()).toEqual([false, false])
    expect(S.eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(S.range(3).toArray()).toEqual([0, 1, 2])
    expect(S.range(3, { dtype: 'float64' }).dtype).toBe('float64')
  })

  it('refuse shapes, values and dtypes that are invalid', () => {
    expect(() => S.full([1], 0.5, { dtype: 'int32' })).toThrow('int32 cannot hold 0.5')
    expect(() => S.zeros([-1])).toThrow('zeros: lengths must be whole numbers from 0, got [-1]')
    expect(() => S.range(1.5)).toThrow('range: lengths must be whole numbers from 0, got [1.5]')
    expect(() => S.range(2, { dtype: 'bool' })).toThrow('range: must be a number dtype, got bool')
    expect(() => S.eye(-1)).toThrow('eye: lengths must be whole numbers from 0, got [-1, -1]')
  })
})
