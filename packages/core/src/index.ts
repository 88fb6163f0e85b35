import './methods.ts'

export { areWideVectorsCompared, useWideVectors } from '@sobolev/kernels'
export { AnomalyError, detectAnomalies } from './anomaly.ts'
export { apply } from './apply.ts'
export { alone, type Operand } from './batching.ts'
export { type CheckOptions, checkGradients, GradientCheckError } from './check-gradients.ts'
export { type Compiled, compile } from './compile/compile.ts'
export { setThreads } from './compile/threads.ts'
export type { TensorLike } from './convert.ts'
export type { Derivative, DerivativeOptions, Unconnected } from './derivative-options.ts'
export { describeValue } from './describe-value.ts'
export { editDistance } from './did-you-mean.ts'
export type { DType, TypedArray } from './dtype.ts'
export {
  BatchError,
  CompileError,
  DTypeError,
  GradientError,
  MatrixError,
  ShapeError,
} from './errors.ts'
export { tensor } from './from-values.ts'
export type { EluOptions, GeluOptions } from './operations/activations.ts'
export { together } from './operations/batch-rules.ts'
export { concat, stack } from './operations/concat.ts'
export {
  eye,
  full,
  linspace,
  ones,
  onesLike,
  range,
  zeros,
  zerosLike,
} from './operations/constant.ts'
export type { ConvolutionOptions, TransposedOptions } from './operations/convolution.ts'
export type { CumulativeOptions } from './operations/cumulative.ts'
export { type LogDeterminant, logDeterminant } from './operations/determinant.ts'
export type { DiagonalOptions } from './operations/diagonal.ts'
export { type Eigen, eigh } from './operations/eigh.ts'
export { einsum } from './operations/einsum.ts'
export type { Elementwise } from './operations/elementwise.ts'
export * from './operations/fluent.ts'
export { oneHot } from './operations/gather.ts'
export { safeSqrt } from './operations/kink.ts'
export type { Transposed } from './operations/matmul.ts'
export type { NormOrder, SpreadOptions } from './operations/normalize.ts'
export type { PadOptions } from './operations/pad.ts'
export type { AveragePoolOptions } from './operations/pool.ts'
export { identity } from './operations/reshape.ts'
export type { ResizeOptions } from './operations/resize.ts'
export { where } from './operations/select.ts'
export type { Range } from './operations/slice-pad.ts'
export type { SortOptions, TopK } from './operations/sort.ts'
export type { Padding, PerAxis, WindowOptions } from './operations/spatial.ts'
export { stopGradient } from './operations/stop-gradient.ts'
export type { ReduceOptions } from './operations/sum-broadcast.ts'
export type { TriangularOptions } from './operations/triangular-solve.ts'
export type { Window } from './operations/windows.ts'
export { checkOptions, type OptionKind, type OptionKinds } from './options.ts'
export {
  type BatchRule,
  type Binary,
  type Inputs,
  type Operands,
  type Placed,
  type PlacedInputs,
  type Primitive,
  primitive,
  type Rule,
  type Rules,
  type Unary,
} from './primitive.ts'
export { type DrawOptions, type NormalOptions, Rng } from './rng.ts'
export type { Shape } from './shape.ts'
export {
  type GradientOptions,
  GradientTape,
  type Synchronous,
  type TapeOptions,
} from './tape.ts'
export { type Nested, Tensor } from './tensor.ts'
export type { Argument, Given, GivenAll } from './transforms/argument.ts'
export { checkpoint } from './transforms/checkpoint.ts'
export { type CustomDerivative, customGradient } from './transforms/custom-gradient.ts'
export {
  type Derive,
  type DeriveWithValue,
  type Gradient,
  grad,
  valueAndGrad,
} from './transforms/grad.ts'
export {
  batchJacobian,
  type DeriveAll,
  hessian,
  hvp,
  type JacobianMode,
  type JacobianOptions,
  jacobian,
} from './transforms/jacobian.ts'
export { type Scanned, type ScanOptions, type ScanStep, scan } from './transforms/scan/scan.ts'
export { spectralFunction } from './transforms/spectral/spectral-function.ts'
export { jvp, vjp } from './transforms/vector-products.ts'
export { type Axes, type MapOptions, vmap } from './transforms/vmap.ts'
export type { MapTree, Source, Tree } from './tree.ts'
export { Variable, type VariableOptions } from './variable.ts'
export { variablesRead } from './variables-read.ts'
