import { type Fault, InputError } from '../errors.ts'
import type { FileDigest } from './csv-source.ts'
import { displayPath } from './display-path.ts'
import { plain } from './notation.ts'
import type { CsvSink } from './read-csv.ts'
import { digestOfIdx, type IdxFile, isIdx, labelColumn, openIdx, sendIdx } from './read-idx.ts'
import { isImageFolder, openImageFolder } from './read-image-folder.ts'
import type { Reading } from './reading.ts'
import type { Table, TableRequest } from './table.ts'
import { TableBuilder } from './table-builder.ts'

export { labelColumn }

/** Whether data are images: an IDX file, or a folder of them. */
export const areImages = async (path: string): Promise<boolean> =>
  isImageFolder(path) || isIdx(path)

/** Opens images, and the labels beside them. */
export const openImages = (
  path: string,
  onProgress?: (fraction: number) => void,
): Promise<IdxFile> =>
  isImageFolder(path) ? openImageFolder(path, onProgress) : openIdx(path, onProgress)

/** Reads images into typed columns, a pixel in each. */
export async function readImages(request: TableRequest): Promise<Table> {
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

/** The digest of images, as reading them gives it. */
export const digestOfImages = async (path: string): Promise<FileDigest> =>
  isImageFolder(path) ? (await openImageFolder(path)).source : digestOfIdx(path)

/** Hands the labels and the names of images on, as text. */
export const sendLabels = async (path: string, sink: CsvSink): Promise<void> =>
  sendIdx(await openImages(path), sink, false)
