import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapes } from '../block.fixture.ts'

const matrices = shapes.filter((shape) => shape.length >= 2)
const offsets = integer({ min: -5, max: 5 })

describe('diagonals and triangles', () => {
  it('diagonal takes the elements of a diagonal', () => {
    assert(
      property(
        matrices,
        offsets,
        integer({ min: 0, max: 8 }),
        seeds,
        (shape, offset, pick, seed) => {
          const rank = shape.length
          const rows = pick % rank
          const columns = (rows + 1 + (Math.floor(pick / 3) % (rank - 1))) % rank
          const x = sample('int32', shape, seed)
          const [m = 0, n = 0] = [shape[rows], shape[columns]]
          const places = Array.from({ length: m }, (_, i) => i).filter(
            (i) => i + offset >= 0 && i + offset < n,
          )
          const rest = shape.filter((_, axis) => axis !== rows && axis !== columns)
          const expected = build([...rest, places.length], (index) => {
            const others = index.slice(0, -1)
            const row = places[index.at(-1) ?? 0] ?? 0
            return at(
              blockOf(x),
              shape.map((_, axis) =>
                axis === rows ? row : axis === columns ? row + offset : (others.shift() ?? 0),
              ),
            )
          })
          const y = S.diagonal(x, { offset, axes: [rows, columns - rank] })
          expect(y.shape).toEqual(expected.shape)
          expect([...y.data]).toEqual(expected.values)
        },
      ),
      { numRuns: 200, seed: 17 },
    )
  })

  it('diagonalMatrix makes a matrix of a diagonal; tril and triu keep one triangle', () => {
    assert(
      property(shapes, offsets, seeds, (shape, offset, seed) => {
        const x = sample('int32', shape, seed)
        if (shape.length >= 1) {
          const y = S.diagonalMatrix(x, { offset })
          const m = (shape.at(-1) ?? 0) + Math.abs(offset)
          expect(y.shape).toEqual([...shape.slice(0, -1), m, m])
          expect(S.diagonal(y, { offset }).toArray()).toEqual(x.toArray())
          expect(S.sum(S.abs(y)).item()).toBe(S.sum(S.abs(x)).item())
        }
        if (shape.length < 2) return
        const side = (keep: (above: number) => boolean): readonly number[] =>
          build(shape, (index) => {
            const above = (index.at(-1) ?? 0) - (index.at(-2) ?? 0)
            return keep(above) ? at(blockOf(x), index) : 0
          }).values
        expect([...S.tril(x, offset).data]).toEqual(side((above) => above <= offset))
        expect([...S.triu(x, offset).data]).toEqual(side((above) => above >= offset))
      }),
      { numRuns: 200, seed: 18 },
    )
  })

  it('refuse tensors without matrices, and invalid offsets', () => {
    expect(() => S.diagonal([1])).toThrow('diagonal: needs at least two axes, got [1]')
    expect(() => S.tril([1])).toThrow('tril: needs at least two axes, got [1]')
    expect(() => S.diagonal([[1]], { axes: [0, -2] })).toThrow(
      'diagonal: rows and columns must be two axes, got 0 and -2',
    )
    expect(() => S.diagonal([[1]], { offset: 0.5 })).toThrow(
      'diagonal: offset must be a whole number, got 0.5',
    )
    expect(() => S.diagonalMatrix(1)).toThrow(
      'diagonalMatrix: needs at least one axis, got a scalar',
    )
    expect(() => S.triu([[1]], Number.NaN)).toThrow('triu: offset must be a whole number, got NaN')
  })
})
