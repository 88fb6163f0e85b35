export {
  BinaryFunction,
  type BinaryName,
  Compare,
  type CompareName,
  Random,
  type RandomName,
  Reduce,
  type ReduceName,
  UnaryFunction,
  type UnaryName,
} from './codes.ts'
export type { CopyView } from './copy-view.ts'
export type {
  AxisDims,
  GatherDims,
  MatmulDims,
  MatrixDims,
  SolveDims,
  WindowsView,
} from './dims.ts'
export { allocate, bytesOf, type DType, DTypeCode, dtypeOf, type TypedArray } from './dtype.ts'
export type { Access, Chain, ChainFunction, ChainStep } from './fusion/chain.ts'
export { Machine } from './machine.ts'
export { MachineFault } from './machine-fault.ts'
export type { Operand } from './operand.ts'
export { Program } from './program.ts'
export { hardwareThreads } from './threads/workers.ts'
export { areWideVectorsCompared, useWideVectors } from './wide-vectors.ts'
