import { array, assert, constant, integer, oneof, option, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapes } from '../block.fixture.ts'

type Range = S.Range | number | null

/** The places that Python's slice takes of an axis, by its definition: step by step, within the ends. */
function places({ start, stop, step = 1 }: S.Range, length: number): number[] {
  const fromEnd = (i: number): number => (i < 0 ? i + length : i)
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const cut = (i: number): number => Math.max(low, Math.min(high, fromEnd(i)))
  const first = start === undefined ? (step > 0 ? 0 : length - 1) : cut(start)
  const last = stop === undefined ? (step > 0 ? length : -1) : cut(stop)
  const taken: number[] = []
  for (let i = first; step > 0 ? i < last : i > last; i += step) taken.push(i)
  return taken
}

const bound = integer({ min: -6, max: 6 })
const step = oneof(integer({ min: 1, max: 3 }), integer({ min: -3, max: -1 }))
const range = record({ start: bound, stop: bound, step }, { requiredKeys: [] })
const ranges = array(oneof(range, constant(null), integer({ min: -1, max: 0 })), { maxLength: 3 })

describe('slice', () => {
  it('takes the elements that Python takes', () => {
    assert(
      property(shapes, ranges, seeds, (shape, given, seed) => {
        // An index needs an axis that is not empty.
        const asked: Range[] = given
          .slice(0, shape.length)
          .map((each, axis) => (typeof each === 'number' && shape[axis] === 0 ? null : each))
        const x = sample('int32', shape, seed, -99, 99)
        const taken = shape.map((length, axis) => {
          const each = asked[axis] ?? {}
          return typeof each === 'number' ? [each < 0 ? length + each : each] : places(each, length)
        })
        const whole = build(
          taken.map((list) => list.length),
          (index) =>
            at(
              { ...blockOf(x) },
              index.map((i, axis) => taken[axis]?.[i] ?? 0),
            ),
        )
        const y = S.slice(x, asked)
        expect(y.shape).toEqual(whole.shape.filter((_, axis) => typeof asked[axis] !== 'number'))
        expect([...y.data]).toEqual(whole.values)
      }),
      { numRuns: 300, seed: 6 },
    )
  })

  it('refuses what names no place', () => {
    const x = S.zeros([2, 3])
    expect(() => S.slice(x, [0, 0, 0])).toThrow('slice: at most 2 axes, as [2, 3] has, got 3')
    expect(() => S.slice(x, [2])).toThrow('slice: index must be an integer from -2 to 1, got 2')
    expect(() => S.slice(x, [{ step: 0 }])).toThrow(
      /slice: step must be a whole number other than 0, got 0/,
    )
    for (const wrong of [0.5, Number.NaN])
      for (const key of ['start', 'stop'] as const)
        expect(() => S.slice(x, [{ [key]: wrong }])).toThrow(
          `slice: ${key} must be a whole number, got ${wrong}`,
        )
  })

  it('the derivative of overlapping slices is added up', () => {
    const f = (x: S.Tensor): S.Tensor =>
      S.sum(S.mul(x.slice([{ stop: 2 }]), x.slice([{ start: 1 }])))
    expect(S.grad(f)(S.tensor([1, 2, 3])).toArray()).toEqual([2, 4, 2])
  })
})

describe('pad and flip', () => {
  it('pad adds zeros; slicing them off gives the input back', () => {
    assert(
      property(
        shapes,
        array(integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 }),
        seeds,
        (shape, counts, seed) => {
          const x = sample('float32', shape, seed)
          const widths = shape.map((_, axis) => [counts[axis] ?? 0, counts[axis + 3] ?? 0] as const)
          const y = S.pad(x, widths)
          expect(y.shape).toEqual(
            shape.map((length, axis) => length + (counts[axis] ?? 0) + (counts[axis + 3] ?? 0)),
          )
          const inner = y.slice(
            widths.map(([start], axis) => ({ start, stop: start + (shape[axis] ?? 0) })),
          )
          expect(inner.data).toEqual(x.data)
          expect(S.sum(S.abs(y)).item()).toBeCloseTo(S.sum(S.abs(x)).item(), 3)
        },
      ),
      { numRuns: 60, seed: 7 },
    )
    expect(S.pad([1, 2], [[1, 2]]).toArray()).toEqual([0, 1, 2, 0, 0])
  })

  it('pad refuses counts that do not fit', () => {
    const message = 'pad: needs two counts from 0 for each of the 1 axes, got '
    expect(() => S.pad([1], [[0, -1]])).toThrow(`${message}[[0,-1]]`)
    expect(() => S.pad([1], [])).toThrow(`${message}[]`)
    expect(() => S.pad([1], [[0.5, 0]])).toThrow(`${message}[[0.5,0]]`)
  })

  it('flip reverses, and twice is the identity', () => {
    assert(
      property(
        shapes,
        option(integer({ min: 0, max: 7 }), { nil: undefined }),
        seeds,
        (shape, mask, seed) => {
          const x = sample('int32', shape, seed)
          const axes =
            mask === undefined
              ? undefined
              : shape.flatMap((_, axis) => (mask & (1 << axis) ? [axis] : []))
          const expected = build(shape, (index) =>
            at(
              blockOf(x),
              index.map((i, axis) =>
                (axes?.includes(axis) ?? true) ? (shape[axis] ?? 0) - 1 - i : i,
              ),
            ),
          )
          expect([...S.flip(x, axes).data]).toEqual(expected.values)
          expect(S.flip(S.flip(x, axes), axes).data).toEqual(x.data)
        },
      ),
      { numRuns: 60, seed: 8 },
    )
    expect(() => S.flip([1], [1])).toThrow('flip: axis must be an integer from -1 to 0, got 1')
  })
})
