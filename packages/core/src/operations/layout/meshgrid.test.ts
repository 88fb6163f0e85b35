import { expect, test } from 'vitest'
import { columns, meshgrid, tensor } from '../../index.ts'

test('a grid has its first coordinate along the first axis, or along the second as NumPy has it', () => {
  const vectors = [tensor([1, 2, 3]), tensor([10, 20])]
  expect(meshgrid(vectors).map((x) => x.toArray())).toEqual([
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [
      [10, 20],
      [10, 20],
      [10, 20],
    ],
  ])
  expect(meshgrid(vectors, { indexing: 'xy' }).map((x) => x.toArray())).toEqual([
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [10, 10, 10],
      [20, 20, 20],
    ],
  ])
  const three = meshgrid(
    [[1, 2], [3], [4, 5]].map((row) => tensor(row)),
    { indexing: 'xy' },
  )
  expect(three.map(({ shape }) => shape)).toEqual(Array(3).fill([1, 2, 2]))
  const [x, t] = meshgrid([[1, 2], tensor([3])])
  expect(x.add(t).toArray()).toEqual([[4], [5]])
  expect(() => meshgrid([tensor([[1]])])).toThrow('must be given vectors, [n] each, got [1, 1]')
})

test('columns of a matrix are matrices', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ])
  expect(columns(x).map((part) => part.toArray())).toEqual([
    [[1], [3]],
    [[2], [4]],
  ])
  expect(x.column(-1).toArray()).toEqual([[2], [4]])
  expect(() => x.column(2)).toThrow('column: the index must be a whole number from -2 to 1, got 2')
  expect(() => tensor(1).columns()).toThrow('columns: x must be [..., n], got a scalar')
})
