import { type Fault, InputError } from '../errors.ts'
import { CsvSource, type FileDigest } from './csv-source.ts'
import { displayPath } from './display-path.ts'
import { plain } from './notation.ts'
import { type CsvLayout, type CsvSink, readCsv } from './read-csv.ts'
import { digestOfIdx, type IdxFile, isIdx, labelColumn, openIdx, sendIdx } from './read-idx.ts'
import { isImageFolder, openImageFolder } from './read-image-folder.ts'
import type { Reading } from './reading.ts'
import type { Table, TableRequest } from './table.ts'
import { TableBuilder } from './table-builder.ts'
import { digestOfText } from './text-blocks.ts'

/** Reads a CSV or IDX file, or a folder of images, into typed columns. Throws `InputError` for whatever does not fit. */
export async function readTable(request: TableRequest): Promise<Table> {
  if (await areImages(request.path)) return readImages(request)
  const builder = new TableBuilder(request)
  const source = await readCsv(request.path, request, builder)
  return builder.finish(source)
}

/** The digest of data, as reading them gives it. Throws `InputError` where they cannot be read. */
export async function digestOfData(path: string): Promise<FileDigest> {
  if (isImageFolder(path)) return (await openImageFolder(path)).source
  return (await isIdx(path)) ? digestOfIdx(path) : digestOfText(CsvSource.file(path))
}

/**
 * Hands the cells of a file on, as text, for the sake of those who read its predictions: the rows of a CSV file, and
 * the labels and the names of images.
 */
export async function copyCells(path: string, layout: CsvLayout, sink: CsvSink): Promise<void> {
  if (await areImages(path)) await sendIdx(await openImages(path), sink, false)
  else await readCsv(path, layout, sink)
}

/** Whether data are images: an IDX file, or a folder of them. */
export const areImages = async (path: string): Promise<boolean> =>
  isImageFolder(path) || isIdx(path)

const openImages = (path: string, onProgress?: (fraction: number) => void): Promise<IdxFile> =>
  isImageFolder(path) ? openImageFolder(path, onProgress) : openIdx(path, onProgress)

async function readImages(request: TableRequest): Promise<Table> {
  refuseLayout(request)
  const { onProgress } = request
  const file = await openImages(request.path, onProgress)
  const { images, source, labels } = file
  const readings: TableRequest['readings'] = (columns, place) => {
    const areClasses = labels?.array.isInteger === true
    const known = [...request.readings(columns, place)].map(
      ([name, reading]) => [name, readingOf(name, reading, areClasses)] as const,
    )
    return new Map(known)
  }
  const builder = new TableBuilder({ ...request, readings, onProgress: undefined })
  await sendIdx(file, builder)
  const [, ...lengths] = images.lengths
  return {
    ...builder.finish(source),
    labels: labels?.source ?? null,
    shape: lengths.length === 1 ? null : lengths.length === 2 ? [1, ...lengths] : lengths,
  }
}

/** A column of an IDX file holds numbers, so that there is nothing to find out; labels that are integers are classes. */
function readingOf(name: string, reading: Reading, areClasses: boolean): Reading {
  if (typeof reading === 'string' || reading.kind === 'numeric') return reading
  if (reading.purpose !== 'target') return { kind: 'numeric', columns: [{ name, notation: plain }] }
  return name === labelColumn && areClasses ? 'categorical' : reading
}

/** Refuses settings of CSV files, which would do nothing. */
function refuseLayout({ path, delimiter, comment = null, header }: TableRequest): void {
  const faults = Object.entries({ delimiter, comment, header }).flatMap(([key, value]): Fault[] => {
    if (value === null || value === true) return []
    const message = `data.${key}: must be left out for ${isImageFolder(path) ? 'a folder of images' : 'an IDX file'}`
    return [{ place: displayPath(path), message }]
  })
  if (faults.length > 0) throw new InputError(faults)
}
