import './operations/methods.ts'

export { areWideVectorsCompared, useWideVectors } from '@sobolev/kernels'
export { compile } from './compile/compile.ts'
export { compileAll } from './compile/compile-all.ts'
export type { Compiled } from './compile/compiled.ts'
export { setThreads } from './compile/run/threads.ts'
export {
  type OperationGraph,
  type OperationLoop,
  type OperationNode,
  type OperationOrigin,
  traceGraph,
} from './compile/trace-graph.ts'
export { variablesRead } from './context/variables-read.ts'
export { type ResultAndState, withState } from './context/with-state.ts'
export { withValues } from './context/with-values.ts'
export { describeValue } from './errors/describe-value.ts'
export { didYouMean, editDistance } from './errors/did-you-mean.ts'
export {
  BatchError,
  CompileError,
  DTypeError,
  GradientError,
  MatrixError,
  ProgramSizeError,
  ShapeError,
} from './errors/errors.ts'
export { checkOptions, type OptionKind, type OptionKinds } from './errors/options.ts'
export { withOperationName } from './errors/with-operation-name.ts'
export type { EluOptions, GeluOptions } from './operations/elementwise/activations.ts'
export { safeSqrt } from './operations/elementwise/derivatives-at-kinks.ts'
export type { Elementwise } from './operations/elementwise/elementwise.ts'
export { where } from './operations/elementwise/select.ts'
export { stopGradient } from './operations/elementwise/stop-gradient.ts'
export * from './operations/fluent.ts'
export * from './operations/functions.ts'
export type { DiagonalOptions } from './operations/index/diagonal.ts'
export { oneHot } from './operations/index/gather.ts'
export type { AtOptions } from './operations/index/gather-at.ts'
export type { PadOptions } from './operations/index/pad.ts'
export type { SortOptions, TopK } from './operations/index/sort.ts'
export { elementwiseBatchRule } from './operations/layout/batch-rules.ts'
export { concat, stack } from './operations/layout/concat.ts'
export {
  eye,
  full,
  linspace,
  ones,
  onesLike,
  range,
  zeros,
  zerosLike,
} from './operations/layout/constant.ts'
export { flattenTree, unflattenTree } from './operations/layout/flatten-tree.ts'
export { type MeshgridOptions, meshgrid } from './operations/layout/meshgrid.ts'
export { identity } from './operations/layout/reshape.ts'
export type { Range } from './operations/layout/slice-pad.ts'
export type { ReduceOptions } from './operations/layout/sum-broadcast.ts'
export { type LogDeterminant, logDeterminant } from './operations/linear-algebra/determinant.ts'
export { type Eigen, eigh } from './operations/linear-algebra/eigh.ts'
export type { TriangularOptions } from './operations/linear-algebra/triangular-solve.ts'
export { einsum } from './operations/products/einsum.ts'
export type { MatmulOptions } from './operations/products/matmul.ts'
export type {
  BetaOptions,
  DrawOptions,
  GammaOptions,
  IntegersOptions,
  NormalOptions,
} from './operations/random/draw-options.ts'
export { Rng } from './operations/random/rng.ts'
export type { CumulativeOptions } from './operations/reduce/cumulative.ts'
export type { NormOrder, VarianceOptions } from './operations/reduce/normalize.ts'
export type {
  ConvolutionOptions,
  ConvolutionTransposedOptions,
} from './operations/windows/convolution.ts'
export type { AveragePoolOptions } from './operations/windows/pool.ts'
export type { ResizeOptions } from './operations/windows/resize.ts'
export type { Padding, PerAxis, WindowOptions } from './operations/windows/spatial.ts'
export type { Window } from './operations/windows/windows.ts'
export { AnomalyError, detectAnomalies } from './primitive/anomaly.ts'
export { apply } from './primitive/apply.ts'
export {
  type BatchRule,
  type Binary,
  type Inputs,
  type MachineInputs,
  type MachineTensor,
  type Operands,
  type Primitive,
  primitive,
  type Rule,
  type Rules,
  type Unary,
} from './primitive/primitive.ts'
export type { Derivative, DerivativeOptions, Unconnected } from './tape/derivative-options.ts'
export { GradientTape } from './tape/tape.ts'
export type { GradientOptions, Synchronous, TapeOptions } from './tape/tape-options.ts'
export { type Operand, unaryBatchRule } from './tensor/batching.ts'
export type { TensorLike } from './tensor/convert.ts'
export type { DType, DTypeOptions, TypedArray } from './tensor/dtype.ts'
export { tensor } from './tensor/from-values.ts'
export { mapTree, treeEntries, treeLeaves } from './tensor/map-tree.ts'
export { type Visitor as NestingVisitor, visitNesting } from './tensor/nesting.ts'
export type { Shape } from './tensor/shape.ts'
export { isWatched, type Nested, Tensor } from './tensor/tensor.ts'
export type { MapTree, Source, Tree } from './tensor/tree.ts'
export { Variable, type VariableOptions, type VariableRole } from './tensor/variable.ts'
export type { Argument, ArgumentLike, ArgumentsLike } from './transforms/argument.ts'
export {
  type CheckGradientsOptions,
  checkGradients,
  GradientCheckError,
} from './transforms/check-gradients.ts'
export { checkpoint } from './transforms/checkpoint.ts'
export { type CustomDerivative, customGradient } from './transforms/custom-gradient.ts'
export { type Qr, qr } from './transforms/factorisation/qr.ts'
export { type Svd, singularValues, svd } from './transforms/factorisation/svd.ts'
export {
  type By,
  type Derive,
  type DeriveWithValue,
  type Gradient,
  type GradOptions,
  grad,
  valueAndGrad,
  type WithAux,
} from './transforms/grad.ts'
export { type DeriveTwice, hessian, hvp } from './transforms/hessian.ts'
export {
  batchJacobian,
  type DeriveAll,
  type JacobianMode,
  type JacobianOptions,
  jacobian,
} from './transforms/jacobian.ts'
export {
  type ConjugateGradientsOptions,
  conjugateGradients,
} from './transforms/krylov/conjugate-gradients.ts'
export { type Lanczos, lanczos } from './transforms/krylov/lanczos.ts'
export {
  type ScanOptions,
  type ScanResult,
  type ScanStepResult,
  scan,
} from './transforms/scan/scan.ts'
export { spectralFunction } from './transforms/spectral/spectral-function.ts'
export { jvp, vjp } from './transforms/vector-products.ts'
export { type VmapAxes, type VmapOptions, vmap } from './transforms/vmap.ts'
