import type { Catalogue } from '@sobolev/nn'
import type { DatePart } from '../data/iso-date.ts'
import type { Decimal, Thousands } from '../data/written-number.ts'
import type { MethodColumn } from './method-columns.ts'
import type { MethodConfig, OptionValue, Terms } from './method-config.ts'

/** What to do with missing cells of a numeric column. */
export const numericMissing = ['drop', 'mean', 'median', 'mostFrequent'] as const
/** What to do with missing cells of a categorical column. */
export const categoricalMissing = ['drop', 'mostFrequent', 'category'] as const
/** How a column of categories becomes numbers; `auto`: by how many categories it has. */
export const encodings = ['oneHot', 'auto', 'sign', 'index'] as const
/** How numeric inputs are scaled. */
export const scales = ['standardize', 'minMax', 'robust', 'quantile', 'power', 'none'] as const
/** What a model may learn. */
export const tasks = ['classification', 'regression'] as const

/** How the rows of an epoch come into batches. */
export const batchOrders = ['shuffled', 'balanced'] as const

/** What a target of sequences is of: all rows with one id, or each step. */
export const sequenceTargets = ['id', 'step'] as const

export type BatchOrder = (typeof batchOrders)[number]
export type SequenceTarget = (typeof sequenceTargets)[number]
export type NumericMissing = (typeof numericMissing)[number]
export type CategoricalMissing = (typeof categoricalMissing)[number]
/** What targets of a regression go through before they are trained on; `true`: the mean and the deviation alone. */
export const targetScales = ['log', 'log1p', 'power', 'quantile'] as const
type TargetScale = boolean | (typeof targetScales)[number]
type Encoding = (typeof encodings)[number]
type Scale = (typeof scales)[number]
export type Task = (typeof tasks)[number]

/** The layers of a model, and how their weights begin. */
interface ModelConfig {
  readonly layers: readonly MethodConfig[]
  /** `null`: by the initializers of layers. */
  readonly initialization: MethodConfig | null
  /** The options of the dense layer at the end that a config may choose. */
  readonly output: Readonly<Record<string, OptionValue>>
}

/** A whole experiment with every default filled in. */
export interface Config {
  readonly name: string
  readonly seed: number
  /** Files with methods of the user's own. */
  readonly use: readonly OwnMethodsConfig[]
  readonly data: DataConfig
  /** What training starts from; `null`: weights drawn anew. */
  readonly from: FromConfig | null
  readonly model: ModelConfig
  /** `null`: softmaxCrossEntropy for classification, squaredError for regression. */
  readonly loss: MethodConfig | null
  /** How much the rows of each class count in training, by the names of classes; `null`: all alike. */
  readonly classWeights: 'balanced' | Readonly<Record<string, number>> | null
  readonly lossTransforms: Terms
  readonly batchTransforms: Terms
  readonly penalties: Terms
  readonly gradientTransforms: Terms
  readonly optimizer: MethodConfig
  readonly constraints: Terms
  readonly average: MethodConfig | null
  /** `null`: one model predicts. */
  readonly ensemble: MethodConfig | null
  /** `null`: outputs stay as they are trained. */
  readonly calibration: MethodConfig | null
  /** Of two classes, the probability of the second above which it is predicted, or the metric that finds it; `null`: a half. */
  readonly threshold: number | string | null
  /** Beside those that every run of the task has. */
  readonly metrics: Terms
  readonly training: TrainingConfig
  /** Folder that holds the runs, relative to the working directory. */
  readonly output: string
  /** Where its methods are looked up: the library's, and the user's own. */
  readonly catalogue: Catalogue
  /** The files that define the user's own, and those that these import. */
  readonly methodFiles: readonly { readonly file: string; readonly sha256: string }[]
}

/** A file with methods of the user's own. */
export interface OwnMethodsConfig {
  /** Absolute path. */
  readonly file: string
  /** Of the file and what it imports; `null`: whatever they are now. */
  readonly sha256: string | null
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
  /** The column that says how much each row counts; `null`: each counts alike. */
  readonly weight: string | null
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
  /** Names of columns or patterns such as `pixel*`. */
  readonly exclude: readonly string[]
  /** Likewise; `null`: every column that is nothing else. */
  readonly inputs: readonly string[] | null
  readonly missingValues: readonly string[]
  readonly missing: {
    readonly numeric: NumericMissing
    readonly categorical: CategoricalMissing
    /** Whether a numeric column with missing cells has a second feature, 1 where the cell is missing. */
    readonly indicator: boolean
  }
  /** How columns of categories become numbers, and up to how many categories `auto` gives each a number of its own. */
  readonly categories: { readonly encoding: Exclude<Encoding, 'sign'>; readonly maxOneHot: number }
  /** What a missing target does: stop, or leave the row out. */
  readonly missingTarget: 'error' | 'drop'
  /** What a row's inputs are taken for, `[channels, height, width]` for an image; `null`: numbers without order. */
  readonly shape: readonly number[] | null
  /** Which rows are the steps of one example; `null`: every row is an example. */
  readonly sequence: SequenceConfig | null
  /** Columns that methods of the config read beside the inputs; no inputs unless `inputs` names them. */
  readonly methodColumns: readonly MethodColumn[]
  readonly scale: Scale
  /** Regression only: train on the target standardised by the training part, or on what a curve makes of it. */
  readonly scaleTarget: TargetScale
  /** Regression only: predict nothing beyond the targets of the training part. */
  readonly clampPredictions: boolean
  /** What dates become unless a column says so; `null`: days, or seconds where there are times. */
  readonly dates: DatesConfig | null
  readonly columns: Readonly<Record<string, ColumnConfig>>
  readonly validation: ValidationConfig
  /** `null`: no test part, or the one that the column of `validation` marks. */
  readonly test: TestConfig | null
}

/** The columns that make sequences of rows; neither is an input. */
interface SequenceConfig {
  /** Rows with one text here are the steps of one sequence. */
  readonly id: string
  /** The order of the steps; `null`: that of the file. */
  readonly time: string | null
  /** Whether the target is one of the whole sequence, or one of each of its steps. */
  readonly target: SequenceTarget
}

/** What dates become: parts of them, or `auto`, those that tell something. */
export type DatesConfig = readonly DatePart[] | 'auto'

/** What a config says about one column; `null`: as for every column. */
export interface ColumnConfig {
  readonly type: 'numeric' | 'categorical' | null
  readonly missing: NumericMissing | CategoricalMissing | null
  readonly scale: Scale | null
  readonly encoding: Encoding | null
  readonly decimal: Decimal | null
  readonly thousands: Thousands | null
  readonly dates: DatesConfig | null
}

/** A random share of the rows. `stratify`: keep the classes' proportions; without effect in regression. */
interface FractionConfig {
  readonly kind: 'fraction'
  readonly fraction: number
  readonly stratify: boolean
}

/**
 * Each row validates one of so many models, those that are not trained on its fold; no row is left out of training by
 * all. `stratify`: give each fold the classes in the same proportions.
 */
interface FoldsConfig {
  readonly kind: 'folds'
  readonly folds: number
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
export type ValidationConfig = FractionConfig | FileConfig | ColumnSplitConfig | FoldsConfig

/** Which rows are kept for the test at the end of training; a column names no validation rows here. */
export type TestConfig = FractionConfig | FileConfig | Omit<ColumnSplitConfig, 'validation'>

export interface TrainingConfig {
  readonly epochs: number
  readonly batchSize: number
  /** Batches of a step, which takes the mean of their gradients. */
  readonly accumulate: number
  readonly batches: BatchOrder
  /** Whether every epoch measures the norms of the gradients of the loss and of the penalties. */
  readonly gradientNorms: boolean
  /** The validation metric by which the best checkpoint is chosen; `null`: what early stopping monitors, or the loss. */
  readonly best: string | null
  readonly earlyStopping: {
    /** A validation metric; `null`: that of `best`. */
    readonly monitor: string | null
    /** Epochs without an improvement before training stops. */
    readonly patience: number
  } | null
}
