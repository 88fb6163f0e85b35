/**
 * What of the command line a web page runs: configs and tables are read, and models are trained, by the code that
 * `sobolev train` runs. All that it imports does without Node, with package.json's `browser` in place of what does not.
 */
export { loadConfig } from './config/load.ts'
export { type Fault, InputError } from './errors.ts'
export { initConfig } from './init/init-config.ts'
export { packageFile, provideFiles } from './platform/browser.ts'
export { modelOnRows } from './probe/model-on-rows.ts'
export { MemoryStorage } from './train/memory-storage.ts'
export { NotFinite } from './train/not-finite.ts'
export { type Prepared, prepare } from './train/prepare.ts'
export type { EpochRecord, RunResult } from './train/records.ts'
export { trainRun } from './train/train-run.ts'
