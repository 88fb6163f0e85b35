import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** Along each axis, which places of a larger block a smaller one takes: start + i · step. */
export interface Window {
  readonly starts: readonly number[]
  readonly steps: readonly number[]
  readonly shape: Shape
}

/**
 * Which elements of its first input an operation takes: a block; the slices along an axis at `indices` (int32, of
 * one axis); or of each row those at indices of its own, [rows, count].
 */
export type InputPart =
  | { readonly kind: 'window'; readonly window: Window }
  | { readonly kind: 'indices'; readonly axis: number; readonly indices: Tensor }
  | { readonly kind: 'rows'; readonly indices: Tensor }

/** Which elements of a result came from one of the two arguments between which an operation chose. */
export interface Choice {
  /** What was chosen by: with `argument`, tells a choice from others. */
  readonly selector: object
  readonly argument: number
  /** The elements of `g` where the argument was taken, 0 elsewhere. */
  readonly keep: (g: Tensor) => Tensor
}

/** The operations of a function that ran again, with its own tensors in place of an entry's. */
export interface Rerun {
  readonly entries: readonly Entry[]
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
}

/** One operation that ran: enough to send cotangents of its outputs back to its inputs. */
export interface Entry {
  readonly operation: string
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /** False where integers among the outputs come of none of the float inputs; else they may. */
  readonly integersDependOnFloats?: boolean
  /** True where there is one output, whose element i needs element i of each input and no other. */
  readonly elementwise?: boolean
  /** What the one output is of the first input, where it is part of it and no other input has a derivative. */
  readonly inputPart?: InputPart
  /** True where the rule of an input gives 0 for a cotangent that is 0, whatever the inputs are. */
  keepsZeros?(argument: number): boolean
  /** What the operation took of an argument, if it chooses between its arguments. */
  choice?(argument: number): Choice
  /** Of a tensor that is 0 for some elements of the output: one that is 0 for those of an input that lead to them alone. */
  carryZeros?(output: Tensor, argument: number): Tensor | null
  /**
   * The cotangents of the needed inputs, each at its place, from those of the outputs, null where none has
   * come; null again where the operation is not differentiable by an input.
   */
  pull(
    cotangents: readonly (Tensor | null)[],
    needed: readonly boolean[],
  ): readonly (Tensor | null)[]
  /** True where the outputs are derivatives of the inputs: how they change with them is recorded by itself, if they do. */
  readonly isDerivative?: boolean
  /** True where a derivative was taken among the operations of which this one is made. */
  readonly holdsDerivative?: boolean
  /** In place of `pull`: the operations of which this one is made, run again. */
  rerun?(): Rerun
}
