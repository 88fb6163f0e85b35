import './methods.ts'

export { apply } from './apply.ts'
export { type CheckOptions, checkGradients, GradientCheckError } from './check-gradients.ts'
export type { TensorLike } from './convert.ts'
export type { DType, TypedArray } from './dtype.ts'
export { DTypeError, GradientError, ShapeError } from './errors.ts'
export { tensor } from './from-values.ts'
export { add, div, mul, neg, sub } from './operations/arithmetic.ts'
export { cast } from './operations/cast.ts'
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from './operations/compare.ts'
export { concat, stack } from './operations/concat.ts'
export { eye, full, ones, onesLike, range, zeros, zerosLike } from './operations/constant.ts'
export {
  abs,
  ceil,
  cos,
  type Elementwise,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
} from './operations/elementwise.ts'
export { clip, maximum, minimum } from './operations/extremum.ts'
export { finite as isFinite, notANumber as isNaN } from './operations/finite.ts'
export { gather, oneHot, pick, scatterAdd } from './operations/gather.ts'
export { matmul, type Transposed } from './operations/matmul.ts'
export {
  logSoftmax,
  logSumExp,
  type NormOrder,
  norm,
  safeSqrt,
  softmax,
  variance,
} from './operations/normalize.ts'
export { pow } from './operations/power.ts'
export { all, any, argmax, argmin, max, mean, min } from './operations/reduce.ts'
export { expandDims, identity, reshape, squeeze } from './operations/reshape.ts'
export { where } from './operations/select.ts'
export { flip, pad, type Range, slice } from './operations/slice-pad.ts'
export { stopGradient } from './operations/stop-gradient.ts'
export { broadcastTo, type ReduceOptions, sum } from './operations/sum-broadcast.ts'
export { transpose } from './operations/transpose.ts'
export {
  type Binary,
  type Inputs,
  type Placed,
  type PlacedInputs,
  type Primitive,
  primitive,
  type Rule,
  type Rules,
  type Unary,
} from './primitive.ts'
export { type DrawOptions, Rng } from './rng.ts'
export type { Shape } from './shape.ts'
export {
  type Derivative,
  type DerivativeOptions,
  type GradientOptions,
  GradientTape,
  type Synchronous,
  type TapeOptions,
  type Unconnected,
} from './tape.ts'
export { type Nested, Tensor } from './tensor.ts'
export { type CustomDerivative, customGradient } from './transforms/custom-gradient.ts'
export { type Argument, type Given, grad, valueAndGrad } from './transforms/grad.ts'
export { hessian, hvp, jacobian } from './transforms/jacobian.ts'
export type { MapTree, Source, Tree } from './tree.ts'
export { Variable, type VariableOptions } from './variable.ts'
