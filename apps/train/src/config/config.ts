import type { DatePart } from '../data/iso-date.ts'
import type { Decimal, Thousands } from '../data/written-number.ts'

/** Names of the activations a dense layer may have. */
export const activations = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'softplus',
  'gelu',
  'geluTanh',
  'silu',
  'elu',
  'softmax',
] as const

/** Names of the initialisers a kernel may have. */
export const kernelInitializers = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'orthogonal',
] as const

/** Validation metrics that early stopping may watch. */
export const monitors = [
  'loss',
  'accuracy',
  'logLoss',
  'auc',
  'mse',
  'mae',
  'r2',
  'inputGradientNorm',
] as const

/** What to do with missing cells of a numeric column. */
export const numericMissing = ['drop', 'mean', 'median', 'mostFrequent'] as const
/** What to do with missing cells of a categorical column. */
export const categoricalMissing = ['drop', 'mostFrequent', 'category'] as const
/** How numeric inputs are scaled. */
export const scales = ['standardize', 'minMax', 'none'] as const
/** What a model may learn. */
export const tasks = ['classification', 'regression'] as const

export type Activation = (typeof activations)[number]
export type KernelInitializer = (typeof kernelInitializers)[number]
export type Monitor = (typeof monitors)[number]
export type NumericMissing = (typeof numericMissing)[number]
export type CategoricalMissing = (typeof categoricalMissing)[number]
export type Scale = (typeof scales)[number]
export type Task = (typeof tasks)[number]

/** A whole experiment with every default filled in. */
export interface Config {
  readonly name: string
  readonly seed: number
  readonly data: DataConfig
  /** What training starts from; `null`: weights drawn anew. */
  readonly from: FromConfig | null
  readonly model: { readonly layers: readonly LayerConfig[] }
  /** `null`: cross-entropy for classification, squared error for regression. */
  readonly loss: LossConfig | null
  readonly optimizer: OptimizerConfig
  /** The largest norm of all gradients together; `null`: no clipping. */
  readonly clipGlobalNorm: number | null
  readonly penalties: readonly PenaltyConfig[]
  readonly training: TrainingConfig
  /** Folder that holds the runs, relative to the working directory. */
  readonly output: string
}

/** The checkpoint that training starts from. */
export interface FromConfig {
  /** Absolute path of a checkpoint, or of a folder that holds one. */
  readonly checkpoint: string
  /** Of the checkpoint's file; `null`: whatever the file is now. */
  readonly sha256: string | null
}

export interface DataConfig {
  /** Absolute path. */
  readonly file: string
  readonly target: string
  /** `null`: inferred from the target. */
  readonly task: Task | null
  /** `null`: detected. */
  readonly delimiter: string | null
  /** What lines that are no rows begin with; `null`: there are none. */
  readonly comment: string | null
  /** Between the whole and the fraction of a number; `null`: found out, column by column. */
  readonly decimal: Decimal | null
  /** Between the groups of digits of a number; `null`: found out, column by column. */
  readonly thousands: Thousands | null
  readonly header: boolean
  readonly exclude: readonly string[]
  readonly missingValues: readonly string[]
  readonly missing: { readonly numeric: NumericMissing; readonly categorical: CategoricalMissing }
  /** What a missing target does: stop, or leave the row out. */
  readonly missingTarget: 'error' | 'drop'
  readonly scale: Scale
  /** Regression only: train on the target standardised by the training part. */
  readonly scaleTarget: boolean
  readonly columns: Readonly<Record<string, ColumnConfig>>
  readonly validation: ValidationConfig
  /** `null`: no test part, or the one that the column of `validation` marks. */
  readonly test: TestConfig | null
}

/** What a config says about one column; `null`: as for every column. */
export interface ColumnConfig {
  readonly type: 'numeric' | 'categorical' | null
  readonly missing: NumericMissing | CategoricalMissing | null
  readonly scale: Scale | null
  readonly decimal: Decimal | null
  readonly thousands: Thousands | null
  /** What dates become; `null`: days, or seconds where there are times. */
  readonly dates: readonly DatePart[] | null
}

/** A random share of the rows. `stratify`: keep the classes' proportions; without effect in regression. */
interface FractionConfig {
  readonly kind: 'fraction'
  readonly fraction: number
  readonly stratify: boolean
}

/** The rows of another file. `file`: absolute path. */
interface FileConfig {
  readonly kind: 'file'
  readonly file: string
}

/**
 * Rows by what their cell in `column` reads; the column is no input. `train`: `null` stands for the one
 * value that is not named.
 */
export interface ColumnSplitConfig {
  readonly kind: 'column'
  readonly column: string
  readonly train: readonly string[] | null
  readonly validation: readonly string[]
  readonly test: readonly string[]
}

/** Which rows validate; by a column, also which ones test. */
export type ValidationConfig = FractionConfig | FileConfig | ColumnSplitConfig

/** Which rows are kept for the test at the end of training; a column names no validation rows here. */
export type TestConfig = FractionConfig | FileConfig | Omit<ColumnSplitConfig, 'validation'>

export type LayerConfig =
  | {
      readonly kind: 'dense'
      readonly units: number
      readonly activation: Activation
      readonly useBias: boolean
      readonly kernelInitializer: KernelInitializer
    }
  | { readonly kind: 'dropout'; readonly rate: number }

export type LossConfig =
  | { readonly kind: 'crossEntropy' | 'binaryCrossEntropy' | 'squared' | 'absolute' }
  | { readonly kind: 'huber'; readonly delta: number }

/**
 * A number that may change from epoch to epoch. `warmUp`: epochs over which it rises linearly from 0
 * before anything else; `epochs`: how long the change takes, after the warm-up.
 */
export type ScheduleConfig =
  | { readonly kind: 'constant'; readonly value: number; readonly warmUp: number }
  | {
      readonly kind: 'linear' | 'cosine'
      readonly from: number
      readonly to: number
      readonly epochs: number
      readonly warmUp: number
    }
  /** `from` times `factor` once for every `every` epochs that have passed. */
  | {
      readonly kind: 'step'
      readonly from: number
      readonly every: number
      readonly factor: number
      readonly warmUp: number
    }

interface AdamConfig {
  readonly learningRate: ScheduleConfig
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

export type OptimizerConfig =
  | {
      readonly kind: 'sgd'
      readonly learningRate: ScheduleConfig
      readonly momentum: number
      readonly nesterov: boolean
    }
  | ({ readonly kind: 'adam' } & AdamConfig)
  | ({ readonly kind: 'adamw'; readonly weightDecay: number } & AdamConfig)
  | {
      readonly kind: 'rmsprop'
      readonly learningRate: ScheduleConfig
      readonly decay: number
      readonly momentum: number
      readonly epsilon: number
    }

export type PenaltyConfig =
  | {
      readonly kind: 'inputGradient'
      readonly weight: ScheduleConfig
      readonly p: 1 | 2 | 'infinity'
      readonly squared: boolean
    }
  | { readonly kind: 'l1' | 'l2'; readonly weight: ScheduleConfig }
  | { readonly kind: 'jacobian'; readonly weight: ScheduleConfig; readonly projections: number }

export interface TrainingConfig {
  readonly epochs: number
  readonly batchSize: number
  readonly earlyStopping: {
    readonly monitor: Monitor
    /** Epochs without an improvement before training stops. */
    readonly patience: number
  } | null
}
