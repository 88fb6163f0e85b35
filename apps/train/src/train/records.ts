import type { Nested } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import type { Notice } from '../data/notice.ts'
import type { PartName } from '../data/partition.ts'
import type { CalibrationResult } from './calibrate.ts'
import type { FigureRemarks, Figures, PartFigures } from './figures.ts'

/** The columns of a table as JSON; numbers that are not finite are null. */
export type TableColumns = Readonly<Record<string, Nested>>

/** Tables of a part by name; `null` where a part does not allow one. */
export type PartTables = Readonly<Record<string, TableColumns | null>>

/** What a batch or an epoch of training came to. */
export interface TrainingFigures {
  /** Mean over the rows, without penalties. */
  readonly loss: number
  /** By name, without their weights; over the batches in which each was taken. */
  readonly penalties: Figures
  /** What each was multiplied with, without the factor k of `every: k`; left out where there are no penalties. */
  readonly weights?: Figures
  /** How much of the total each was, weight · value beside the loss and the others, by their sizes; likewise. */
  readonly shares?: Figures
  /** After the epoch, on its first batch; in the first epoch, and in all where `training.gradientNorms` asks for it. */
  readonly gradientNorms?: GradientFigures
}

/** The Euclidean norms of gradients by all that is trained. */
export interface GradientFigures {
  /** Of the mean loss. */
  readonly loss: number
  /** By name, without their weights. */
  readonly penalties: Figures
}

/** What one epoch came to; a line of `metrics.jsonl`. */
export interface EpochRecord extends EpochFigures {
  /** Which of several trainings it is of, from 1; those before it are part of what is measured. */
  readonly member?: number
  /** SHA-256 of the weights after the epoch, as a checkpoint keeps them. */
  readonly digest: string
  /** CRC-32 of each tensor of the weights as they are trained, in the order of their names, as eight hexadecimal digits each. */
  readonly checksums: string
}

/** The figures of an epoch. */
export interface EpochFigures {
  /** From 1. */
  readonly epoch: number
  /** Optimizer steps taken so far. */
  readonly step: number
  /** How often the objective was evaluated so far, by an optimizer that does so several times a step. */
  readonly evaluations?: number
  /** Means over the epoch's batches, each as it was before its step. */
  readonly training: TrainingFigures
  /** On the validation part, after the epoch; `inputGradientNorm` is the mean over its rows. */
  readonly validation: PartFigures
}

/** How a run ended; `result.json`, and what `--json` prints. */
export interface RunResult {
  readonly status: 'finished' | 'stoppedEarly' | 'converged' | 'interrupted'
  readonly name: string
  /** The run's folder. */
  readonly run: string
  readonly seed: number
  /** The checkpoint it started from; null for weights drawn anew. */
  readonly from: Config['from']
  /** `test`: 0 where there is no test part. */
  readonly rows: Readonly<Record<PartName, number>>
  readonly features: number
  readonly parameters: number
  /** Of an ensemble, how many sets of weights the final checkpoint holds, where there are several. */
  readonly members?: number
  /** How the data were read, where that is worth a line. */
  readonly notices: readonly Notice[]
  /** Epochs finished; of several trainings by the last of them. */
  readonly epochs: number
  /** The epoch with the best validation loss, or with the best of what early stopping watches; of several trainings that of the last. */
  readonly bestEpoch: number
  /** Of all trainings together. */
  readonly steps: number
  /** How often the objective was evaluated, by an optimizer that does so several times a step. */
  readonly evaluations?: number
  /** Why the optimizer ended training, in words. */
  readonly stopped?: string
  /** The file of the final weights: the best epoch's with early stopping, else the last. */
  readonly checkpoint: 'best.safetensors' | 'last.safetensors'
  /** Of the final weights, on the validation part; null if they are of the middle of an epoch. */
  readonly validation: PartFigures | null
  /** What training came to in its last epoch, of several trainings in that of the last; null where none was finished. */
  readonly training: TrainingFigures | null
  /** Of the final weights, on the test part; null without one, and for a run that was interrupted. */
  readonly test: PartFigures | null
  /** Of the same weights, the metrics that give a table, such as the confusion matrix; null for a run that was interrupted. */
  readonly tables: Readonly<Record<'validation' | 'test', PartTables | null>>
  /** The names of the classes, in the order of tables and outputs; empty in regression. */
  readonly classes: readonly string[]
  /** Some of the figures of a model that predicts the most frequent class, or the mean of the targets, for all rows of a part. */
  readonly baselines: Readonly<Record<'validation' | 'test', Figures>>
  /** What there is to know about the figures of each part, such as why one is null. */
  readonly remarks: Readonly<Record<'validation' | 'test', FigureRemarks>>
  /** What was fitted after training, and what it did to the expected calibration error on the validation part. */
  readonly calibration?: CalibrationResult
  /** SHA-256 of the final weights. */
  readonly digest: string
  readonly seconds: number
}
