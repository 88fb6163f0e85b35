import { checkWhole } from './instructions/checks.ts'
import * as instructions from './instructions/index.ts'
import type { Encoder, Instruction, Loop } from './instructions/instruction.ts'
import { THREAD } from './threads/cut.ts'
import type { Schedule } from './threads/schedule.ts'
import type { Threads } from './threads/several-threads.ts'

type Methods = (typeof instructions)[keyof typeof instructions]['methods']
/** A type that is all of a union's members at once. */
type AllOf<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never

/** The methods of all instructions, which the class below puts on its prototype. */
export interface Program extends AllOf<Methods> {}

interface OpenLoop extends Loop {
  /** The word of its first instruction. */
  readonly start: number
}

/**
 * A run of instructions for the machine, appended one by one. Every method checks element types
 * and sizes and throws a RangeError, so that no program reaches outside its operands.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its prototype gets the interface's methods in the static block.
export class Program implements Encoder {
  #buffer: Int32Array = new Int32Array(64)
  #length = 0
  #words: Int32Array | undefined
  readonly #threads: Threads | undefined
  #schedule: Schedule | undefined
  readonly #loops: OpenLoop[] = []
  /** Of several parts side by side, the thread that computes the one at hand. */
  #thread: number | null = null

  static {
    for (const { methods } of Object.values(instructions)) Object.assign(Program.prototype, methods)
  }

  /** `threads`: what a machine may run it with, each on its part of the large instructions. */
  constructor({
    threads,
  }: {
    /** What a machine may run it with, such as `severalThreads(2)`; the main thread unless given. */
    readonly threads?: Threads | undefined
  } = {}) {
    this.#threads = threads && threads.count > 1 ? threads : undefined
    this.#schedule = this.#threads?.schedule()
  }

  /** The number of threads that pays: those it was made for, or 1 if it is too small. */
  get threads(): number {
    return this.#threads && this.#schedule?.pays ? this.#threads.count : 1
  }

  /** The encoded instructions; valid until the next one is appended. */
  get words(): Int32Array {
    this.#words ??= this.#buffer.subarray(0, this.#length)
    return this.#words
  }

  /** Words so far: a fault in the next instruction names this offset, or the one behind a barrier. */
  get length(): number {
    return this.#length
  }

  /** Removes every instruction, to encode anew in the same buffer. */
  clear(): void {
    this.#length = 0
    this.#words = undefined
    this.#loops.length = 0
    this.#thread = null
    this.#schedule = this.#threads?.schedule()
  }

  /**
   * Parts side by side: `encode` appends what each of them does. No part may touch what another writes. Each is computed
   * by one thread, so that no thread waits for another before all of them are done, and an instruction of a part has no
   * parts of its own. A fault ends the parts of one thread.
   *
   * @param encode gets the number of the part and that of its thread: parts of one thread, which come one after the
   * other, may share memory
   */
  sideBySide(parts: number, encode: (part: number, thread: number) => void): void {
    if (this.#thread !== null || this.#loops.length > 0)
      throw new RangeError('Program.sideBySide: must not stand within another, nor within a loop')
    this.#schedule?.separate()
    this.#meet()
    for (let part = 0; part < parts; part++) {
      this.#thread = part % (this.#threads?.count ?? 1)
      encode(part, this.#thread)
    }
    this.#thread = null
    this.#schedule?.join()
    this.#meet()
  }

  /** For the methods of instructions, as the three that follow: appends an instruction, and a barrier where it needs one. */
  emit<Detail>(
    instruction: Instruction<object, Detail>,
    words: readonly number[],
    detail?: Detail,
  ): void {
    checkWhole(instruction.opcode, words)
    if (this.#thread !== null) {
      this.#schedule?.placeAlone(instruction, words, this.#thread, detail)
      this.#append(instruction.opcode + this.#onlyThread, words)
      return
    }
    const place = this.#schedule?.place(instruction, words, detail)
    if (place?.barrier) this.#append(instructions.barrier.opcode, [])
    this.#append(instruction.opcode + (place?.slicing ?? 0), words)
  }

  beginLoop({ opcode }: Instruction<object>, { times, counter }: Loop): void {
    this.#schedule?.repeat(times)
    if (this.#thread === null) this.#meet()
    this.#append(opcode + this.#onlyThread, [counter])
    this.#loops.push({ times, counter, start: this.#length })
  }

  endLoop({ opcode }: Instruction<object>): void {
    const { times, counter, start } = this.#openLoop('again')
    this.#schedule?.again(counter)
    if (this.#thread === null) this.#meet()
    this.#append(opcode + this.#onlyThread, [counter, times, this.#length - start])
    this.#loops.pop()
  }

  innermostLoop(method: string): Loop {
    return this.#openLoop(method)
  }

  /** The bits of an opcode that say which thread alone it is for. */
  get #onlyThread(): number {
    return this.#thread === null ? 0 : (this.#thread + 1) * THREAD
  }

  #openLoop(method: string): OpenLoop {
    const loop = this.#loops.at(-1)
    if (loop) return loop
    throw new RangeError(
      `Program.${method}: must stand within a loop, got none; repeat() begins one`,
    )
  }

  #meet(): void {
    if (this.#schedule) this.#append(instructions.barrier.opcode, [])
  }

  #append(head: number, operands: readonly number[]): void {
    const length = operands.length + 2
    const end = this.#length + length
    if (end > this.#buffer.length) {
      const buffer = new Int32Array(end * 2)
      buffer.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = buffer
    }
    const buffer = this.#buffer
    let word = this.#length
    buffer[word++] = head
    buffer[word++] = length
    for (const operand of operands) buffer[word++] = operand
    this.#length = end
    this.#words = undefined
  }
}
