import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { InputError } from '../errors.ts'
import { explainFileError } from '../file-error.ts'
import type { FileDigest } from './csv-source.ts'
import { displayPath } from './display-path.ts'
import { fileBytes } from './file-bytes.ts'
import { type IdxArray, parseIdx, startsAsIdx } from './idx-format.ts'
import type { CsvSink, Source } from './read-csv.ts'

/** The name of the column of labels. */
export const labelColumn = 'label'

/** That of the names of images that are files, beside predictions. */
const fileColumn = 'file'

/** An IDX file, its labels beside it; or a folder of images that is read as one. */
export interface IdxFile {
  readonly images: IdxArray
  readonly source: Source
  /** The name of each image, where they are files. */
  readonly names?: readonly string[]
  /** `null`: there is no file of labels beside it. Labels without a source are part of the first one. */
  readonly labels: { readonly array: IdxArray; readonly source: Source | null } | null
}

/** Numbers of a row beyond which a file is refused: each is a column. */
const MAX_NUMBERS_PER_ROW = 1 << 18
/** Bytes of a file, which is read as a whole. */
const MAX_BYTES = 2 * 1024 * 1024 * 1024
/** Numbers that are handed on at a time. */
const NUMBERS_PER_BLOCK = 1 << 18

/** Whether a file is IDX, by its name (`-idx3-ubyte`, `.idx3.gz`) or by its first bytes. */
export async function isIdx(path: string): Promise<boolean> {
  if (/[-.]idx\d(-\w+)?(\.gz)?$/i.test(basename(path))) return true
  try {
    for await (const block of fileBytes(path, () => {})) return startsAsIdx(block)
  } catch {
    // Whoever reads the file as CSV says what is wrong with it.
  }
  return false
}

/**
 * The file of labels beside an IDX file of images, by its name: `t10k-labels-idx1-ubyte` of `t10k-images-idx3-ubyte`,
 * either of them packed with gzip or not; `null` where there is none.
 */
export function labelsBeside(path: string): string | null {
  return labelPaths(path).find((candidate) => existsSync(candidate)) ?? null
}

/** Where the labels of an IDX file may be; empty if its name does not say. */
export function labelPaths(path: string): string[] {
  const name = basename(path)
  if (!/images/i.test(name)) return []
  const labels = name.replace(/images/i, 'labels').replace(/idx\d/i, 'idx1')
  const names = /\.gz$/i.test(labels) ? [labels, labels.slice(0, -3)] : [labels, `${labels}.gz`]
  return names.map((candidate) => join(dirname(path), candidate))
}

/**
 * Reads an IDX file, gzip or not, and the labels beside it.
 *
 * @throws InputError for a file that is missing, is no IDX file or contradicts its header, and for labels that are not
 * one number for each row
 */
export async function openIdx(
  path: string,
  onProgress: (fraction: number) => void = () => {},
): Promise<IdxFile> {
  const { array: images, source } = await readArray(path, onProgress)
  const size = numbersPerRow(images)
  const place = displayPath(path)
  if (images.lengths.length === 1) {
    const message =
      'must hold rows of numbers, such as images, got single numbers; if these are labels, name the file of images'
    throw new InputError({ place, message })
  }
  if (size > MAX_NUMBERS_PER_ROW) {
    const message = `must have at most ${MAX_NUMBERS_PER_ROW} numbers in a row, got ${size}; make its images smaller`
    throw new InputError({ place, message })
  }
  const labelsPath = labelsBeside(path)
  if (labelsPath === null) return { images, source, labels: null }
  const labels = await readArray(labelsPath, () => {})
  if (labels.array.lengths.join() !== String(source.rows)) {
    const message = `must hold one label for each of the ${source.rows} rows of ${place}, got ${labels.array.lengths.join(' × ')}; put the labels of these rows beside it`
    throw new InputError({ place: displayPath(labelsPath), message })
  }
  return { images, source, labels }
}

/**
 * Hands the rows of an IDX file on as those of a CSV file: `label`, if there are labels, then `pixel1`, `pixel2`, ….
 * Rows are numbered from 1.
 *
 * @param withPixels `false`: instead of them the names of the files, if there are any, as the column `file`
 */
export async function sendIdx(
  { images, source, labels, names }: IdxFile,
  sink: CsvSink,
  withPixels: boolean = true,
): Promise<void> {
  const size = withPixels ? numbersPerRow(images) : 0
  const pixels = Array.from({ length: size }, (_, pixel) => `pixel${pixel + 1}`)
  const files = withPixels || names === undefined ? [] : [fileColumn]
  try {
    sink.start([...files, ...(labels === null ? [] : [labelColumn]), ...pixels], ',')
  } catch (error) {
    if (labels !== null || !(error instanceof InputError)) throw error
    const message = `has no labels; ${wayToLabels(source.path, names !== undefined)}`
    throw new InputError([...error.faults, { place: displayPath(source.path), message }])
  }
  const rowsPerBlock = Math.max(1, Math.floor(NUMBERS_PER_BLOCK / Math.max(size, 1)))
  for (let begin = 0; begin < source.rows; begin += rowsPerBlock) {
    const count = Math.min(rowsPerBlock, source.rows - begin)
    const rows = Array.from({ length: count }, (_, i): string[] => {
      const row = begin + i
      const cells = files.length > 0 ? [names?.[row] ?? ''] : []
      if (labels !== null) cells.push(labels.array.textAt(row))
      for (let pixel = 0; pixel < size; pixel++) cells.push(images.textAt(row * size + pixel))
      return cells
    })
    await sink.rows(
      rows,
      Int32Array.from({ length: count }, (_, i) => begin + i + 1),
    )
    sink.progress?.((begin + count) / source.rows)
    // Lets signals and the progress bar have their turn.
    await setImmediate()
  }
}

function wayToLabels(path: string, areFiles: boolean): string {
  if (areFiles) return 'put the images of each class into a folder that is named for it'
  const [wanted] = labelPaths(path)
  return wanted === undefined
    ? 'they are looked for beside a file that is named such as t10k-images-idx3-ubyte.gz; rename it'
    : `put them beside it as ${basename(wanted)}`
}

function numbersPerRow({ lengths }: IdxArray): number {
  return lengths.slice(1).reduce((product, length) => product * length, 1)
}

/** Size and digest of an IDX file. Throws `InputError` where it is none. */
export async function digestOfIdx(path: string): Promise<FileDigest> {
  return (await readArray(path, () => {})).source
}

async function readArray(
  path: string,
  onProgress: (fraction: number) => void,
): Promise<{ array: IdxArray; source: Source }> {
  const place = displayPath(path)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const { size } = await stat(path)
    const blocks: Uint8Array[] = []
    const onRead = (chunk: Uint8Array): void => {
      hash.update(chunk)
      bytes += chunk.length
      onProgress(bytes / size)
    }
    let unpacked = 0
    for await (const block of fileBytes(path, onRead)) {
      unpacked += block.length
      if (unpacked > MAX_BYTES) {
        const message = `must be at most 2 GiB unpacked, got more; divide it into several files`
        throw new InputError({ place, message })
      }
      blocks.push(block)
    }
    const array = parseIdx(Buffer.concat(blocks), place)
    const [rows = 0] = array.lengths
    return { array, source: { path, rows, bytes, sha256: hash.digest('hex') } }
  } catch (error) {
    if (error instanceof InputError) throw error
    const message = explainFileError(error, 'IDX file')
    throw new InputError({ place, message }, { cause: error })
  }
}
