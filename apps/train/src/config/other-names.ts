import { catalogue, libraryOnly } from '@sobolev/nn'

/** Names that other programs have for the keys and words of a config on the left. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  learningRate: ['lr', 'eta', 'step_size', 'stepSize'],
  duration: ['epochs', 'steps', 'decay_steps', 'T_max', 'T_0', 'total_steps', 'total_iters'],
  from: ['init_value', 'initial_learning_rate'],
  to: ['eta_min', 'end_value', 'end_learning_rate'],
  factor: ['gamma', 'decay_rate'],
  growth: ['T_mult', 't_mul'],
  peak: ['max_lr', 'peak_value'],
  rise: ['pct_start'],
  startDivisor: ['div_factor'],
  endDivisor: ['final_div_factor'],
  gradientTransforms: ['clipping', 'gradient_transforms'],
  weightDecay: ['wd', 'decoupled_weight_decay'],
  epsilon: ['eps'],
  standardDeviation: ['deviation', 'std', 'stddev', 'sigma', 'noise'],
  step: ['epsilon', 'eps', 'h'],
  decay: ['rho', 'alpha'],
  beta1: ['b1'],
  beta2: ['b2'],
  epochs: ['n_epochs', 'num_epochs', 'nb_epoch', 'max_epochs', 'iterations', 'max_iter'],
  accumulate: [
    'accumulate_grad_batches',
    'gradient_accumulation_steps',
    'gradientAccumulationSteps',
    'accumulation_steps',
    'virtual_batch_size',
  ],
  batchSize: ['bs', 'batch', 'mini_batch_size'],
  units: ['size', 'width', 'neurons', 'hidden', 'out_features', 'n', 'dim'],
  rate: ['p', 'prob', 'probability', 'dropout'],
  activation: ['act', 'nonlinearity', 'activation_fn'],
  useBias: ['bias'],
  kernelInitializer: ['init', 'initializer', 'weight_init'],
  classWeights: ['class_weight', 'pos_weight', 'scale_pos_weight'],
  weight: ['sample_weight', 'sampleWeights', 'case_weights', 'weights'],
  loss: ['val_loss', 'criterion', 'objective'],
  target: ['label', 'y', 'outcome', 'target_column', 'response'],
  delimiter: ['sep', 'separator'],
  missingValues: ['na_values', 'naValues', 'nan_values'],
  exclude: ['drop', 'ignore', 'drop_columns'],
  inputs: ['features', 'feature_columns', 'usecols', 'include'],
  validation: ['split', 'test_size', 'validation_split', 'val', 'holdout'],
  file: ['path', 'csv', 'filename', 'source', 'train_file'],
  seed: ['random_state', 'randomState', 'random_seed'],
  earlyStopping: ['patience_stop', 'es'],
  classification: ['classifier', 'binary', 'multiclass'],
  regression: ['regressor', 'continuous'],
  numeric: ['number', 'float', 'int', 'integer', 'continuous'],
  categorical: ['category', 'string', 'text', 'object', 'factor', 'enum'],
  standardize: ['standard', 'zscore', 'z_score', 'normalize'],
  minMax: ['min_max_scaler'],
}

/** What a config calls what another program calls `word`: keys in the order above, then methods; none for most words. */
export function namesFor(word: string): string[] {
  const wanted = plain(word)
  const isWanted = (other: string): boolean => plain(other) === wanted
  const keys = Object.entries(otherNames).filter(([, others]) => others.some(isWanted))
  const methods = catalogue.definitions.filter(({ aliases }) => aliases?.some(isWanted))
  return [...new Set([...keys.map(([key]) => key), ...methods.map(({ name }) => name)])]
}

/** Why a config cannot have a method of the library, by its name or by another; null where it can, or there is none. */
export function libraryOnlyWords(word: string): string | null {
  for (const name of [word, ...namesFor(word)]) {
    const definition = catalogue.definitions.find((known) => known.name === name)
    const reason = definition === undefined ? null : libraryOnly(definition)
    if (reason !== null) return `${name} is for the library alone: ${reason}`
  }
  return null
}

/** Without case and joints: `batch_size`, `batch-size` and `batchSize` are one name. */
export const plain = (word: string): string => word.toLowerCase().replace(/[_\s-]/g, '')
