import type { Notice } from '../data/notice.ts'

/** Figures by name, such as `{ loss: 0.1, accuracy: 0.9 }`. */
export type Figures = Readonly<Record<string, number>>

/** What a batch or an epoch of training came to. */
export interface TrainingFigures {
  /** Mean over the rows, without penalties. */
  readonly loss: number
  /** By name, without their weights. */
  readonly penalties: Figures
}

/** What one epoch came to; a line of `metrics.jsonl`. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number
  /** Optimizer steps taken so far. */
  readonly step: number
  /** Means over the epoch's batches, each as it was before its step. */
  readonly training: TrainingFigures
  /** On the validation part, after the epoch; `inputGradientNorm` is the mean over its rows. */
  readonly validation: Figures
}

/** How a run ended; `result.json`, and what `--json` prints. */
export interface RunResult {
  readonly status: 'finished' | 'stoppedEarly' | 'interrupted'
  readonly name: string
  /** The run's folder. */
  readonly run: string
  readonly seed: number
  readonly rows: { readonly training: number; readonly validation: number }
  readonly features: number
  readonly parameters: number
  /** How the data were read, where that is worth a line. */
  readonly notices: readonly Notice[]
  /** Epochs finished. */
  readonly epochs: number
  /** The epoch with the best validation loss, or with the best of what early stopping watches. */
  readonly bestEpoch: number
  readonly steps: number
  /** The file of the final weights: the best epoch's with early stopping, else the last. */
  readonly checkpoint: 'best.safetensors' | 'last.safetensors'
  /** Of the final weights, on the validation part; null if they are of the middle of an epoch. */
  readonly validation: Readonly<Record<string, number | null>> | null
  /** SHA-256 of the final weights. */
  readonly digest: string
  readonly seconds: number
}
