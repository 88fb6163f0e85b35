import { type Chain, Machine, type Operand, type Program } from '@sobolev/kernels'
import { bytesOf, type DType, dtypeCode, type TypedArray } from '../dtype.ts'
import { type Shape, sizeOf } from '../shape.ts'
import { type Home, Variable } from '../variable.ts'
import { aligned } from './free-list.ts'

// The one machine in whose memory variables, constants and workspace of all compiled functions stand.
let machine: Machine | null = null
const theMachine = (): Machine => {
  machine ??= new Machine()
  return machine
}

// Blocks given back, by size: training makes the same sizes again and again.
const returned = new Map<number, number[]>()

function allocate(bytes: number): number {
  const size = aligned(bytes)
  return returned.get(size)?.pop() ?? theMachine().reserve(dtypeCode.bool, size).address
}

function giveBack({ address, bytes }: { address: number; bytes: number }): void {
  const size = aligned(bytes)
  returned.set(size, [...(returned.get(size) ?? []), address])
}

const forgotten = new FinalizationRegistry(giveBack)

/** Lasting room for a tensor, given back when `owner` is garbage. */
export function keep(owner: object, shape: Shape, dtype: DType): Operand {
  const size = sizeOf(shape)
  const bytes = bytesOf(dtype, size)
  const address = allocate(bytes)
  forgotten.register(owner, { address, bytes })
  return { address, dtype: dtypeCode[dtype], size }
}

/** A variable's place in the machine's memory. */
class Slot implements Home {
  readonly operand: Operand

  constructor(variable: Variable) {
    this.operand = keep(variable, variable.shape, variable.dtype)
  }

  read(): TypedArray {
    return readOperand(this.operand)
  }

  write(data: TypedArray): void {
    writeOperand(this.operand, data)
  }
}

const slots = new WeakMap<Variable, Slot>()

/** Where the variable stands, with its newest value there. */
export function homeOf(variable: Variable): Operand {
  const slot = slots.get(variable) ?? new Slot(variable)
  slots.set(variable, slot)
  Variable.home(variable, () => slot)
  return slot.operand
}

let workspace = { address: 0, bytes: 0 }

/**
 * The address of at least `bytes` of room for intermediate results, the same for all programs,
 * since one runs at a time. It moves when it must grow: compare, and encode again.
 */
export function workspaceFor(bytes: number): number {
  if (bytes > workspace.bytes) {
    const larger = { address: allocate(bytes), bytes }
    if (workspace.bytes > 0) giveBack(workspace)
    workspace = larger
  }
  return workspace.address
}

export const readOperand = (operand: Operand): TypedArray => theMachine().read(operand)

export const writeOperand = (operand: Operand, data: TypedArray): void =>
  theMachine().set(operand, data)

/** The machine's number for a fused chain. */
export const chainSlot = (chain: Chain): number => theMachine().fuse(chain)

/** Throws a MachineFault. */
export const runProgram = (program: Program): void => theMachine().run(program)
