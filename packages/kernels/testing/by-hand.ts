import { bytesPerElement, DTypeCode, dtypeOf } from '../src/dtype.ts'
import { fusedModule } from '../src/fusion/fused-module.ts'
import type { Chain, Operand, Program, TypedArray } from '../src/index.ts'
import { instantiate } from '../src/instance.ts'
import { barrier } from '../src/instructions/control/barrier.ts'

/** The machine's module, whose threads a test runs one after the other, in the order it likes. */
const instance = instantiate(null)

const PROGRAM_BYTES = 65_536
/** Room for operands. */
const ROOM = 1 << 21

const program = instance.arena(1)
/** Where operands may stand. */
export const bottom = program + PROGRAM_BYTES

const bytes = new Uint8Array(instance.memory.buffer, bottom, ROOM)
const code = new Int32Array(instance.memory.buffer, program, PROGRAM_BYTES / 4)

let top = bottom

/** Forgets all operands. */
export function clear(): void {
  top = bottom
}

export function reserve(dtype: number, size: number): Operand {
  const operand = { address: top, dtype, size }
  top += Math.ceil((size * bytesPerElement(dtype)) / 64) * 64 + 64
  if (top > bottom + ROOM) throw new RangeError('by-hand: the operands must fit into the room')
  return operand
}

export function place(data: TypedArray): Operand {
  const operand = reserve(DTypeCode[dtypeOf(data)], data.length)
  const from = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  bytes.set(from, operand.address - bottom)
  return operand
}

/** The memory of all operands and a little more. */
export const used = (): Uint8Array => bytes.subarray(0, top - bottom)

export const link = (chain: Chain): number => instance.link(fusedModule([chain], false))

/** Runs the words as one thread of several. */
export function runAs(words: Int32Array, thread: number, threads: number): number {
  code.set(words)
  return instance.run(program, words.length, thread, threads)
}

/** Runs a program between its barriers thread by thread, in an order that may differ from one to the next. */
export function runInterleaved(
  { words }: Program,
  threads: number,
  order: (between: number) => readonly number[],
): number {
  let from = 0
  let between = 0
  for (let position = 0; position <= words.length; position += words[position + 1] ?? 1) {
    if (position < words.length && words[position] !== barrier.opcode) continue
    const part = words.subarray(from, position)
    for (const thread of order(between++)) runAs(part, thread, threads)
    from = position
  }
  return between - 1
}
