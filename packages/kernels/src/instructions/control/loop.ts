import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { MAX_THREADS } from '../../threads/max-threads.ts'
import { reads, unshared, writes } from '../../threads/work.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Every thread counts the steps in an int32 of its own, from `counter` on. */
export const repeat = instruction({
  opcode: 24,
  kernel: null,
  operands: ['counter'],
  methods: {
    /**
     * Begins a loop: what follows, up to `again`, is done `times` times, at least once. `counter` (int32):
     * a word for each of 64 threads, that nothing else writes within the loop.
     */
    repeat(this: Encoder, times: number, counter: Operand): void {
      checkOperand('repeat', counter, INT32, MAX_THREADS)
      if (!Number.isInteger(times) || times < 1)
        throw new RangeError(`Program.repeat: times must be a whole number from 1, got ${times}`)
      this.beginLoop(repeat, { times, counter: counter.address })
    },
  },
  work: () => unshared([], 0),
})

/** Goes back by so many `words` until there were `times` steps. */
export const again = instruction({
  opcode: 25,
  kernel: null,
  operands: ['counter', 'times', 'words'],
  methods: {
    /** Ends the innermost loop. */
    again(this: Encoder): void {
      this.endLoop(again)
    },
  },
  work: () => unshared([], 0),
})

/** out = the slice of x, of `count` slices, that belongs to the step; the last first where `reverse` is 1. */
export const take = instruction({
  opcode: 26,
  kernel: 'control/loop',
  operands: ['counter', 'count', 'reverse', 'bytes', 'x', 'out'],
  methods: {
    /** out = the slice of x [times, …out] that belongs to the innermost loop's step; the last first if `reverse`. */
    take(this: Encoder, x: Operand, out: Operand, reverse = false): void {
      const { times, counter } = this.innermostLoop('take')
      checkOperand('take', x, out.dtype, times * out.size)
      if (out.size === 0) return
      const bytes = out.size * bytesPerElement(out.dtype)
      this.emit(take, [counter, times, Number(reverse), bytes, x.address, out.address])
    },
  },
  work: ([, count = 0, , bytes = 0, x = 0, out = 0]) =>
    unshared([reads(x, count * bytes), writes(out, bytes)], (bytes / 4) * LIGHT),
})

/** That slice of out = x. */
export const put = instruction({
  opcode: 27,
  kernel: 'control/loop',
  operands: ['counter', 'count', 'reverse', 'bytes', 'x', 'out'],
  methods: {
    /** The slice of out [times, …x] that belongs to the innermost loop's step = x. */
    put(this: Encoder, x: Operand, out: Operand, reverse = false): void {
      const { times, counter } = this.innermostLoop('put')
      checkOperand('put', out, x.dtype, times * x.size)
      if (x.size === 0) return
      const bytes = x.size * bytesPerElement(x.dtype)
      this.emit(put, [counter, times, Number(reverse), bytes, x.address, out.address])
    },
  },
  work: ([, count = 0, , bytes = 0, x = 0, out = 0]) =>
    unshared([reads(x, bytes), writes(out, count * bytes)], (bytes / 4) * LIGHT),
})
