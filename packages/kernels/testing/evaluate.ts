import { Machine, type Operand, Program } from '../src/index.ts'
import type { Elements } from '../src/operand.ts'

export const machine: Machine = new Machine()

/** Sizes around vectors of 2, 4 and 16 lanes, and blocks of 128. */
export const sizes: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 17, 127, 1000]

/** Runs one program on fresh operands: `encode` appends it, `out` receives `size` elements of `dtype`. */
export function evaluate<const Inputs extends readonly Elements[]>(
  inputs: Inputs,
  dtype: number,
  size: number,
  encode: (program: Program, out: Operand, ...x: { [K in keyof Inputs]: Operand }) => void,
): Elements {
  machine.reset()
  const operands = inputs.map((input) => machine.write(input)) as { [K in keyof Inputs]: Operand }
  const out = machine.reserve(dtype, size)
  // A kernel that writes past its result would show in the operand behind it.
  const fence = machine.write(new Int32Array(16).fill(0x5a5a5a5a))
  const program = new Program()
  encode(program, out, ...operands)
  machine.run(program)
  if (machine.read(fence).some((value) => value !== 0x5a5a5a5a)) throw new Error('wrote past out')
  return machine.read(out)
}
