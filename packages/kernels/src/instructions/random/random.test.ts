import { expect, test } from 'vitest'
import { evaluate, sizes } from '../../../testing/evaluate.ts'
import { code, rounded } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { type DType, MachineFault, Random, type RandomName } from '../../index.ts'

/** Philox 4×32-10 with big integers, from the paper. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn
  let [c0 = 0n, c1 = 0n, c2 = 0n, c3 = 0n] = counter.map((x) => BigInt(x >>> 0))
  let [k0 = 0n, k1 = 0n] = key.map((x) => BigInt(x >>> 0))
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0
    const p1 = 0xcd9e8d57n * c2
    ;[c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask]
    k0 = (k0 + 0x9e3779b9n) & mask
    k1 = (k1 + 0xbb67ae85n) & mask
  }
  return [c0, c1, c2, c3].map(Number)
}

const draw = (fn: RandomName, dtype: DType, n: number, key: readonly number[]): TypedArray =>
  evaluate([new Int32Array(key)], code(dtype), n, (program, out, k) => {
    program.random(Random[fn], k, out)
  })

const key = [0x12345678, -5]
const n = 200_000

test('the reference here gives the vectors of Random123', () => {
  const ones = 0xffffffff
  const hex = (words: number[]): string => words.map((x) => x.toString(16)).join(' ')
  expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8')
  expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe(
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  )
  expect(
    hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])),
  ).toBe('d16cfe09 94fdcceb 5001e420 24126ea1')
})

test('bits are Philox blocks in order', () => {
  for (const size of sizes) {
    const blocks = Array.from({ length: Math.ceil(size / 4) }, (_, i) => philox([i, 0, 0, 0], key))
    expect(draw('bits', 'int32', size, key)).toEqual(new Int32Array(blocks.flat().slice(0, size)))
  }
})

test('a derived key is the first half of block (data, 0, 1)', () => {
  const data = [77, -3]
  const result = evaluate(
    [new Int32Array(key), new Int32Array(data)],
    code('int32'),
    2,
    (...args) => {
      const [program, out, k, d] = args
      program.deriveKey(k, d, out)
    },
  )
  expect(result).toEqual(new Int32Array(philox([77, -3, 0, 1], key).slice(0, 2)))
})

test('uniform numbers are the top bits of their words', () => {
  const words = Array.from({ length: 250 }, (_, i) => philox([i, 0, 0, 0], key)).flat()
  const expected32 = words.map((word) => (word >>> 8) / 16777216)
  const expected64 = Array.from({ length: 500 }, (_, i) => {
    const low = words[2 * i] ?? 0
    const high = words[2 * i + 1] ?? 0
    return (high * 2097152 + (low >>> 11)) / 9007199254740992
  })
  for (const size of [0, 1, 3, 4, 5, 17, 500]) {
    const first = draw('uniform', 'float32', size, key)
    expect(first).toEqual(rounded('float32', expected32.slice(0, size)))
    const second = draw('uniform', 'float64', size, key)
    expect(second).toEqual(rounded('float64', expected64.slice(0, size)))
  }
})

test.each(['float32', 'float64'] as const)('uniform %s fills [0, 1) evenly', (dtype) => {
  const x = draw('uniform', dtype, n, key)
  const counts = new Array<number>(100).fill(0)
  expect(x.every((value) => value >= 0 && value < 1)).toBe(true)
  for (const value of x) {
    counts[Math.floor(value * 100)] = (counts[Math.floor(value * 100)] ?? 0) + 1
  }
  const expected = n / 100
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  // 99 degrees of freedom: mean 99, standard deviation 14.
  expect(Math.abs(chiSquare - 99)).toBeLessThan(4 * 14)
})

test('normal numbers have the moments of the normal distribution', () => {
  const x = Float64Array.from(draw('normal', 'float64', n, key))
  const moment = (power: number): number => x.reduce((sum, value) => sum + value ** power, 0) / n
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n))
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n))
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
  const pairs = x.reduce((sum, value, i) => (i % 2 ? sum + value * (x[i - 1] ?? 0) : sum), 0)
  expect(Math.abs(pairs) / (n / 2)).toBeLessThan(4 / Math.sqrt(n / 2))
})

test('normal numbers are Box and Muller’s, the same in float32 but for the rounding', () => {
  for (const size of sizes) {
    const x = draw('normal', 'float64', size, key)
    for (let i = 0; i < size; i++) {
      const words = philox([Math.floor(i / 4), 0, 0, 0], key)
      const at = i % 4 < 2 ? 0 : 2
      const radius = Math.sqrt(-2 * Math.log(((words[at] ?? 0) + 0.5) / 4294967296))
      const angle = ((words[at + 1] ?? 0) * 2 * Math.PI) / 4294967296
      const expected = radius * (i % 2 ? Math.sin(angle) : Math.cos(angle))
      expect(Math.abs((x[i] ?? 0) - expected)).toBeLessThan(1e-14 * radius)
    }
    expect(draw('normal', 'float32', size, key)).toEqual(rounded('float32', x))
  }
})

test('other keys give other numbers', () => {
  const first = draw('bits', 'int32', 100, [1, 2])
  for (const other of [
    [1, 3],
    [2, 2],
    [2, 1],
  ]) {
    const same = draw('bits', 'int32', 100, other).filter((word, i) => word === first[i])
    expect(same).toHaveLength(0)
  }
})

test('of several keys each gives what it gives alone', () => {
  const keys = [key, [7, 8], [-1, 3]]
  for (const size of [1, 5, 18]) {
    const draws = evaluate(
      [new Int32Array(keys.flat())],
      code('float32'),
      3 * size,
      (p, out, k) => {
        p.random(Random.normal, k, out, 3)
      },
    )
    const apart = keys.flatMap((one) => [...draw('normal', 'float32', size, one)])
    expect([...draws]).toEqual(apart)
  }
  const derived = evaluate(
    [new Int32Array(keys.flat()), new Int32Array([77, -3])],
    code('int32'),
    6,
    (p, out, k, data) => p.deriveKey(k, data, out, 3),
  )
  const wanted = keys.flatMap((one) => philox([77, -3, 0, 1], one).slice(0, 2))
  expect(derived).toEqual(new Int32Array(wanted))
})

test('a distribution of the wrong element type is a fault', () => {
  expect(() => draw('bits', 'float32', 3, key)).toThrow(MachineFault)
  expect(() => draw('uniform', 'int32', 3, key)).toThrow(MachineFault)
  expect(() => draw('normal', 'bool', 3, key)).toThrow(MachineFault)
})
