import { bytesPerElement, type TypedArray } from '../src/dtype.ts'
import { Machine, type Operand, Program } from '../src/index.ts'

export const machine: Machine = new Machine()

/** Sizes around vectors of 2, 4 and 16 lanes, and blocks of 128. */
export const sizes: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 17, 127, 1000]

/** Runs one program on fresh operands: `encode` appends it, `out` receives `size` elements of `dtype`. */
export function evaluate<const Inputs extends readonly TypedArray[]>(
  inputs: Inputs,
  dtype: number,
  size: number,
  encode: (program: Program, out: Operand, ...x: { [K in keyof Inputs]: Operand }) => void,
): TypedArray {
  machine.reset()
  const operands = inputs.map((input) => machine.write(input)) as { [K in keyof Inputs]: Operand }
  // Bytes right behind the result, which a kernel that stores whole vectors would overwrite.
  const room = machine.write(new Uint8Array(size * bytesPerElement(dtype) + 16).fill(0x5a))
  const out = { ...room, dtype, size }
  const program = new Program()
  encode(program, out, ...operands)
  machine.run(program)
  if (
    machine
      .read(room)
      .slice(-16)
      .some((byte) => byte !== 0x5a)
  ) {
    throw new Error('the kernel must store its result alone, got bytes changed behind it')
  }
  return machine.read(out)
}
