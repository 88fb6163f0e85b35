import {
  bytesPerElement,
  DTypeCode,
  dtypeName,
  dtypeOf,
  isDTypeCode,
  type TypedArray,
} from './dtype.ts'
import { BOOL, FLOAT32, FLOAT64 } from './dtype-codes.ts'
import { type Instance, instantiate, MAXIMUM_PAGES } from './instance.ts'
import { MachineFault } from './machine-fault.ts'
import type { Operand } from './operand.ts'
import { Program } from './program.ts'
import type { Threads } from './threads/several-threads.ts'
import type { Team } from './threads/team.ts'
import { hasWideVectors } from './wide-vectors.ts'

const PAGE = 65_536
/** Growing detaches every view, so memory grows by 16 MiB at least. */
const GROWTH_PAGES = 256
/** Room kept for programs. A longer one is put behind the operands while it runs. */
const PROGRAM_BYTES = 65_536

/** One instance of the WebAssembly module with its memory: place operands, run programs, read results. */
export class Machine {
  /** The number of threads asked for, or 1 where workers cannot be started. */
  readonly threads: number
  /** Fulfilled with the number of threads that run from now on; until then, programs run on one. */
  readonly started: Promise<number>
  readonly #instance: Instance
  readonly #program: number
  readonly #bottom: number
  readonly #slots = new Map<string, number>()
  // The modules of all fused chains, for the workers, who link them before they next run a program.
  readonly #modules: Uint8Array[] = []
  readonly #threads: Threads | undefined
  readonly #team: Team | null
  /** The words of the last program, where they still stand. */
  #loaded: Int32Array | null = null
  #top: number
  #bytes: Uint8Array
  #float32: Float32Array
  #float64: Float64Array
  #int32: Int32Array

  /**
   * Instantiates the module, synchronously, and starts the workers of `threads`. They sleep while there is
   * nothing to do and keep no process alive. The bits of a result do not depend on `threads`. `wide`: tiles for
   * 256-bit vectors, as `useWideVectors` has said unless given.
   */
  constructor({
    threads,
    wide = hasWideVectors(),
  }: {
    /** What runs its programs, such as `severalThreads(2)`; the main thread unless given. */
    readonly threads?: Threads | undefined
    /** Whether products of matrices have tiles for 256-bit vectors. */
    readonly wide?: boolean
  } = {}) {
    this.#threads = threads?.available && threads.count > 1 ? threads : undefined
    this.threads = this.#threads?.count ?? 1
    this.#instance = instantiate(this.#threads?.waitingOn ?? null, wide)
    this.#program = this.#instance.arena(this.threads)
    this.#bottom = this.#program + PROGRAM_BYTES
    this.#top = this.#bottom
    const { buffer } = this.#instance.memory
    this.#bytes = new Uint8Array(buffer)
    this.#float32 = new Float32Array(buffer)
    this.#float64 = new Float64Array(buffer)
    this.#int32 = new Int32Array(buffer)
    if (this.#bottom > buffer.byteLength) this.#grow(this.#bottom)
    this.#team = this.#threads?.start(this.#instance) ?? null
    this.started =
      this.#team?.started.then((joined) => (joined ? this.threads : 1)) ?? Promise.resolve(1)
  }

  /** An empty program, which runs on all threads of the machine where that pays. */
  newProgram(): Program {
    return new Program({ threads: this.#threads })
  }

  /** Ends the workers, if there are any: programs then run on one thread. */
  close(): void {
    this.#team?.close()
  }

  /** Forgets all operands, whose memory is then given to others. */
  reset(): void {
    this.#top = this.#bottom
    this.#loaded = null
  }

  /** Copies `data` into memory; a `Uint8Array` is bool. Throws a RangeError when memory is exhausted. */
  write(data: TypedArray): Operand {
    const operand = this.reserve(DTypeCode[dtypeOf(data)], data.length)
    this.set(operand, data)
    return operand
  }

  /** Room for `size` elements, contents undefined. Throws a RangeError for no dtype or size, or when memory is exhausted. */
  reserve(dtype: number, size: number): Operand {
    if (!isDTypeCode(dtype))
      throw new RangeError(`Machine.reserve: the dtype must be a DTypeCode, got ${String(dtype)}`)
    if (!Number.isInteger(size) || size < 0)
      throw new RangeError(
        `Machine.reserve: the size must be a whole number from 0, got ${String(size)}`,
      )
    const address = this.#top
    const end = address + Math.ceil((size * bytesPerElement(dtype)) / 64) * 64
    if (end > this.#bytes.length) this.#grow(end)
    this.#top = end
    // A long program stands behind the operands.
    this.#loaded = null
    return { address, dtype, size }
  }

  /** Overwrites an operand's elements. `data` must have its element type and size, else RangeError. */
  set(operand: Operand, data: TypedArray): void {
    const { address, dtype, size } = operand
    if (data.length !== size || DTypeCode[dtypeOf(data)] !== dtype) {
      throw new RangeError(
        `Machine.set: data must be ${dtypeName(dtype)} of ${size} elements, got ${dtypeOf(data)} of ${data.length}`,
      )
    }
    if (data instanceof Float32Array) this.#float32.set(data, address / 4)
    else if (data instanceof Float64Array) this.#float64.set(data, address / 8)
    else if (data instanceof Int32Array) this.#int32.set(data, address / 4)
    else this.#bytes.set(data, address)
  }

  /**
   * Adds a function to those that programs call by slot, and returns its slot; the same `name` has the same one. `build`
   * writes the WebAssembly module that exports the function, for a memory that is shared or not: `fuse` does.
   */
  link(name: string, build: (shared: boolean) => Uint8Array): number {
    const known = this.#slots.get(name)
    if (known !== undefined) return known
    const module = build(this.#team !== null)
    const slot = this.#instance.link(module)
    this.#slots.set(name, slot)
    this.#modules.push(module)
    return slot
  }

  /**
   * Runs a program in one call of the module; with all threads if it was made for as many and is worth
   * it. Throws MachineFault; what was written until then stays.
   */
  run(program: Program): void {
    const { words } = program
    const team = program.threads === this.threads && this.#team?.ready ? this.#team : null
    team?.link(this.#modules, (module) => {
      const at = this.#roomFor(module.length)
      this.#bytes.set(module, at)
      this.#loaded = null
      return at
    })
    const address = this.#roomFor(words.length * 4)
    // Other threads would have to fetch anew what is written anew.
    if (words !== this.#loaded) this.#int32.set(words, address / 4)
    // What traps may have written anywhere.
    this.#loaded = null
    const { status, cause } = team?.run(address, words.length) ?? {
      status: this.#instance.run(address, words.length, 0, 1),
      cause: undefined,
    }
    if (cause === undefined) this.#loaded = words
    if (status !== 0) throw new MachineFault(status, this.#instance.blamedMatrix(), cause)
  }

  /** The address of room for a program, or for a fused chain's module, while it is in use. */
  #roomFor(bytes: number): number {
    if (bytes <= PROGRAM_BYTES) return this.#program
    const end = this.#top + bytes
    if (end > this.#bytes.length) this.#grow(end)
    return this.#top
  }

  /** A fresh array with the operand's elements. */
  read(operand: Operand): TypedArray {
    const { address, dtype, size } = operand
    if (dtype === FLOAT32) return this.#float32.slice(address / 4, address / 4 + size)
    if (dtype === FLOAT64) return this.#float64.slice(address / 8, address / 8 + size)
    if (dtype === BOOL) return this.#bytes.slice(address, address + size)
    return this.#int32.slice(address / 4, address / 4 + size)
  }

  #grow(end: number): void {
    const { memory } = this.#instance
    const pages = memory.buffer.byteLength / PAGE
    const needed = Math.ceil(end / PAGE)
    const wanted = Math.min(Math.max(needed, pages + GROWTH_PAGES), MAXIMUM_PAGES)
    try {
      if (needed > MAXIMUM_PAGES) throw new RangeError('beyond the address space')
      memory.grow(wanted - pages)
    } catch (cause) {
      throw new RangeError(
        `Machine: memory must hold all operands, got a need of ${Math.ceil(end / 1_048_576)} MiB, at most 4095 MiB and what the system grants. Use smaller batches.`,
        { cause },
      )
    }
    const { buffer } = memory
    this.#bytes = new Uint8Array(buffer)
    this.#float32 = new Float32Array(buffer)
    this.#float64 = new Float64Array(buffer)
    this.#int32 = new Int32Array(buffer)
  }
}
