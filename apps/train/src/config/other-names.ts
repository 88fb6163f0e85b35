/** Names that other programs have for what a config calls by the words on the left. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  learningRate: ['lr', 'eta', 'step_size', 'stepSize'],
  weightDecay: ['wd', 'decoupled_weight_decay'],
  epsilon: ['eps'],
  decay: ['rho', 'alpha'],
  beta1: ['b1'],
  beta2: ['b2'],
  epochs: ['n_epochs', 'num_epochs', 'nb_epoch', 'max_epochs', 'iterations', 'max_iter'],
  batchSize: ['bs', 'batch', 'mini_batch_size'],
  units: ['size', 'width', 'neurons', 'hidden', 'out_features', 'n', 'dim'],
  rate: ['p', 'prob', 'probability', 'dropout'],
  activation: ['act', 'nonlinearity', 'activation_fn'],
  useBias: ['bias'],
  kernelInitializer: ['init', 'initializer', 'weight_init'],
  dense: ['linear', 'fc', 'fully_connected', 'fullyConnected', 'layer'],
  squared: ['mse', 'mse_loss', 'mean_squared_error', 'meanSquaredError', 'l2'],
  absolute: ['mae', 'l1_loss', 'mean_absolute_error', 'meanAbsoluteError', 'l1'],
  huber: ['smooth_l1', 'smoothL1'],
  crossEntropy: [
    ...['ce', 'nll', 'log_loss', 'logLoss', 'softmax', 'softmaxCrossEntropy'],
    ...['categorical_crossentropy', 'sparse_categorical_crossentropy'],
  ],
  binaryCrossEntropy: ['bce', 'bce_loss', 'bcewithlogits', 'logistic'],
  accuracy: ['acc', 'val_acc', 'val_accuracy'],
  loss: ['val_loss', 'criterion', 'objective'],
  auc: ['roc_auc', 'rocAuc', 'auroc'],
  mse: ['rmse', 'mean_squared_error', 'squared'],
  mae: ['mean_absolute_error', 'absolute'],
  target: ['label', 'y', 'outcome', 'target_column', 'response'],
  delimiter: ['sep', 'separator'],
  missingValues: ['na_values', 'naValues', 'nan_values'],
  exclude: ['drop', 'ignore', 'drop_columns'],
  validation: ['split', 'test_size', 'validation_split', 'val', 'holdout'],
  file: ['path', 'csv', 'filename', 'source', 'train_file'],
  seed: ['random_state', 'randomState', 'random_seed'],
  earlyStopping: ['patience_stop', 'es'],
  clipGlobalNorm: ['clip', 'clipnorm', 'clip_grad_norm', 'max_grad_norm', 'gradient_clipping'],
  inputGradient: ['gradient_penalty', 'gradientPenalty', 'doubleBackprop', 'grad_penalty', 'gp'],
  l1: ['lasso'],
  l2: ['ridge', 'weight_decay'],
  silu: ['swish'],
  linear: ['identity', 'none'],
  geluTanh: ['gelu_new', 'gelu_approximate'],
  glorotUniform: ['xavier', 'xavier_uniform', 'glorot'],
  glorotNormal: ['xavier_normal'],
  heUniform: ['kaiming_uniform', 'he', 'kaiming'],
  heNormal: ['kaiming_normal'],
  classification: ['classifier', 'binary', 'multiclass'],
  regression: ['regressor', 'continuous'],
  numeric: ['number', 'float', 'int', 'integer', 'continuous'],
  categorical: ['category', 'string', 'text', 'object', 'factor', 'enum'],
  adamw: ['adam_w'],
  rmsprop: ['rms'],
  sgd: ['gd', 'momentum'],
  standardize: ['standard', 'zscore', 'z_score', 'normalize'],
  minMax: ['min_max_scaler'],
}

/** What a config calls what another program calls `word`, in the order above; none for most words. */
export function namesFor(word: string): string[] {
  const wanted = plain(word)
  return Object.keys(otherNames).filter((name) =>
    otherNames[name]?.some((other) => plain(other) === wanted),
  )
}

/** Without case and joints: `batch_size`, `batch-size` and `batchSize` are one name. */
export const plain = (word: string): string => word.toLowerCase().replace(/[_\s-]/g, '')
