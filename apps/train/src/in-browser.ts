/**
 * What of the command line a web page runs: configs and tables are read, and models are trained, by the code that
 * `sobolev train` runs. All that it imports does without Node, with package.json's `browser` in place of what does not.
 */
export type { Config } from './config/config.ts'
export { loadConfig } from './config/load.ts'
export type { NumericColumn } from './data/column.ts'
export type { Notice } from './data/notice.ts'
export type { Part } from './data/part.ts'
export {
  columnInUnits,
  type NumericInput,
  type Preprocessing,
  widthOf,
} from './data/preprocessing.ts'
export { targetsInUnits } from './data/target-units.ts'
export { transformRows } from './data/transform.ts'
export { type Fault, formatFault, InputError } from './errors.ts'
export { findLayout } from './init/find-layout.ts'
export { guessTarget } from './init/guess-target.ts'
export { initConfig } from './init/init-config.ts'
export { packageFile, provideFiles } from './platform/browser.ts'
export { inputGroups, someRows } from './probe/input-groups.ts'
export { modelOnRows } from './probe/model-on-rows.ts'
export { ensembleOf } from './train/ensemble-of.ts'
export type { Head } from './train/head.ts'
export { layerOfIndices } from './train/layer-of-indices.ts'
export type { Learner } from './train/learner.ts'
export { memberCount } from './train/member-tensors.ts'
export { MemoryStorage } from './train/memory-storage.ts'
export { afterDivergence, NotFinite } from './train/not-finite.ts'
export { predictorOf } from './train/predictor.ts'
export { type Prepared, prepare } from './train/prepare.ts'
export type { EpochRecord, RunResult } from './train/records.ts'
export { assignStored } from './train/stored-weights.ts'
export { trainRun } from './train/train-run.ts'
