import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FreeList } from './free-list.ts'

const step = fc.record({ bytes: fc.nat(1000), frees: fc.boolean(), which: fc.nat() })

it('hands out ranges that do not overlap, and makes one range of freed neighbours', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const list = new FreeList()
      const taken: { offset: number; bytes: number }[] = []
      for (const { bytes, frees, which } of steps) {
        const [block] = frees ? taken.splice(which % Math.max(1, taken.length), 1) : []
        if (block) list.free(block.offset, block.bytes)
        else {
          const offset = list.allocate(bytes)
          for (const other of taken)
            expect(
              bytes === 0 ||
                other.bytes === 0 ||
                offset >= other.offset + other.bytes ||
                offset + bytes <= other.offset,
            ).toBe(true)
          expect(offset % 64).toBe(0)
          expect(offset + bytes).toBeLessThanOrEqual(list.end)
          taken.push({ offset, bytes })
        }
      }
      for (const { offset, bytes } of taken) list.free(offset, bytes)
      const { end } = list
      expect(list.allocate(end)).toBe(0)
      expect(list.end).toBe(end)
    }),
    { seed: 1 },
  )
})

it('takes the smallest gap that is large enough', () => {
  const list = new FreeList()
  const [large, between, small] = [list.allocate(256), list.allocate(64), list.allocate(128)]
  list.allocate(64)
  list.free(large, 256)
  list.free(small, 128)
  expect(list.allocate(100)).toBe(small)
  expect(list.allocate(100)).toBe(large)
  expect(list.allocate(100)).toBe(128)
  list.free(between, 64)
})
