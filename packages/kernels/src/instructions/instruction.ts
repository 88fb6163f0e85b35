import type { Work } from '../threads/work.ts'

/** A loop of a program. */
export interface Loop {
  readonly times: number
  /** The address of the words in which the threads count its steps. */
  readonly counter: number
}

/** A program, as the methods of instructions see it: what they append to. */
export interface Encoder {
  /**
   * Appends an instruction with these words behind its opcode and its length. `detail`: what `work` needs to know
   * besides. Throws a RangeError unless all words are whole numbers.
   */
  emit<Detail>(
    instruction: Instruction<object, Detail>,
    words: readonly number[],
    detail?: Detail,
  ): void
  /** Appends the instruction that begins a loop. */
  beginLoop(instruction: Instruction<object>, loop: Loop): void
  /** Appends the instruction that ends the innermost loop. */
  endLoop(instruction: Instruction<object>): void
  /** The loop around the next instruction. Throws a RangeError that names `method` where there is none. */
  innermostLoop(method: string): Loop
}

/** All that TypeScript knows of one instruction of the machine. */
export interface Instruction<Methods extends object, Detail = unknown> {
  /** From 1 to 255, another for each instruction. */
  readonly opcode: number
  /**
   * The file in assembly/ with the function that computes it, called as the instruction is; null for the
   * instructions that say which is next, which assembly/control/loop.ts follows.
   */
  readonly kernel: string | null
  /** What the words behind the opcode and the length mean; any number of words in place of one with an ellipsis. */
  readonly operands: readonly string[]
  /** Numbers that stand in its words: assembly/opcodes.generated.ts has them, in capitals. */
  readonly constants?: Readonly<Record<string, number>>
  /** Methods of `Program`: each checks its operands and appends the instruction to the program it is called on. */
  readonly methods: Methods
  /** How it can be shared among threads, from its words. */
  readonly work: (words: readonly number[], threads: number, detail?: Detail) => Work
  /** True where it may find an index out of range, or a matrix that it has no result for, and end the program. */
  readonly mayStop?: true
}

/** Declares an instruction. */
export const instruction = <Methods extends object, Detail = unknown>(
  definition: Instruction<Methods, Detail>,
): Instruction<Methods, Detail> => definition

/** Which word of the instruction an operand is, its opcode being word 0. */
export const wordOf = (
  { operands }: Pick<Instruction<object>, 'operands'>,
  operand: string,
): number => 2 + operands.indexOf(operand)
