import {
  FAULT_INDEX,
  FAULT_NOT_POSITIVE_DEFINITE,
  FAULT_SINGULAR,
  FAULT_TRAP,
} from './fault-codes.ts'

export type Fault = 'index' | 'opcode' | 'trap' | 'notPositiveDefinite' | 'singular'

const faults: Readonly<
  Record<number, { readonly fault: Fault; readonly words: (at: string) => string }>
> = {
  [FAULT_INDEX]: {
    fault: 'index',
    words: (at) =>
      `every index must lie in [0, axis), got one outside in ${at}. Check the indices before gathering.`,
  },
  [FAULT_TRAP]: {
    fault: 'trap',
    words: (at) =>
      `every thread must finish its part, got one that was stopped in ${at}. Fuse chains on the machine that runs them.`,
  },
  [FAULT_NOT_POSITIVE_DEFINITE]: {
    fault: 'notPositiveDefinite',
    words: (at) =>
      `every matrix must be positive definite, got one that is not in ${at}. Add to its diagonal.`,
  },
  [FAULT_SINGULAR]: {
    fault: 'singular',
    words: (at) =>
      `every matrix must be invertible, got one that is not in ${at}. Add to its diagonal.`,
  },
}

const unknown = {
  fault: 'opcode',
  words: (at: string): string =>
    `the machine must know ${at}, got a function or element type it does not have. See src/instructions.`,
} as const

/** An instruction that the machine refused; the results of the program are then undefined. */
export class MachineFault extends Error {
  override readonly name: string = 'MachineFault'
  /**
   * `index`: an index outside its axis. `opcode`: no such function for this element type. `trap`: a thread
   * of several was stopped, as by a fused chain that was never made. `notPositiveDefinite`, `singular`: a
   * matrix without the factors asked for, or without an inverse.
   */
  readonly fault: Fault
  /** Word offset of the instruction in its program. */
  readonly instruction: number
  /** Which matrix of the batch is the first at fault, where matrices can be. */
  readonly matrix: number

  /** `status`: what the module's `run` returned; `matrix`: what its `blamedMatrix` returned. */
  constructor(status: number, matrix: number, cause?: unknown) {
    const instruction = status >>> 4
    const { fault, words } = faults[status & 15] ?? unknown
    super(
      `Machine.run: ${words(`the instruction at word ${instruction}`)}`,
      cause === undefined ? {} : { cause },
    )
    this.fault = fault
    this.instruction = instruction
    this.matrix = matrix
  }
}
