import type { ChainFunction, Program } from '@sobolev/kernels'
import type { DType, TypedArray } from '../dtype.ts'
import { CompileError } from '../errors.ts'
import type { Placed } from '../primitive.ts'
import type { Shape } from '../shape.ts'
import type { Deferred, Storage } from '../tensor.ts'
import { Tensor } from '../tensor.ts'
import type { Variable } from '../variable.ts'

/** How a node computes its elements from those of its inputs. */
export interface Step {
  /** The primitive's name. */
  readonly operation: string
  readonly lower: (program: Program, inputs: readonly Placed[], out: Placed) => void
  /** The elements are the first input's: no instruction. */
  readonly view: boolean
  /** The output may take the place of an input of its size that nobody reads later. */
  readonly inPlace: boolean
  /** An index outside of its axis stops the program. */
  readonly mayStop: boolean
  /** How many elementwise operations it does, where a chain does several in one loop. */
  readonly chained?: number
  /** Its name in a fused chain, if it can be part of one. */
  readonly chain?: ChainFunction | undefined
}

/** Where a node's elements come from. */
export type Origin =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  | ({ readonly kind: 'step' } & Step)

/** One value of the graph: in place of a tensor's elements while its function is traced. */
export class Node implements Deferred {
  /** Nodes in the order they were traced have rising numbers. */
  readonly id: number
  readonly origin: Origin
  readonly inputs: readonly Node[]
  readonly shape: Shape
  readonly dtype: DType

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
  }

  /** What computes the value, for people. */
  get operation(): string {
    return this.origin.kind === 'step' ? this.origin.operation : this.origin.kind
  }

  /** There are no elements yet: throws a CompileError that says where, and the way out. */
  data(): TypedArray {
    return this.refuse()
  }

  refuse(): never {
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
