import type { ChainFunction, Program } from '@sobolev/kernels'
import { CompileError } from '../errors/errors.ts'
import type { MachineTensor } from '../primitive/primitive.ts'
import type { DType, TypedArray } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Deferred, Storage } from '../tensor/tensor.ts'
import { Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'
import type { MemoryPlan } from './passes/memory-plan.ts'

/** How a node computes its elements from those of its inputs. */
export interface Step {
  /** The primitive's name. */
  readonly operation: string
  readonly lower: (program: Program, inputs: readonly MachineTensor[], out: MachineTensor) => void
  /** The elements are the first input's: no instruction. */
  readonly view: boolean
  /** The output may take the place of an input of its size that nobody reads later. */
  readonly inPlace: boolean
  /** An index outside of its axis stops the program. */
  readonly mayStop: boolean
  /** The elements are the first input's, repeated: a chain may repeat them as it reads. */
  readonly repeats?: boolean
  /** Arithmetic operations in all, where they are not one for each element. */
  readonly arithmetic?: number | undefined
  /** Its name in a fused chain, if it can be part of one. */
  readonly chain?: ChainFunction | undefined
}

/** The steps of a loop as a graph of their own. */
export interface LoopBody {
  readonly length: number
  readonly reverse: boolean
  readonly nodes: readonly Node[]
  /** What each part of the carry is before and after a step. */
  readonly carry: readonly { readonly before: Node; readonly after: Node }[]
  /** Stacked, a slice from each step. */
  readonly outputs: readonly Node[]
  /** What stands in the steps for the inputs of the loop that come after the carry. */
  readonly captured: readonly Node[]
}

/** Where a node's elements come from. */
export type Origin =
  | { readonly kind: 'input' }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  | ({ readonly kind: 'step' } & Step)
  /** Within a loop: a part of the carry before the step, or what stands for a value outside. */
  | { readonly kind: 'carry' | 'captured' }
  /** A loop as it was traced, of the first carry and what it captures. */
  | { readonly kind: 'loop'; readonly body: LoopBody }
  /** One result of the loop that is the first input: of its last carry, then of its outputs. */
  | { readonly kind: 'part'; readonly index: number }
  /** A loop as it runs; its own elements are the room that it works in. */
  | { readonly kind: 'repeat'; readonly loop: PlannedLoop }

/** A loop of which everything is known but where its memory begins. */
export interface PlannedLoop extends LoopBody {
  readonly plan: MemoryPlan
  /** Where in the loop's room a part of the carry stands; null where it stands in a result's place. */
  readonly slots: readonly (number | null)[]
  /** Where in the loop's room the steps have their intermediate results. */
  readonly workspace: number
  /** The loop's room. */
  readonly bytes: number
  /** An index outside of its axis may stop it. */
  readonly mayStop: boolean
}

/** One value of the graph: in place of a tensor's elements while its function is traced. */
export class Node implements Deferred {
  /** Nodes in the order they were traced have rising numbers. */
  readonly id: number
  readonly origin: Origin
  readonly inputs: readonly Node[]
  readonly shape: Shape
  readonly dtype: DType
  /** The node whose elements a view shows; of any other, the node itself. */
  readonly root: Node
  /** True for a constant of ones, also one that was repeated or reshaped. */
  readonly isOnes: boolean

  constructor(
    id: number,
    origin: Origin,
    inputs: readonly Node[],
    { shape, dtype }: { readonly shape: Shape; readonly dtype: DType },
  ) {
    this.id = id
    this.origin = origin
    this.inputs = inputs
    this.shape = shape
    this.dtype = dtype
    const [source] = inputs
    const shows = origin.kind === 'step' && origin.view
    this.root = shows && source ? source.root : this
    this.isOnes =
      origin.kind === 'constant'
        ? origin.data.length > 0 && origin.data.every((value) => value === 1)
        : ((shows || (origin.kind === 'step' && origin.repeats)) && source?.isOnes) || false
  }

  /** What computes the value, for people. */
  get operation(): string {
    if (this.origin.kind === 'step') return this.origin.operation
    return this.origin.kind === 'repeat'
      ? `repeat ${this.origin.loop.length} times`
      : this.origin.kind
  }

  /** There are no elements yet: throws a CompileError that says where, and the way out. */
  data(): TypedArray {
    return this.refuse()
  }

  refuse(): never {
    if (this.origin.kind === 'carry')
      throw new CompileError(
        `scan: the carry of a step ${JSON.stringify(this.shape)} was read while the step is traced, or kept from then; ` +
          'return it from the step, in its carry or its output, and use what scan returns, or choose with where()',
      )
    throw new CompileError(
      `compile: the value of "${this.operation}" ${JSON.stringify(this.shape)} was read while its function is traced, or kept from then; ` +
        'return it from the function, by itself or in arrays and plain objects, and read it there, choose with where(), or run without compile()',
    )
  }

  /** The tensor that stands for this value in the traced function. */
  tensor(): Tensor {
    return new Tensor(this.shape, this.dtype, this)
  }
}

/** The node behind a tensor of the traced function; null for one with elements. */
export const nodeOf = (storage: Storage): Node | null => (storage instanceof Node ? storage : null)
