import type { ExampleInputs } from './examples.ts'
import type { PartColumn } from './method-columns.ts'
import type { PartName } from './partition.ts'
import type { StepRows } from './step-rows.ts'

/** Rows, or sequences, ready for a model. */
export interface Part extends ExampleInputs {
  /** How many examples these are. */
  readonly rows: number
  /** Class indices, or values scaled as `preprocessing.target` says; one an example, or one a step, those of each sequence in a row. */
  readonly targets: Int32Array | Float32Array
  /** How much each example counts in the loss, beside the others of the part; alike where there are none. */
  readonly weights?: Float32Array | undefined
  /** What methods read of each example, by name; of the training part alone. */
  readonly columns?: Readonly<Record<string, PartColumn>> | undefined
  /** The number of each row in its file, as a spreadsheet counts; of a sequence that of the row with its target. */
  readonly rowNumbers: Int32Array
  /**
   * Where the rows of each fold begin, and the end of the last: each fold is measured by the members that were not
   * trained on it. Absent: all rows are measured alike.
   */
  readonly folds?: Int32Array | undefined
  /** Where the steps stand that the targets are of; absent: each example has one target. */
  readonly stepRows?: StepRows | undefined
}

/** The parts that the rows of the data are divided into. */
export interface Parts {
  readonly training: Part
  readonly validation: Part
  /** Measured once, after training; `null` where the config asks for none. */
  readonly test: Part | null
}

/** How many rows each part has; 0 for a test part that is not there. */
export function rowsOf({ training, validation, test }: Parts): Readonly<Record<PartName, number>> {
  return { training: training.rows, validation: validation.rows, test: test?.rows ?? 0 }
}
