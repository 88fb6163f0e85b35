import { FAULT_INDEX, FAULT_TRAP } from './opcodes.ts'

/** An instruction that the machine refused; the results of the program are then undefined. */
export class MachineFault extends Error {
  override readonly name: string = 'MachineFault'
  /**
   * `index`: an index outside its axis. `opcode`: no such function for this element type. `trap`: a thread
   * of several was stopped, as by a fused chain that was never made.
   */
  readonly fault: 'index' | 'opcode' | 'trap'
  /** Word offset of the instruction in its program. */
  readonly instruction: number

  /** `status`: what the module's `run` returned. */
  constructor(status: number, cause?: unknown) {
    const instruction = status >>> 4
    const kind = status & 15
    const at = `the instruction at word ${instruction}`
    super(
      kind === FAULT_INDEX
        ? `Machine.run: every index must lie in [0, axis), got one outside in ${at}. Check the indices before gathering.`
        : kind === FAULT_TRAP
          ? `Machine.run: every thread must finish its part, got one that was stopped in ${at}. Fuse chains on the machine that runs them.`
          : `Machine.run: the machine must know ${at}, got a function or element type it does not have. See the table in opcodes.ts.`,
      cause === undefined ? {} : { cause },
    )
    this.fault = kind === FAULT_INDEX ? 'index' : kind === FAULT_TRAP ? 'trap' : 'opcode'
    this.instruction = instruction
  }
}
