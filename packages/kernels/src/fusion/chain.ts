import type { BinaryName } from '../instructions/elementwise/binary.ts'
import type { CompareName } from '../instructions/elementwise/compare.ts'
import type { UnaryName } from '../instructions/elementwise/unary.ts'

/**
 * How a chain reads one of its inputs while it makes an output of rows × columns: an element each,
 * one value a column (a bias), one value a row, or one value for all.
 */
export type Access = 'element' | 'column' | 'row' | 'scalar'

/** The float32 functions that a chain is made of; comparisons make a condition for `select`. */
export type ChainFunction =
  | Exclude<UnaryName, 'logicalNot'>
  | Exclude<BinaryName, 'modulo' | 'logicalAnd' | 'logicalOr'>
  | CompareName
  | 'and'
  | 'or'
  | 'not'
  | 'select'

export interface ChainStep {
  readonly fn: ChainFunction
  /** Values by number: the inputs come first, then the steps in order. `select`: condition, a, b. */
  readonly operands: readonly number[]
}

/**
 * Elementwise functions applied one after the other while an element is in a register, or in the
 * nearest cache around a function that is a call: what is stored is the value of the last step. All
 * values are float32 but the conditions within.
 */
export interface Chain {
  readonly inputs: readonly Access[]
  readonly steps: readonly ChainStep[]
}
