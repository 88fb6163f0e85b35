import { fused } from '../instructions/elementwise/fused.ts'
import { wordOf } from '../instructions/instruction.ts'
import type { Access, Chain } from './chain.ts'
import type { Segment } from './segments.ts'
import type { Bytes } from './wasm.ts'
import * as wasm from './wasm.ts'

// Bytes from the start of a `fused` instruction to its operands.
const COLUMNS = 4 * wordOf(fused, 'columns')
const OUT = 4 * wordOf(fused, 'out')
const FIRST_INPUT = 4 * wordOf(fused, 'inputs…')

/** Elements of a block: so few that what one loop leaves for the next stays in the first-level cache. */
export const BLOCK = 512
/** How many blocks fit into a thread's scratch memory, beside what the functions that are called need. */
const MAX_SLOTS = 1024

// Numbers of a chain function's locals, the parameters first.
/** Parameters: the address of the instruction, and the part of the output to compute. */
const INSTRUCTION = 0
export const [FIRST_ROW, END_ROW, FIRST_COLUMN, END_COLUMN] = [1, 2, 3, 4] as const
/** Locals of a loop: the row, the byte within it, where the part ends, addresses. */
export const [ROW, BYTE, LAST, ROW_OUT, ROW_SCRATCH, ADDRESS] = [5, 6, 7, 8, 9, 10] as const
/** Locals of a block: the scratch memory, how many rows a block has, its borders. */
export const [SCRATCH, BLOCK_ROWS, TOP, BOTTOM, LEFT, RIGHT] = [11, 12, 13, 14, 15, 16] as const
const FIRST_BASE = 17

/** The number in a local, and `offset` more. */
export const localPlus = (local: number, offset: Bytes): number[] =>
  wasm.plus(wasm.get(local), offset)
export const inBytes = (elements: Bytes): number[] => wasm.times(elements, wasm.constant(4))
export const inputAddress = (input: number): number[] =>
  wasm.word(wasm.get(INSTRUCTION), FIRST_INPUT + 4 * input)
export const outAddress: Bytes = wasm.word(wasm.get(INSTRUCTION), OUT)
/** The address of the current row of a matrix that begins at `start`. */
export const rowStart = (start: Bytes): number[] =>
  wasm.plus(start, inBytes(wasm.times(wasm.get(ROW), wasm.word(wasm.get(INSTRUCTION), COLUMNS))))

/** Where a chain's function keeps its values: in locals, and from one loop to the next in scratch memory. */
export class Layout {
  readonly inputs: readonly Access[]
  readonly result: number
  readonly #values: number
  readonly #slots: ReadonlyMap<number, number>

  /** Throws a RangeError if more values are kept in scratch memory than there is room for. */
  constructor({ inputs, steps }: Chain, segments: readonly Segment[]) {
    this.inputs = inputs
    this.#values = inputs.length + steps.length
    this.result = this.#values - 1
    const scratch = segments.flatMap(({ stores, call }) =>
      call ? [...stores, call.value] : stores,
    )
    if (scratch.length > MAX_SLOTS)
      throw new RangeError(
        `fuse: a chain may keep ${MAX_SLOTS} values around its calls, got ${scratch.length}; cut it into shorter ones`,
      )
    this.#slots = new Map(scratch.map((value, slot) => [value, slot]))
  }

  isInput(value: number): boolean {
    return value < this.inputs.length
  }

  /** The numbers of the inputs that are read in this way. */
  inputsRead(access: Access): number[] {
    return [...this.inputs.keys()].filter((input) => this.inputs[input] === access)
  }

  /** Whether a value differs from one vector of a row to the next. */
  varies(value: number): boolean {
    const access = this.inputs[value]
    return access !== 'row' && access !== 'scalar'
  }

  /** The local with the address that an input's elements are counted from. */
  base(input: number): number {
    return FIRST_BASE + input
  }

  /** The local of a value, for the first or second of two vectors side by side. */
  local(value: number, vector = 0): number {
    const first = FIRST_BASE + this.inputs.length
    return first + value + (vector > 0 && this.varies(value) ? this.#values : 0)
  }

  /** Bytes from the start of scratch to a value's block there. */
  slot(value: number): number {
    return 4 * BLOCK * (this.#slots.get(value) ?? 0)
  }

  /** The declaration of all locals behind the parameters. */
  declaration(): number[] {
    return wasm.vector([
      [...wasm.unsigned(FIRST_BASE - 5 + this.inputs.length), wasm.I32],
      [...wasm.unsigned(2 * this.#values), wasm.V128],
    ])
  }
}
