import { Machine } from '@sobolev/kernels'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import {
  compile,
  gather,
  range,
  type Shape,
  slice,
  type Tensor,
  tensor,
  unstack,
} from '../../index.ts'

const numbers = (shape: Shape): Tensor =>
  range(
    shape.reduce((product, length) => product * length, 1),
    { dtype: 'float64' },
  ).reshape(shape)

const along = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  start: fc.nat(5),
  count: fc.nat(3),
  step: fc.constantFrom(-2, -1, 1, 2),
})

it('a few elements are the same, copied in JavaScript or by the machine', () => {
  fc.assert(
    fc.property(fc.array(along, { minLength: 1, maxLength: 4 }), (axes) => {
      const x = numbers(axes.map(({ length }) => length))
      const ranges = axes.map(({ start, count, step, length }) => {
        const first = Math.min(start, length - 1)
        const stop = first + count * step
        return stop < 0 ? { start: first, step } : { start: first, stop, step }
      })
      const f = (y: Tensor): Tensor => slice(y, ranges)
      expect(f(x)).toEqual(compile(f)(x))
    }),
    { seed: 1, numRuns: 300 },
  )
})

it('so are slices at few indices', () => {
  for (const [shape, axis] of [
    [[9, 2], 0],
    [[2, 9], 1],
    [[2, 9, 3], 1],
  ] as const)
    for (const indices of [[], [8], [3, 3]]) {
      const f = (x: Tensor): Tensor => gather(x, tensor(indices, { dtype: 'int32' }), axis)
      expect(f(numbers(shape))).toEqual(compile(f)(numbers(shape)))
    }
  expect(() => gather(numbers([9, 2]), [9])).toThrow(RangeError)
})

it('elements that are not taken do not go to the machine', () => {
  const write = vi.spyOn(Machine.prototype, 'write')
  const rows = unstack(numbers([40, 3]))
  gather(numbers([40, 3]), [7])
  expect(rows.map((row) => row.toArray())).toEqual(numbers([40, 3]).toArray())
  expect(write).not.toHaveBeenCalled()
  write.mockRestore()
})
