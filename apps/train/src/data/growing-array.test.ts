import { expect, test } from 'vitest'
import { GrowingArray } from './growing-array.ts'

function counted(): { readonly array: GrowingArray<Int32Array>; readonly lengths: number[] } {
  const lengths: number[] = []
  const make = (length: number): Int32Array => {
    lengths.push(length)
    return new Int32Array(length)
  }
  return { array: new GrowingArray(make), lengths }
}

test.each([0, 1, 64, 65, 192, 200_000])(
  'gives back %i numbers in their order, and is empty',
  (count) => {
    const { array } = counted()
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < count; i++) array.push(i)
      const numbers = array.take()
      expect(numbers).toHaveLength(count)
      expect(numbers.findIndex((number, i) => number !== i)).toBe(-1)
    }
    expect(array.take()).toHaveLength(0)
  },
)

test('reserves little for few numbers, as there may be a column for each pixel', () => {
  const { array, lengths } = counted()
  for (let i = 0; i < 40; i++) array.push(i)
  array.take()
  expect(Math.max(...lengths)).toBeLessThanOrEqual(64)
})

test('never reserves more than 65,536 at a time before the end', () => {
  const { array, lengths } = counted()
  for (let i = 0; i < 200_000; i++) array.push(i)
  expect(Math.max(...lengths)).toBe(65_536)
})
