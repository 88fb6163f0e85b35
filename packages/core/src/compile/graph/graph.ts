import type { ChainFunction, Program } from '@sobolev/kernels'
import { CompileError } from '../../errors/errors.ts'
import type { MachineTensor } from '../../primitive/primitive.ts'
import type { DType, TypedArray } from '../../tensor/dtype.ts'
import type { Shape } from '../../tensor/shape.ts'
import { type Deferred, type Storage, Tensor } from '../../tensor/tensor.ts'
import type { Variable } from '../../tensor/variable.ts'

/** A traced function, or one step of a traced loop: what every pass of `compile` takes and returns. */
export interface Graph {
  /** In the order in which they are computed: each after its inputs. */
  readonly nodes: readonly Node[]
  /** One for each tensor among the arguments; of a loop's step, for each operand of the loop. */
  readonly inputs: readonly Node[]
  /** What the function returns; of a loop's step, a slice of each stacked output. */
  readonly outputs: readonly Node[]
  /** What changes in place: the variables that the function assigns; of a loop's step, its carry. */
  readonly updates: readonly Update[]
}

/** A variable, or a part of a loop's carry, that changes in place. */
export interface Update {
  /** Its value before the graph runs. */
  readonly initial: Node
  /** Its value afterwards. */
  readonly final: Node
}

/**
 * One step of a loop as a graph of its own. Operand i of the loop is input i: first the carry, an input for each
 * update, then the values of the surrounding graph that the steps read.
 */
export interface LoopBody extends Graph {
  readonly length: number
  /** From the last slice to the first. */
  readonly reverse: boolean
}

/** Bytes at the beginning of a loop's memory for its step counters: one int32 for each of 64 threads. */
export const COUNTER_BYTES = 256

/** A loop whose memory is laid out: everything is known but the address where it begins. */
export interface PlannedLoop extends LoopBody {
  readonly memory: MemoryPlan
  /** For each part of the carry, its offset in the loop's memory; null where it lies in the memory of a result of the loop. */
  readonly carryOffsets: readonly (number | null)[]
  /** Offset of the workspace of the steps in the loop's memory. */
  readonly workspaceOffset: number
  /** The size of the loop's memory. */
  readonly bytes: number
  /** True where an index outside of its axis may stop it. */
  readonly mayStop: boolean
}

/** Where a node's elements lie, before addresses are known. */
export type Allocation =
  /** At an offset in the workspace, which all programs share. */
  | { readonly kind: 'workspace'; readonly offset: number }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly node: Node }
  /**
   * In a loop's step: where the loop keeps its carry, or where the surrounding graph has the value. Of an input: in
   * memory of its own.
   */
  | { readonly kind: 'outside'; readonly node: Node }

interface MemoryPlan {
  /** By node; a view has none, and lies where its root does. */
  readonly allocations: ReadonlyMap<Node, Allocation>
  /** Bytes of workspace. */
  readonly workspace: number
  /** Most bytes that are in use at one time: no plan needs less. */
  readonly lowerBound: number
}

/** A graph whose nodes have their memory: ready to be encoded. */
export interface PlacedGraph extends Graph {
  readonly memory: MemoryPlan
}

/** How a node computes its elements from those of its inputs. */
export interface NodeKernel {
  /** The primitive's name. */
  readonly operation: string
  /** The primitive's attributes as they were; absent where there are none. */
  readonly attributes?: unknown
  readonly lower: (program: Program, inputs: readonly MachineTensor[], out: MachineTensor) => void
  /** True where the elements are those of the first input: no instruction. */
  readonly view: boolean
  /** True where the output may be written over an input of its size that nobody reads later. */
  readonly inPlace: boolean
  /** True where an index outside of its axis, or a matrix without a result, stops the program. */
  readonly mayStop: boolean
  /** True where the output is the first input repeated: a fused chain may repeat it as it reads. */
  readonly repeats?: boolean
  /**
   * Arithmetic operations in all.
   *
   * @default one for each element of the largest input or of the output
   */
  readonly arithmetic?: number | undefined
  /** The function's name in a fused chain, if it can be part of one. */
  readonly chain?: ChainFunction | undefined
}

/** Where a node's elements come from. */
export type Origin =
  | { readonly kind: 'input' }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  | ({ readonly kind: 'kernel' } & NodeKernel)
  /** In a loop's step: a part of the carry before the step, or a value of the surrounding graph. */
  | { readonly kind: 'carry' | 'captured' }
  /** A loop as it was traced. Its own value is empty: its results are the parts that read it. */
  | { readonly kind: 'loop'; readonly body: LoopBody }
  /** One result of the loop that is the first input: of its last carry, then of its stacked outputs. */
  | { readonly kind: 'part'; readonly index: number }
  /** A loop as it runs. Its own value is the memory that it works in. */
  | { readonly kind: 'plannedLoop'; readonly loop: PlannedLoop }

/** One value of a graph. While a function is traced, it stands in a tensor where the elements would. */
export class Node implements Deferred {
  /** Unique in its graph, and rising in the order of tracing. */
  readonly id: number
  readonly origin: Origin
  readonly inputs: readonly Node[]
  readonly shape: Shape
  readonly dtype: DType
  /** The node whose elements a view shows; of any other node, the node itself. */
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
    const isView = origin.kind === 'kernel' && origin.view
    this.root = isView && source ? source.root : this
    this.isOnes =
      origin.kind === 'constant'
        ? origin.data.length > 0 && origin.data.every((value) => value === 1)
        : ((isView || (origin.kind === 'kernel' && origin.repeats)) && source?.isOnes) || false
  }

  /** What computes the value, as `explain()` and errors name it. */
  get operation(): string {
    if (this.origin.kind === 'kernel') return this.origin.operation
    return this.origin.kind === 'plannedLoop'
      ? `repeat ${this.origin.loop.length} times`
      : this.origin.kind
  }

  /** Throws a CompileError: there are no elements while the function is traced. */
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

/** The node of a tensor that has no elements yet; null for one with elements. */
export const nodeOf = (storage: Storage): Node | null => (storage instanceof Node ? storage : null)
