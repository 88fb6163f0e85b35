import type { ChainFunction, Operand as MachineOperand, Program } from '@sobolev/kernels'
import type { Choice, InputPart } from '../context/entry.ts'
import type { Operand } from '../tensor/batching.ts'
import type { DType, TypedArray } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A tensor in the machine's memory: its address, dtype, number of elements, and shape. */
export interface MachineTensor extends MachineOperand {
  /** Its shape. */
  readonly shape: Shape
}

/** The inputs of a primitive: a tuple as long as its arity, or any number of tensors. */
export type Inputs = readonly Tensor[]

/** The shapes of a primitive's inputs. */
type Shaped<I extends Inputs> = {
  readonly [K in keyof I]: { readonly shape: Shape }
}

/** The inputs of a primitive in the machine's memory. */
export type MachineInputs<I extends Inputs> = { readonly [K in keyof I]: MachineTensor }

/**
 * A vector–Jacobian product: the cotangent of one input from the output's cotangent `g`, written
 * in the library's own differentiable operations, so that it can be differentiated again.
 */
export type Rule<I extends Inputs, A> = (
  g: Tensor,
  inputs: I,
  output: Tensor,
  attributes: A,
) => Tensor

/** One rule per argument; null where the operation is not differentiable by that argument. */
export type Rules<I extends Inputs, A> = { readonly [K in keyof I]: Rule<I, A> | null }

/** The operands of a primitive within `vmap`. */
export type Operands<I extends Inputs> = { readonly [K in keyof I]: Operand }

/**
 * How `vmap` computes the operation for `size` examples at once. At least one operand is mapped, that is, holds all
 * examples along its first axis; `applyBatched` applies the same primitive to tensors of all examples. The result
 * must have the examples along its first axis.
 */
export type BatchRule<I extends Inputs, A> = (
  operands: Operands<I>,
  attributes: A,
  applyBatched: (inputs: I, attributes: A) => Tensor,
  size: number,
) => Tensor

/** Everything the library knows of one operation. */
export interface Primitive<I extends Inputs, A> {
  /** The name that errors, graphs and tables call it by. */
  readonly name: string
  /** The output's shape; throws a ShapeError or DTypeError where the inputs do not fit. */
  readonly shape: (inputs: I, attributes: A) => Shape
  /**
   * The output's dtype.
   * @default the first input's
   */
  readonly dtype?: (inputs: I, attributes: A) => DType
  /** Appends the instructions that compute the output. */
  readonly lower: (
    program: Program,
    inputs: MachineInputs<I>,
    out: MachineTensor,
    attributes: A,
  ) => void
  /**
   * The output's elements, copied from the inputs in JavaScript: for eager code where they are so few that bringing
   * the inputs to the machine would cost more. Null if the machine shall compute them.
   */
  readonly copyWithoutMachine?: (inputs: I, attributes: A) => TypedArray | null
  /** True if the output has the input's elements in the same order, so that nothing is computed. */
  readonly view?: true
  /** True for a view that `compile` must not merge with its input. */
  readonly distinct?: true
  /** True if the output is the input repeated to another shape, as by `broadcastTo`. */
  readonly repeats?: true
  /** Of a binary operation: whether a left, or a right, argument of ones returns the other one bit for bit. */
  readonly neutralOnes?: readonly [left: boolean, right: boolean]
  /**
   * The number of arithmetic operations, a multiply–add counting two, which `explain` and profiles show.
   * @default one for each element that is written or, in a reduction, read
   */
  readonly arithmetic?: (inputs: Shaped<I>, out: Shape, attributes: A) => number
  /** True if the output may overwrite an input of its dtype: element i depends on element i of the inputs only. */
  readonly inPlace?: true
  /** True if the instructions may stop the program: at an index outside of its axis, or a matrix without a result. */
  readonly mayStop?: true
  /**
   * The rule of the operation within `vmap`.
   * @default one example after the other
   */
  readonly batch?: BatchRule<I, A>
  /** The machine's name of the function in a fused chain, for elementwise operations that have one. */
  readonly chain?: ChainFunction
  /** Whether the rules, or the rule of one argument, map a cotangent of 0 to 0 even where inputs are infinite or NaN. */
  readonly keepsZeros?: true | ((argument: number, inputs: I) => boolean)
  /**
   * How a mask of the output, 0 at some elements, becomes a mask of an argument, 0 at elements that influence only
   * those. True if the rules in `vjp` do it, as they do if they only move, repeat and add elements.
   */
  readonly carriesZeros?: true | Rule<I, A>
  /** True if element i of the output depends on element i of each input only; implied by `inPlace`. */
  readonly elementwise?: true
  /**
   * For an elementwise operation that chooses between two arguments: the elements taken from one. Its derivative is
   * then exactly 0 in the branch not taken, also where that branch is infinite or NaN, through elementwise operations
   * and those with `carriesZeros`.
   */
  readonly choice?: (argument: number, inputs: I, output: Tensor) => Choice
  /**
   * For an operation whose output is a part of its first input, in the same order: which part. The cotangents of all
   * parts taken from one tensor are then assembled at once.
   */
  readonly partOfInput?: (inputs: I, attributes: A) => InputPart
  /** The derivative rules, one per argument; for any number of arguments a function of the argument's index. */
  readonly vjp: Rules<I, A> | ((index: number) => Rule<I, A> | null)
}

/** The inputs of a primitive of one tensor. */
export type Unary = readonly [x: Tensor]
/** The inputs of a primitive of two tensors. */
export type Binary = readonly [a: Tensor, b: Tensor]

/**
 * Declares a primitive; the type parameters are its inputs and its attributes. `compile` merges applications with
 * equal attributes: numbers, strings, arrays, typed arrays, plain objects, maps and sets are compared by value,
 * anything else, such as a function or an object of a class, by identity: it must not change while a function is
 * compiled, or operations that came before the change follow its last state.
 */
export const primitive = <I extends Inputs, A = null>(
  definition: Primitive<I, A>,
): Primitive<I, A> => definition
