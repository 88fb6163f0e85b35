import type { BinaryName } from '../instructions/elementwise/binary.ts'
import type { CompareName } from '../instructions/elementwise/compare.ts'
import type { UnaryName } from '../instructions/elementwise/unary.ts'

/**
 * How a chain reads one of its inputs, for an output of rows × columns: `element` has a value for each element of the
 * output, `column` one for each column (a bias), `row` one for each row, `scalar` one for all.
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

/** One function of a chain, and the values that it is applied to. */
export interface ChainStep {
  /** The function. */
  readonly fn: ChainFunction
  /** Values by number: the inputs come first, then the steps in order. `select`: condition, a, b. */
  readonly operands: readonly number[]
}

/**
 * Elementwise functions, each applied to inputs and to results of earlier ones. A chain is compiled to one function that
 * keeps what is between them in registers, and stores the value of the last step alone. Values are float32, but
 * for the conditions that comparisons make.
 */
export interface Chain {
  /** How each input is read. */
  readonly inputs: readonly Access[]
  /** The functions in their order; the value of the last one is the result. */
  readonly steps: readonly ChainStep[]
}
