import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A strided block of a tensor: along each axis `shape` indices, from `starts` on, `steps` apart. */
export interface StridedBlock {
  readonly starts: readonly number[]
  readonly steps: readonly number[]
  readonly shape: Shape
}

/**
 * The elements of its first input that an operation outputs: a strided block; the slices along `axis` at `indices`
 * (int32, rank 1); or from each row of a matrix the elements at `indices` [rows, count].
 */
export type InputPart =
  | { readonly kind: 'block'; readonly block: StridedBlock }
  | { readonly kind: 'indices'; readonly axis: number; readonly indices: Tensor }
  | { readonly kind: 'rows'; readonly indices: Tensor }

/** For an operation that chooses elements from two arguments, such as `where`: those it took from one of them. */
export interface Choice {
  /** The condition, or what stands for it: two choices are the same if `selector` and `argument` are. */
  readonly selector: object
  readonly argument: number
  /** Keeps the elements of `g` where the argument was taken and puts 0 elsewhere. */
  readonly keep: (g: Tensor) => Tensor
}

/** A second run of the function that an entry stands for: its operations, and its tensors in place of the entry's. */
export interface Rerun {
  readonly entries: readonly Entry[]
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
}

/** One recorded operation: what is needed to pull cotangents of its outputs back to its inputs. */
export interface Entry {
  readonly operation: string
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /**
   * Whether integer outputs may have been computed from float inputs.
   * @default true
   */
  readonly integersDependOnFloats?: boolean
  /** True if there is one output, and its element i depends on element i of each input only. */
  readonly elementwise?: boolean
  /** Which part of the first input the only output is, for operations such as `slice` and `gather`. */
  readonly inputPart?: InputPart
  /** Whether the rule of an argument maps a cotangent of 0 to 0 even where the inputs are infinite or NaN. */
  keepsZeros?(argument: number): boolean
  /** The elements taken from an argument, if the operation chooses between two. */
  choice?(argument: number): Choice
  /**
   * From a mask of the output, 0 at some elements, the mask of an argument: 0 at elements that influence only
   * those. Null where that is not known.
   */
  carryZeros?(outputMask: Tensor, argument: number): Tensor | null
  /**
   * The cotangents of the inputs from those of the outputs. Null stands for an output that no cotangent has
   * reached, and for an input that is not needed or by which the operation is not differentiable.
   */
  pull(
    cotangents: readonly (Tensor | null)[],
    needed: readonly boolean[],
  ): readonly (Tensor | null)[]
  /** True for an entry that only says that the outputs are derivatives of the inputs; `pull` gives nothing. */
  readonly isDerivative?: boolean
  /** True if a derivative was taken among the operations that this entry stands for. */
  readonly holdsDerivative?: boolean
  /** Used instead of `pull` if present: runs the operations that this entry stands for again, to differentiate them. */
  rerun?(): Rerun
}
