import { type Chain, DTypeCode, Machine, type Operand, type Program } from '@sobolev/kernels'
import { bytesOf, type DType, type TypedArray } from '../../tensor/dtype.ts'
import { type Shape, sizeOf } from '../../tensor/shape.ts'
import { type MachineStorage, Variable } from '../../tensor/variable.ts'
import { aligned } from '../passes/free-list.ts'

/** A machine with what stands in its memory: variables, constants and workspace of compiled functions. */
export class Residence {
  readonly machine: Machine
  // Blocks given back, by size: training makes the same sizes again and again.
  readonly #returned = new Map<number, number[]>()
  #workspace = { address: 0, bytes: 0 }

  constructor(threads: number) {
    this.machine = new Machine({ threads })
  }

  allocate(bytes: number): number {
    const size = aligned(bytes)
    return this.#returned.get(size)?.pop() ?? this.machine.reserve(DTypeCode.bool, size).address
  }

  giveBack(address: number, bytes: number): void {
    const size = aligned(bytes)
    const blocks = this.#returned.get(size)
    if (blocks) blocks.push(address)
    else this.#returned.set(size, [address])
  }

  /** Lasting room for a tensor, given back when `owner` is garbage. */
  keep(owner: object, shape: Shape, dtype: DType): Operand {
    const size = sizeOf(shape)
    const bytes = bytesOf(dtype, size)
    const address = this.allocate(bytes)
    forgotten.register(owner, { residence: this, address, bytes })
    return { address, dtype: DTypeCode[dtype], size }
  }

  /**
   * The address of at least `bytes` of room for intermediate results, the same for all programs,
   * since one runs at a time. It moves when it must grow: compare, and encode again.
   */
  workspaceFor(bytes: number): number {
    if (bytes > this.#workspace.bytes) {
      const larger = { address: this.allocate(bytes), bytes }
      if (this.#workspace.bytes > 0) this.giveBack(this.#workspace.address, this.#workspace.bytes)
      this.#workspace = larger
    }
    return this.#workspace.address
  }
}

const forgotten = new FinalizationRegistry(
  ({ residence, address, bytes }: { residence: Residence; address: number; bytes: number }) =>
    residence.giveBack(address, bytes),
)

// One for each number of threads that was asked for; what stands in one moves to another on its next use.
const residences = new Map<number, Residence>()
let now: Residence | null = null

/** Where compiled functions run now: on one thread, until said otherwise. */
export const residence = (): Residence => now ?? resideWith(1)

/** Moves to a machine of so many threads. Throws a RangeError, and stays, unless that can be. */
export function resideWith(threads: number): Residence {
  now = residences.get(threads) ?? new Residence(threads)
  residences.set(threads, now)
  return now
}

/** A variable's place in the memory of the machine that used it last. */
class Slot implements MachineStorage {
  readonly #variable: WeakRef<Variable>
  readonly #places = new Map<Residence, Operand>()
  #now: Residence
  operand: Operand

  constructor(variable: Variable, now: Residence) {
    this.#variable = new WeakRef(variable)
    this.#now = now
    this.operand = this.#placeIn(now)
  }

  moveTo(next: Residence): void {
    if (next === this.#now) return
    const operand = this.#placeIn(next)
    next.machine.set(operand, this.read())
    this.#now = next
    this.operand = operand
  }

  read(): TypedArray {
    return this.#now.machine.read(this.operand)
  }

  write(data: TypedArray): void {
    this.#now.machine.set(this.operand, data)
  }

  #placeIn(where: Residence): Operand {
    const known = this.#places.get(where)
    if (known) return known
    const variable = this.#variable.deref()
    if (!variable) throw new Error('compile: a variable must live while it is used')
    const operand = where.keep(variable, variable.shape, variable.dtype)
    this.#places.set(where, operand)
    return operand
  }
}

const slots = new WeakMap<Variable, Slot>()

function slotOf(variable: Variable): Slot {
  const known = slots.get(variable)
  if (known) return known
  const slot = new Slot(variable, residence())
  slots.set(variable, slot)
  return slot
}

/** Where the variable stands, with its newest value there. */
export function homeOf(variable: Variable): Operand {
  const slot = slotOf(variable)
  slot.moveTo(residence())
  Variable.writeToMachine(variable, slot)
  return slot.operand
}

/** The machine's number for a fused chain. */
export const chainSlot = (chain: Chain): number => residence().machine.fuse(chain)

/** Throws a MachineFault. */
export const runProgram = (program: Program): void => residence().machine.run(program)
