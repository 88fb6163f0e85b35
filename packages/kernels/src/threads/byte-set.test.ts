import { expect, test } from 'vitest'
import { ByteSet } from './byte-set.ts'

test('holds the bytes that were added, in any order, as a bit for each would', () => {
  for (let seed = 1; seed <= 20; seed++) {
    let state = seed
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const set = new ByteSet()
    const bits = new Uint8Array(100)
    for (let i = 0; i < 30; i++) {
      const start = next(95)
      const end = start + 1 + next(i % 3 ? 4 : 1)
      set.add(start, end)
      bits.fill(1, start, end)
      for (let at = 0; at < 100; at += 3) {
        const past = Math.min(100, at + 1 + next(6))
        expect(set.overlaps(at, past)).toBe(bits.subarray(at, past).includes(1))
      }
    }
    set.clear()
    expect(set.overlaps(0, 100)).toBe(false)
  }
})
