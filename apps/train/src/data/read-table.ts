import { areImages, digestOfImages, readImages, sendLabels } from '#images'
import { CsvSource, type FileDigest } from './csv-source.ts'
import { type CsvLayout, type CsvSink, readCsv } from './read-csv.ts'
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
export const digestOfData = async (path: string): Promise<FileDigest> =>
  (await areImages(path)) ? digestOfImages(path) : digestOfText(CsvSource.file(path))

/**
 * Hands the cells of a file on, as text, for the sake of those who read its predictions: the rows of a CSV file, and
 * the labels and the names of images.
 */
export async function copyCells(path: string, layout: CsvLayout, sink: CsvSink): Promise<void> {
  if (await areImages(path)) await sendLabels(path, sink)
  else await readCsv(path, layout, sink)
}
