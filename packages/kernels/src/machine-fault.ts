/** An instruction that the machine refused; the results of the program are then undefined. */
export class MachineFault extends Error {
  override readonly name: string = 'MachineFault'
  /** `index`: an index outside its axis. `opcode`: no such function for this element type. */
  readonly fault: 'index' | 'opcode'
  /** Word offset of the instruction in its program. */
  readonly instruction: number

  constructor(fault: 'index' | 'opcode', instruction: number) {
    super(
      fault === 'index'
        ? `Machine.run: every index must lie in [0, axis), got one outside in the instruction at word ${instruction}. Check the indices before gathering.`
        : `Machine.run: the machine must know the instruction at word ${instruction}, got a function or element type it does not have. See the table in opcodes.ts.`,
    )
    this.fault = fault
    this.instruction = instruction
  }
}
