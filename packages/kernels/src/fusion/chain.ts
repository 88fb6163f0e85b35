/**
 * How a chain reads one of its inputs while it makes an output of rows × columns: an element each,
 * one value a column (a bias), one value a row, or one value for all.
 */
export type Access = 'element' | 'column' | 'row' | 'scalar'

/** The float32 functions that a chain is made of; comparisons make a condition for `select`. */
export type ChainFunction =
  | 'abs'
  | 'acos'
  | 'add'
  | 'and'
  | 'asin'
  | 'atan'
  | 'atan2'
  | 'ceil'
  | 'cos'
  | 'cosh'
  | 'divide'
  | 'equal'
  | 'erf'
  | 'erfInv'
  | 'erfc'
  | 'exp'
  | 'expm1'
  | 'floor'
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'maximum'
  | 'minimum'
  | 'multiply'
  | 'negate'
  | 'not'
  | 'notEqual'
  | 'or'
  | 'power'
  | 'reciprocal'
  | 'round'
  | 'rsqrt'
  | 'select'
  | 'sigmoid'
  | 'sign'
  | 'sin'
  | 'sinh'
  | 'softplus'
  | 'sqrt'
  | 'square'
  | 'subtract'
  | 'tan'
  | 'tanh'

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
