import type { Notice } from '../data/notice.ts'
import type { CommandIo } from './io.ts'
import type { PredictionText } from './prediction-text.ts'

/** What is predicted by, and where predictions go. */
export interface Prediction {
  readonly checkpoint: string
  /** What the input is called. */
  readonly data: string
  /** The file to write; undefined: stdout. */
  readonly output: string | undefined
  readonly text: PredictionText
  readonly io: CommandIo
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What was predicted. */
export interface Predicted {
  /** How many predictions there are. */
  readonly rows: number
  /** How many rows have none. */
  readonly leftOut: number
  /** What a prediction is of. */
  readonly word: 'row' | 'step' | 'sequence'
  readonly notices: readonly Notice[]
}
