import { blobs, blobsConfig, type Project, plane } from './project.fixture.ts'

/** A trained run, and what it says of itself. */
export interface TrainedBlobs {
  /** Its folder, from that of the project. */
  readonly run: string
  readonly validation: unknown
  readonly tables: { readonly confusionMatrix: { readonly counts: readonly number[][] } }
}

/** Trains `blobs.yaml` on `blobs.csv` in a project, which gets `plane.csv` beside them. */
export async function trainBlobs(project: Project): Promise<TrainedBlobs> {
  project.write('blobs.csv', blobs(80))
  project.write('plane.csv', plane(40))
  project.write('blobs.yaml', blobsConfig)
  const { out } = await project.run(['train', 'blobs.yaml', '--json', '-q'])
  const { validation, tables } = JSON.parse(out)
  return { run: project.runs()[0] ?? '', validation, tables: tables.validation }
}

/** The cells of a small CSV without quotes. */
export const rowsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
