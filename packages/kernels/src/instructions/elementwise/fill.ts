import { bytesPerElement } from '../../dtype.ts'
import { BOOL, FLOAT32, FLOAT64 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { elementwise, unshared, writes } from '../../threads/work.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** The bits of the value stand in `low` alone where it has 4 bytes or 1. */
export const fill = instruction({
  opcode: 6,
  kernel: 'elementwise/fill',
  operands: ['dtype', 'n', 'out', 'low', 'high'],
  methods: {
    /** Every element of out = value. */
    fill(this: Encoder, value: number, out: Operand): void {
      if (typeof value !== 'number')
        throw new RangeError(`Program.fill: the value must be a number, got ${String(value)}`)
      const bits = new Int32Array(2)
      if (out.dtype === FLOAT32) new Float32Array(bits.buffer)[0] = value
      else if (out.dtype === FLOAT64) new Float64Array(bits.buffer)[0] = value
      else bits[0] = out.dtype === BOOL ? Number(value !== 0) : value
      this.emit(fill, [out.dtype, out.size, out.address, bits[0] ?? 0, bits[1] ?? 0])
    },
  },
  work: ([dtype = 0, n = 0, out = 0]) => elementwise(n, [], [out, dtype], n * LIGHT),
})

export const iota = instruction({
  opcode: 7,
  kernel: 'elementwise/fill',
  operands: ['dtype', 'n', 'out'],
  methods: {
    /** out[i] = i. */
    iota(this: Encoder, out: Operand): void {
      this.emit(iota, [out.dtype, out.size, out.address])
    },
  },
  work: ([dtype = 0, n = 0, out = 0]) =>
    unshared([writes(out, n * bytesPerElement(dtype))], n * LIGHT),
})
