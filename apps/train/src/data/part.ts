import type { PartName } from './partition.ts'

/** Rows ready for a model. */
export interface Part {
  readonly rows: number
  /** `[rows, features]`, row-major. */
  readonly inputs: Float32Array
  /** Class indices, or values scaled as `preprocessing.target` says; one a row. */
  readonly targets: Int32Array | Float32Array
  /** How much each row counts in the loss, beside the others of the part; alike where there are none. */
  readonly weights?: Float32Array | undefined
  /** The number of each row in its file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
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
