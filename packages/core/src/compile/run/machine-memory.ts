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
import { FreeList } from '../graph/free-list.ts'

/**
 * Bytes between what different threads write. A processor fetches what lies behind the bytes that are used, also where
 * another writes them: without a gap, two threads that go through neighbouring arrays take a quarter longer.
 */
export const GAP = 2048

/**
 * Where the memory would have to grow, others have the share of a program that has not run while so many were written. Twice
 * as many it is once such a program does run again.
 */
const PATIENCE = 16

/** What a program has of a machine's memory beside the workspace, such as its constants, until others need it more. */
export interface Share {
  readonly memory: MachineMemory
  readonly blocks: { readonly address: number; readonly bytes: number }[]
  /** How many programs had been written when its own ran last. */
  usedAt: number
  /** The patience that it was given up by. */
  patience: number
}

/** A machine, and the memory in it that compiled functions use: variables, constants and workspace. */
export class MachineMemory {
  readonly machine: Machine
  readonly #base: number
  readonly #blocks: FreeList
  readonly #shares = new Set<Share>()
  /** That of the program that is about to run. */
  #current: Share | null = null
  #written = 0
  #patience = PATIENCE
  #workspace = { address: 0, bytes: 0 }

  constructor(threads?: Threads) {
    const machine = new Machine({ threads })
    this.machine = machine
    this.#base = machine.reserve(DTypeCode.bool, 0).address
    this.#blocks = new FreeList((bytes) => machine.reserve(DTypeCode.bool, bytes))
  }

  /** Memory for a tensor, freed when `owner` is garbage. */
  allocateFor(owner: object, shape: Shape, dtype: DType): Operand {
    const operand = this.#allocateOperand(shape, dtype)
    const bytes = bytesOf(dtype, operand.size)
    ownersCollected.register(owner, () => this.#free(operand.address, bytes))
    return operand
  }

  /**
   * A share for a program that is about to be written. It is given up when `owner` is garbage, and earlier where the
   * memory would have to grow and the program has not run for long: a synchronous loop that compiles collects no garbage.
   */
  shareFor(owner: object): Share {
    const share: Share = { memory: this, blocks: [], usedAt: ++this.#written, patience: 0 }
    this.#shares.add(share)
    this.#current = share
    ownersCollected.register(owner, () => this.giveUp(share))
    return share
  }

  /** Whether a program still has its share here: it then keeps it for the run that follows. */
  keeps(share: Share | null): boolean {
    if (share === null || share.memory !== this) return false
    if (!this.#shares.has(share)) {
      this.#patience = Math.max(this.#patience, 2 * share.patience)
      return false
    }
    share.usedAt = this.#written
    this.#current = share
    return true
  }

  /** Memory for a tensor, in a share. */
  allocateIn(share: Share, shape: Shape, dtype: DType): Operand {
    const operand = this.#allocateOperand(shape, dtype)
    share.blocks.push({ address: operand.address, bytes: bytesOf(dtype, operand.size) })
    return operand
  }

  /** Leaves a gap: what is allocated next in a share lies apart from what was allocated before. */
  leaveGap(share: Share): void {
    share.blocks.push({ address: this.#allocate(GAP), bytes: GAP })
  }

  /** Frees all that a share has. */
  giveUp(share: Share): void {
    if (!this.#shares.delete(share)) return
    for (const { address, bytes } of share.blocks) this.#free(address, bytes)
  }

  /**
   * The address of at least `bytes` for intermediate results. All programs share this memory, since one runs at a
   * time. It moves when it must grow: a program encoded for another address must be encoded again.
   */
  workspaceFor(bytes: number): number {
    if (bytes > this.#workspace.bytes) {
      // Nothing in it outlives a run: freed first, it can grow where it is.
      if (this.#workspace.bytes > 0) this.#free(this.#workspace.address, this.#workspace.bytes)
      this.#workspace = { address: 0, bytes: 0 }
      this.#workspace = { address: this.#allocate(bytes), bytes }
    }
    return this.#workspace.address
  }

  #allocateOperand(shape: Shape, dtype: DType): Operand {
    const size = sizeOf(shape)
    return { address: this.#allocate(bytesOf(dtype, size)), dtype: DTypeCode[dtype], size }
  }

  #allocate(bytes: number): number {
    if (!this.#blocks.hasGap(bytes)) this.#giveUpUnused(this.#patience)
    try {
      return this.#base + this.#blocks.allocate(bytes)
    } catch (error) {
      if (!this.#giveUpUnused(0)) throw error
      return this.#base + this.#blocks.allocate(bytes)
    }
  }

  /** Gives up the shares of programs that have not run while so many others were written; returns whether there were any. */
  #giveUpUnused(patience: number): boolean {
    const unused = Array.from(this.#shares).filter(
      (share) =>
        share !== this.#current &&
        share.blocks.length > 0 &&
        this.#written - share.usedAt >= patience,
    )
    for (const share of unused) {
      share.patience = patience
      this.giveUp(share)
    }
    return unused.length > 0
  }

  #free(address: number, bytes: number): void {
    this.#blocks.free(address - this.#base, bytes)
  }
}

const ownersCollected = new FinalizationRegistry((free: () => void) => free())

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
