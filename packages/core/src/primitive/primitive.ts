import type { ChainFunction, Operand as MachineOperand, Program } from '@sobolev/kernels'
import type { Choice, InputPart } from '../context/entry.ts'
import type { Operand } from '../tensor/batching.ts'
import type { DType, TypedArray } from '../tensor/dtype.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A tensor in the machine's memory: its address, dtype, number of elements, and shape. */
export interface MachineTensor extends MachineOperand {
  readonly shape: Shape
}

/** The inputs of a primitive: a tuple as long as its arity, or any number of tensors. */
export type Inputs = readonly Tensor[]

/** The shapes of a primitive's inputs. */
export type Shaped<I extends Inputs> = {
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
 * How the operation is done for `size` examples at once. At least one operand is mapped; `again` applies
 * the same primitive. The result has all examples along its first axis.
 */
export type BatchRule<I extends Inputs, A> = (
  operands: Operands<I>,
  attributes: A,
  applyBatched: (inputs: I, attributes: A) => Tensor,
  size: number,
) => Tensor

/** Everything the library knows of one operation. */
export interface Primitive<I extends Inputs, A> {
  readonly name: string
  /** The output's shape; throws a ShapeError or DTypeError where the inputs do not fit. */
  readonly shape: (inputs: I, attributes: A) => Shape
  /** The output's dtype; the first input's where left out. */
  readonly dtype?: (inputs: I, attributes: A) => DType
  /** Appends the instructions that compute the output. */
  readonly lower: (
    program: Program,
    inputs: MachineInputs<I>,
    out: MachineTensor,
    attributes: A,
  ) => void
  /**
   * Copies the output's elements out of the inputs where code is eager and they are few: to bring all of the inputs
   * to the machine would cost more. Null where the machine is to do it.
   */
  readonly copyWithoutMachine?: (inputs: I, attributes: A) => TypedArray | null
  /** True where the output holds the input's elements in the same order: nothing is computed. */
  readonly view?: true
  /** True for a view that `compile` must not take for its input. */
  readonly distinct?: true
  /** True where the output is the input repeated to its shape, as `broadcastTo` does. */
  readonly repeats?: true
  /** Of two arguments: where ones on the left, or on the right, leave the other argument as it is, bit for bit. */
  readonly neutralOnes?: readonly [left: boolean, right: boolean]
  /** Arithmetic operations in all; left out where there is one for each element made or read. */
  readonly arithmetic?: (inputs: Shaped<I>, out: Shape, attributes: A) => number
  /** True where the output may be written over an input of its dtype: element i needs no other element. */
  readonly inPlace?: true
  /** True where an index outside of its axis, or a matrix without a result, stops the program. */
  readonly mayStop?: true
  /** Within `vmap`; left out, an operation that may be done in place is done for all at once, any other in turns. */
  readonly batch?: BatchRule<I, A>
  /** The function's name in a fused chain, for elementwise float32. */
  readonly chain?: ChainFunction
  /** True where the rules give 0 for a cotangent that is 0, whatever the inputs are; or that of an argument does. */
  readonly keepsZeros?: true | ((argument: number, inputs: I) => boolean)
  /**
   * True where the rules only move, repeat and add elements of the cotangent: they tell as well which elements of
   * an input lead to none of the output but those where the cotangent is 0. A rule that tells, where others do not.
   */
  readonly carriesZeros?: true | Rule<I, A>
  /** True where element i of the output needs element i of each input and no other; so it is wherever `inPlace` is. */
  readonly elementwise?: true
  /**
   * For an elementwise operation that chooses between two of its arguments: what it took of one. No 0 · ∞ comes out
   * of the branch not taken, as far as operations lead to it that are elementwise or carry zeros.
   */
  readonly choice?: (argument: number, inputs: I, output: Tensor) => Choice
  /**
   * For an operation whose output is part of its first input, in the order of that part: which. The cotangents that
   * several such operations send to one tensor are then put together at once.
   */
  readonly partOfInput?: (inputs: I, attributes: A) => InputPart
  /** A function of the argument's index where there may be any number of arguments. */
  readonly vjp: Rules<I, A> | ((index: number) => Rule<I, A> | null)
}

export type Unary = readonly [x: Tensor]
export type Binary = readonly [a: Tensor, b: Tensor]

/**
 * Declares a primitive; the type parameters are its inputs and its attributes. Attributes are data: numbers,
 * text and the like in arrays, typed arrays, plain objects, maps and sets are compared by their values, anything else
 * among them, such as a function, by identity.
 */
export const primitive = <I extends Inputs, A = null>(
  definition: Primitive<I, A>,
): Primitive<I, A> => definition
