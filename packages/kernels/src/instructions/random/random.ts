import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { OUTER } from '../../threads/cut.ts'
import { elementwise, reads, unshared, writes } from '../../threads/work.ts'
import { checkOperand, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Distributions, for `Program.random`. */
export const Random = {
  /** int32: 32 random bits. */
  bits: 0,
  /** [0, 1): float32 from 24 bits, float64 from 53. */
  uniform: 1,
  /** Box–Muller in double precision, then rounded to the dtype. */
  normal: 2,
} as const
/** The names of `Random`. */
export type RandomName = keyof typeof Random

/** Nanoseconds an element. */
const DRAW = 4

const checkFunction = functionCheck('random', Random)

/** Element i comes from Philox block ⌊i/4⌋ (uniform float64: ⌊i/2⌋) of the key. */
export const random = instruction({
  opcode: 14,
  kernel: 'random/random',
  operands: ['fn', 'dtype', 'n', 'key', 'out', 'count'],
  constants: Random,
  methods: {
    /**
     * Random numbers of a `Random` function from Philox under `key` (2 × int32); under `count` keys that stand one after
     * the other, as many numbers of each.
     */
    random(this: Encoder, fn: number, key: Operand, out: Operand, count: number = 1): void {
      checkFunction(fn)
      checkOperand('random', key, INT32, 2 * count)
      checkOperand('random', out, out.dtype, count * (out.size / count))
      this.emit(random, [fn, out.dtype, out.size / count, key.address, out.address, count])
    },
  },
  work: ([, dtype = 0, n = 0, key = 0, out = 0, count = 1]) => {
    if (count > 1) {
      const bytes = n * bytesPerElement(dtype)
      const regions = [reads(key, 8, 8), writes(out, bytes, bytes)]
      return { slicing: OUTER, size: count, unit: 1, regions, cost: count * n * DRAW }
    }
    const work = elementwise(n, [], [out, dtype], n * DRAW)
    return { ...work, regions: [...work.regions, reads(key, 8)] }
  },
})

export const deriveKey = instruction({
  opcode: 15,
  kernel: 'random/random',
  operands: ['key', 'data', 'out', 'count'],
  methods: {
    /** out = the key that Philox derives from `key` and `data`, each 2 × int32; of `count` keys one after the other. */
    deriveKey(this: Encoder, key: Operand, data: Operand, out: Operand, count: number = 1): void {
      for (const operand of [key, out]) checkOperand('deriveKey', operand, INT32, 2 * count)
      checkOperand('deriveKey', data, INT32, 2)
      this.emit(deriveKey, [key.address, data.address, out.address, count])
    },
  },
  work: ([key = 0, data = 0, out = 0, count = 1]) =>
    unshared([reads(key, 8 * count), reads(data, 8), writes(out, 8 * count)], 0),
})
