import {
  type Chain,
  DTypeCode,
  fuse,
  Machine,
  type Operand,
  type Program,
  type Threads,
} from '@sobolev/kernels'
import { bytesOf, type DType } from '../../tensor/dtype.ts'
import { type Shape, sizeOf } from '../../tensor/shape.ts'
import { aligned } from '../graph/bytes.ts'

/**
 * Bytes between what different threads write. A processor fetches what lies behind the bytes that are used, also where
 * another writes them: without a gap, two threads that go through neighbouring arrays take a quarter longer.
 */
export const GAP = 2048

/** A machine, and the memory in it that compiled functions use: variables, constants and workspace. */
export class MachineMemory {
  readonly machine: Machine
  // Freed blocks by size, for the next of that size: training needs the same sizes again and again.
  readonly #freed = new Map<number, number[]>()
  #workspace = { address: 0, bytes: 0 }

  constructor(threads?: Threads) {
    this.machine = new Machine({ threads })
  }

  /** Memory for a tensor, freed when `owner` is garbage. */
  allocateFor(owner: object, shape: Shape, dtype: DType): Operand {
    const size = sizeOf(shape)
    const bytes = bytesOf(dtype, size)
    const address = this.#allocate(bytes)
    ownersCollected.register(owner, { memory: this, address, bytes })
    return { address, dtype: DTypeCode[dtype], size }
  }

  /**
   * The address of at least `bytes` for intermediate results. All programs share this memory, since one runs at a
   * time. It moves when it must grow: a program encoded for another address must be encoded again.
   */
  workspaceFor(bytes: number): number {
    if (bytes > this.#workspace.bytes) {
      const larger = { address: this.#allocate(bytes), bytes }
      if (this.#workspace.bytes > 0) this.free(this.#workspace.address, this.#workspace.bytes)
      this.#workspace = larger
    }
    return this.#workspace.address
  }

  /** Leaves a gap: what is allocated next lies apart from what was allocated before. */
  leaveGap(): void {
    this.machine.reserve(DTypeCode.bool, GAP)
  }

  free(address: number, bytes: number): void {
    const size = aligned(bytes)
    const blocks = this.#freed.get(size)
    if (blocks) blocks.push(address)
    else this.#freed.set(size, [address])
  }

  #allocate(bytes: number): number {
    const size = aligned(bytes)
    return this.#freed.get(size)?.pop() ?? this.machine.reserve(DTypeCode.bool, size).address
  }
}

const ownersCollected = new FinalizationRegistry(
  ({ memory, address, bytes }: { memory: MachineMemory; address: number; bytes: number }) =>
    memory.free(address, bytes),
)

// One for each number of threads that was ever set: a program or variable moves from one to another on its next use.
const memories = new Map<number, MachineMemory>()
let current: MachineMemory | null = null

/** The memory in which compiled functions run now: that of a machine with one thread, until `useThreads`. */
export const currentMemory = (): MachineMemory => current ?? useThreads()

/** Makes a machine with these threads the current one, or with the main thread alone; one of as many is used again. */
export function useThreads(threads?: Threads): MachineMemory {
  const count = threads?.count ?? 1
  const memory = memories.get(count) ?? new MachineMemory(threads)
  memories.set(count, memory)
  current = memory
  return memory
}

/** The current machine's number for a fused chain, which is compiled on first use. */
export const chainSlot = (chain: Chain): number => fuse(currentMemory().machine, chain)

/** Runs the program on the current machine. Throws a MachineFault where an instruction cannot go on. */
export const runProgram = (program: Program): void => currentMemory().machine.run(program)
