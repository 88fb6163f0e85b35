export type { ActivationFunction } from './activations/activation-function.ts'
export type { Average } from './averages/average.ts'
export { WeightAverage } from './averages/weight-average.ts'
export type {
  Batch,
  BatchDetails,
  BatchTransform,
  MixedTargets,
} from './batch-transforms/batch-transform.ts'
export type { Calibration } from './calibrations/calibration.ts'
export { Catalogue, catalogue, definitionsIn } from './catalogue/catalogue.ts'
export { type AskedColumn, columnsAsked } from './catalogue/columns-asked.ts'
export {
  countMethods,
  countTable,
  type MethodCount,
  type MethodCounts,
} from './catalogue/count.ts'
export {
  defineActivation,
  defineAverage,
  defineBatchTransform,
  defineCalibration,
  defineConstraint,
  defineEnsemble,
  defineEvaluationMetric,
  defineGradientTransform,
  defineInitialization,
  defineInitializer,
  defineLayer,
  defineLoss,
  defineLossTransform,
  defineMetric,
  defineMinimizer,
  defineOptimizer,
  definePenalty,
  defineSchedule,
  defineTableMetric,
  defineWeighting,
} from './catalogue/define.ts'
export type { Card, Definition, Method, Paper } from './catalogue/definition.ts'
export {
  asCode,
  asYaml,
  citation,
  describeMethod,
  describeMethods,
  type MethodDescription,
  type MethodGroup,
  type OptionDescription,
} from './catalogue/describe.ts'
export type {
  ActivationFacts,
  LayerFacts,
  LossFacts,
  LossOutputs,
  LossTransformFacts,
  MetricFacts,
  MetricInput,
  PenaltyFacts,
  PredictedColumn,
  Predictions,
  TableLayout,
} from './catalogue/facts.ts'
export { libraryOnly } from './catalogue/facts.ts'
export {
  type Definitions,
  type Kind,
  type KindDescription,
  kindNames,
  kinds,
  type Things,
} from './catalogue/kinds.ts'
export {
  type ColumnUse,
  type FilledOptions,
  type GivenOptions,
  type Option,
  type OptionTable,
  option,
  type ValueOf,
} from './catalogue/option.ts'
export { meets, requirementOf } from './catalogue/requirement.ts'
export { methodsByWant, type WantGroup, wantNames } from './catalogue/toolkit.ts'
export {
  type Strength,
  type Tuning,
  type TuningGroup,
  tuningGroups,
  tuningWords,
} from './catalogue/tuning.ts'
export { constrain } from './constraints/constrain.ts'
export type { Constraint } from './constraints/constraint.ts'
export { type Batches, type BatchesOptions, batches } from './data/batches.ts'
export {
  type ImageTensorOptions,
  imagePixels,
  imageTensor,
  type PixelCanvas,
  type Pixels,
} from './data/images.ts'
export {
  CsvColumns,
  type NumbersOptions,
  type ParseCsvOptions,
  parseCsv,
} from './data/parse-csv.ts'
export { takeRows } from './data/rows.ts'
export { type SplitDataOptions, splitData } from './data/split-data.ts'
export { combineOutputs, type OutputMeaning } from './ensembles/combine-outputs.ts'
export type {
  Ensemble,
  GatheredWeights,
  MemberModel,
  RandomPasses,
  SeparateTrainings,
  SharedWeights,
} from './ensembles/ensemble.ts'
export {
  EnsembleModel,
  PassEnsemble,
  SharedEnsemble,
  WeightEnsemble,
} from './ensembles/ensemble-model.ts'
export { rowsForMembers } from './ensembles/member-rows.ts'
export type { Columns } from './evaluation/columns.ts'
export { type EvaluatedBatch, evaluateBatch } from './evaluation/evaluate-batch.ts'
export type { Evaluation, ForwardOptions, Variables } from './evaluation/evaluation.ts'
export type {
  ColumnReference,
  ExampleLayout,
  InputColumn,
  InputElement,
} from './evaluation/example-layout.ts'
export type { OutputChanges } from './evaluation/observe-calls.ts'
export { type EarlyStoppingOptions, earlyStopping } from './fit/early-stopping.ts'
export { fit } from './fit/fit.ts'
export type {
  EpochRecord,
  Examples,
  FitCallback,
  FitOptions,
  FitState,
  History,
  PlannedSteps,
} from './fit/fit-options.ts'
export { type PredictOptions, predict } from './fit/predict.ts'
export type { FloatDType } from './float-dtype.ts'
export { type AdaptOptions, adaptModel, adapts } from './initializations/adapt-model.ts'
export type { Initialization, LinearWeights } from './initializations/initialization.ts'
export { convolutionFans, type Fans } from './initializers/fans.ts'
export type { Initializer } from './initializers/initializer.ts'
export type { ColumnEmbeddingOptions } from './layers/column-embedding.ts'
export type { ConvolutionLayerOptions } from './layers/convolution.ts'
export type { ConvolutionTransposedLayerOptions } from './layers/convolution-transposed.ts'
export type { DenseOptions } from './layers/dense.ts'
export type { DepthwiseConvolutionOptions } from './layers/depthwise-convolution.ts'
export type { DropBlockOptions } from './layers/drop-block.ts'
export type { DropConnectOptions } from './layers/drop-connect.ts'
export type { GruOptions, GruWeights } from './layers/gru.ts'
export type { ChosenLayer, LayerPlan, PlanForElements } from './layers/layer.ts'
export {
  type LayerBranches,
  type LayerChain,
  layerBranches,
  layerChain,
} from './layers/layer-chain.ts'
export type { LstmOptions } from './layers/lstm.ts'
export type { MaxoutOptions } from './layers/maxout.ts'
export type { MultiHeadAttentionOptions } from './layers/multi-head-attention.ts'
export type { ParallelOptions } from './layers/parallel.ts'
export type { PeriodicEmbeddingOptions } from './layers/periodic-embedding.ts'
export type { PiecewiseLinearEmbeddingOptions } from './layers/piecewise-linear-embedding.ts'
export { plansForElements } from './layers/plans-for-elements.ts'
export type { RecurrentWeights } from './layers/recurrent.ts'
export type { ResidualOptions } from './layers/residual.ts'
export type { SeparableConvolutionOptions } from './layers/separable-convolution.ts'
export type { SimpleRnnOptions } from './layers/simple-rnn.ts'
export type { SpectralNormOptions } from './layers/spectral-norm.ts'
export type { TransformerBlockOptions } from './layers/transformer-block.ts'
export type { WeightNormOptions } from './layers/weight-norm.ts'
export type { WeightStandardizationOptions } from './layers/weight-standardization.ts'
export { WeightWrapper, type WeightWrapperOptions } from './layers/weight-wrapper.ts'
export { comparesExamples, type LossTransform } from './loss-transforms/loss-transform.ts'
export type { Loss } from './losses/loss.ts'
export { type MeanOverStepsOptions, meanOverSteps } from './losses/mean-over-steps.ts'
export * from './methods.ts'
export { type Accumulation, joinCounts } from './metrics/accumulation.ts'
export type { Table } from './metrics/metric.ts'
export { type RunningMetric, runningMetric } from './metrics/running-metric.ts'
export {
  type Evaluated,
  Minimization,
  type MinimizationStep,
  type MinimizedObjective,
} from './minimizers/minimization.ts'
export { type Minimized, type MinimizeOptions, minimize } from './minimizers/minimize.ts'
export {
  type MinimizedObjectiveOptions,
  minimizedObjective,
  type ObjectiveParts,
} from './minimizers/minimized-objective.ts'
export {
  isMinimizer,
  type Landscape,
  type Memory,
  type Minimizer,
  type Point,
  type Stop,
  type Taken,
} from './minimizers/minimizer.ts'
export type { Vector } from './minimizers/vectors.ts'
export { evaluateWith } from './modules/evaluate-with.ts'
export type { WithVariables } from './modules/flatten.ts'
export { maskOfLengths } from './modules/mask-of-lengths.ts'
export type { MaskRule } from './modules/mask-rule.ts'
export { mlp } from './modules/mlp.ts'
export { childMode, type Mode, prediction } from './modules/mode.ts'
export { Module } from './modules/module.ts'
export type { Layer } from './modules/sequential.ts'
export { summary } from './modules/summary.ts'
export { withWeights } from './modules/with-weights.ts'
export {
  type GradientNorms,
  type Objective,
  type ObjectiveFunction,
  objective,
} from './objective/objective.ts'
export type { ObjectiveOptions, Term } from './objective/objective-options.ts'
export { chain } from './optimizers/chain.ts'
export { globalNorm } from './optimizers/clip-by-global-norm.ts'
export { GradientAccumulator } from './optimizers/gradient-accumulator.ts'
export { Optimizer } from './optimizers/optimizer.ts'
export { scaleByAdam } from './optimizers/scale-by-adam.ts'
export { scaleByLearningRate } from './optimizers/scale-by-learning-rate.ts'
export { scaleByRms } from './optimizers/scale-by-rms.ts'
export type {
  GradientTransform,
  State,
  Transformed,
  UpdateContext,
} from './optimizers/transform.ts'
export { type ParameterSelection, selectParameters } from './parameter-selection.ts'
export type { PenalizedModel, Penalty } from './penalties/penalty.ts'
export type { Bytes } from './safetensors/bytes.ts'
export {
  type CheckpointPart,
  type CheckpointParts,
  type Json,
  loadCheckpoint,
  type Stateful,
  saveCheckpoint,
} from './safetensors/checkpoint.ts'
export type { FittedWeights, FitWeightsOptions } from './safetensors/fit-weights.ts'
export type { StoredArrays, StoredDtype, StoredFile, StoredTensor } from './safetensors/format.ts'
export { parseUntrustedJson } from './safetensors/parse-json.ts'
export {
  decodeSafetensors,
  encodeSafetensors,
  encodeSafetensorsInChunks,
} from './safetensors/safetensors.ts'
export { SafetensorsError } from './safetensors/safetensors-error.ts'
export { fromStored, toStored } from './safetensors/stored-tensors.ts'
export { loadTensors, type SaveTensorsOptions, saveTensors } from './safetensors/tensors-file.ts'
export {
  type LoadedWeights,
  loadWeights,
  type SaveWeightsOptions,
  saveWeights,
} from './safetensors/weights.ts'
export type { BoxOptions } from './sampling/box.ts'
export { type LatinHypercubeOptions, latinHypercube } from './sampling/latin-hypercube.ts'
export { sobolCoordinate, sobolDimensions } from './sampling/sobol.ts'
export { type SobolPointsOptions, sobolPoints } from './sampling/sobol-points.ts'
export type { Schedule, ScheduleFunction } from './schedules/schedule.ts'
export { mapTensors, type Tensors } from './tensors.ts'
export { isWeighting, type WeighedTerm, type Weighting } from './weightings/weighting.ts'
