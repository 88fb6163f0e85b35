import type { CsvSource } from './csv-source.ts'
import { trainedExamples, trainedRequest, trainedTargets } from './load-rows.ts'
import type { Notice } from './notice.ts'
import { featureNames, type Preprocessing } from './preprocessing.ts'
import { type CsvSink, readCsv, type Source } from './read-csv.ts'
import { writtenWeights } from './row-weights.ts'
import { joined, joinedTargets, pick } from './rows.ts'
import { TableBuilder } from './table-builder.ts'
import { transformRows } from './transform.ts'
import { Unseen } from './unseen.ts'

/** Some rows of a file, prepared for a trained model, in the order of the file. */
export interface RowBatch {
  /** How many rows are in `inputs`. */
  readonly rows: number
  /** `[rows, features]`. */
  readonly inputs: Float32Array
  readonly steps: null
  readonly lengths: null
  /** Class indices or scaled values; empty unless targets were asked for. */
  readonly targets: Int32Array | Float32Array
  /** As they are in the file; absent where the model was trained without. */
  readonly weights?: Float32Array | undefined
  /** The number of each row in the file, as a spreadsheet counts. */
  readonly rowNumbers: Int32Array
  /** The cells of all rows of the file since the batch before, those that are left out too; empty unless asked for. */
  readonly cells: readonly (readonly string[])[]
  /** Which of `cells` the rows in `inputs` are. */
  readonly positions: readonly number[]
}

/** Options of `streamExamples`. */
export interface StreamOptions {
  /** `required`: every row must have a target the model knows, and a weight if it was trained with some; `ignore`: these columns need not exist. */
  readonly targets: 'required' | 'ignore'
  /** Rows of a batch; the last has fewer. */
  readonly atOnce: number
  /** Whether batches have `cells`. */
  readonly withCells: boolean
  /** Called once, before any batch. */
  readonly start?: (columns: readonly string[], delimiter: string) => void
  /** The next rows are read once it has resolved. */
  readonly take: (batch: RowBatch) => void | Promise<void>
  /** Called with the share of the file read so far, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** What was read. */
export interface StreamedRows {
  readonly source: Source
  /** How many rows were in batches. */
  readonly rows: number
  /** What they hold that the model was not trained on. */
  readonly notices: readonly Notice[]
}

/** Batches of rows that wait for a row that is not left out: of more, one that is not full is handed on. */
const MAX_BATCHES_LEFT_OUT = 64

/**
 * Reads a CSV file of the shape that `preprocessing` was fitted on as `loadRows` does, and hands it on batch by batch: in
 * memory there is never more than a batch. Its rows are examples, not the steps of sequences.
 *
 * @throws InputError with file, row and column, after the batches before it were handed on
 */
export async function streamExamples(
  source: CsvSource,
  preprocessing: Preprocessing,
  options: StreamOptions,
): Promise<StreamedRows> {
  const stream = new ExampleStream(source, preprocessing, options)
  const read = await readCsv(source, preprocessing, stream)
  return stream.finish(read)
}

/** Rows of one block of the file that are not left out. */
interface PreparedRows
  extends Pick<RowBatch, 'rows' | 'inputs' | 'targets' | 'weights' | 'rowNumbers'> {
  /** The position of each among all rows of the file. */
  readonly positions: Int32Array
}

class ExampleStream implements CsvSink {
  readonly progress: (fraction: number) => void
  readonly #preprocessing: Preprocessing
  readonly #options: StreamOptions
  readonly #builder: TableBuilder
  readonly #unseen: Unseen
  readonly #place: string
  readonly #features: number
  /** Rows of the file that were read, and those of them whose cells were handed on. */
  #read = 0
  #written = 0
  #rows = 0
  #cells: (readonly string[])[] = []
  #waiting: PreparedRows[] = []
  /** How many rows of the first of these were handed on, and how many rows of all of them were not. */
  #begin = 0
  #count = 0

  constructor(source: CsvSource, preprocessing: Preprocessing, options: StreamOptions) {
    this.#preprocessing = preprocessing
    this.#options = options
    this.#place = source.place
    this.#builder = new TableBuilder({
      ...trainedRequest(preprocessing, options.targets),
      path: source.path,
      place: source.place,
    })
    this.#unseen = new Unseen(preprocessing.inputs)
    this.#features = featureNames(preprocessing).length
    this.progress = options.onProgress ?? ((): void => {})
  }

  start(columns: readonly string[], delimiter: string): void {
    this.#builder.start(columns)
    this.#options.start?.(columns, delimiter)
  }

  async rows(rows: readonly (readonly string[])[], numbers: Int32Array): Promise<void> {
    this.#builder.rows(rows, numbers)
    if (this.#options.withCells) for (const row of rows) this.#cells.push(row)
    this.#prepare()
    this.#read += rows.length
    const { atOnce } = this.#options
    while (this.#count >= atOnce) await this.#handOn(atOnce)
    if (this.#cells.length > MAX_BATCHES_LEFT_OUT * atOnce) await this.#handOn(this.#count)
  }

  async finish(source: Source): Promise<StreamedRows> {
    await this.#handOn(this.#count)
    return { source, rows: this.#rows, notices: this.#unseen.notices(this.#place) }
  }

  /** Prepares the rows that the builder has. */
  #prepare(): void {
    const table = this.#builder.take()
    const selection = trainedExamples(table, this.#preprocessing, this.#options.targets)
    const { rows } = selection
    if (rows.length === 0) return
    const { target, weight } = this.#preprocessing
    const isMeasured = this.#options.targets === 'required'
    this.#unseen.add(selection)
    this.#count += rows.length
    this.#waiting.push({
      rows: rows.length,
      inputs: transformRows(table, rows, this.#preprocessing),
      targets: isMeasured ? trainedTargets(table, rows, target) : new Int32Array(),
      weights: isMeasured ? writtenWeights(table, rows, weight) : undefined,
      rowNumbers: pick(table.rowNumbers, rows),
      positions: rows.map((row) => this.#read + row),
    })
  }

  /** Hands on the next rows, with the cells up to the last of them; of the last rows of the file with all. */
  async #handOn(count: number): Promise<void> {
    const parts = this.#next(count)
    const isLast = this.#count === 0
    const positions = parts.flatMap((part) => Array.from(part.positions))
    const end = isLast ? this.#read : (positions.at(-1) ?? -1) + 1
    const cells = this.#cells.slice(0, end - this.#written)
    this.#cells = this.#cells.slice(cells.length)
    const begin = this.#written
    this.#written = end
    this.#rows += count
    const weights = parts.flatMap((part) => part.weights ?? [])
    await this.#options.take({
      rows: count,
      inputs: joined(
        parts.map(({ inputs }) => inputs),
        (length) => new Float32Array(length),
      ),
      steps: null,
      lengths: null,
      targets: joinedTargets(parts.map(({ targets }) => targets)),
      weights:
        weights.length === 0 ? undefined : joined(weights, (length) => new Float32Array(length)),
      rowNumbers: joined(
        parts.map(({ rowNumbers }) => rowNumbers),
        (length) => new Int32Array(length),
      ),
      cells,
      positions: positions.map((position) => position - begin),
    })
  }

  /** Takes the next rows out of those that wait. */
  #next(count: number): PreparedRows[] {
    const parts: PreparedRows[] = []
    for (let missing = count; missing > 0; ) {
      const [first] = this.#waiting
      if (first === undefined) throw new RangeError('streamExamples: there must be such rows')
      const end = Math.min(first.rows, this.#begin + missing)
      parts.push(slice(first, this.#begin, end, this.#features))
      missing -= end - this.#begin
      this.#begin = end
      if (end < first.rows) continue
      this.#waiting.shift()
      this.#begin = 0
    }
    this.#count -= count
    return parts
  }
}

function slice(prepared: PreparedRows, begin: number, end: number, features: number): PreparedRows {
  const { inputs, targets, weights, rowNumbers, positions } = prepared
  return {
    rows: end - begin,
    inputs: inputs.subarray(begin * features, end * features),
    targets: targets.subarray(begin, end),
    weights: weights?.subarray(begin, end),
    rowNumbers: rowNumbers.subarray(begin, end),
    positions: positions.subarray(begin, end),
  }
}
