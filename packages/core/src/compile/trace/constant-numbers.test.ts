import { expect, test } from 'vitest'
import { ConstantNumbers } from './constant-numbers.ts'

test('elements with the same bytes have one number, and others have not', () => {
  const numbers = new ConstantNumbers()
  const first = new Float32Array([1, Number.NaN, 0])
  const number = numbers.numberOf(first)
  expect(numbers.numberOf(first)).toBe(number)
  expect(numbers.numberOf(new Float32Array([1, Number.NaN, 0]))).toBe(number)
  // A part of a buffer, which begins where it must.
  expect(numbers.numberOf(new Float32Array([7, 1, Number.NaN, 0]).subarray(1))).toBe(number)
  const others = [
    new Float32Array([1, Number.NaN, -0]),
    new Float32Array([1, Number.NaN]),
    new Float32Array([Number.NaN, 1, 0]),
    new Uint8Array([1, 0, 1]),
    new Uint8Array([1, 0, 1, 0, 0]),
  ].map((data) => numbers.numberOf(data))
  expect(new Set([number, ...others]).size).toBe(1 + others.length)
  expect(numbers.numberOf(new Uint8Array([1, 0, 1]))).toBe(others[3])
})

test('elements with the same hash are compared', () => {
  // The second word takes back what the first did, so that the hash of both is 0.
  const numbers = new ConstantNumbers()
  const [offset, prime] = [0x811c9dc5, 0x01000193]
  const after = (word: number): number => {
    const hash = Math.imul(offset ^ word, prime)
    return hash ^ (hash >>> 15)
  }
  const colliding = [1, 2].map((word) => new Int32Array([word, after(word)]))
  expect(new Set(colliding.map((data) => numbers.numberOf(data))).size).toBe(2)
})
