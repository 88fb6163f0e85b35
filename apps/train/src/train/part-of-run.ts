import { Rng } from '@sobolev/core'
import type { Notice } from '../data/notice.ts'
import type { Part } from '../data/part.ts'
import type { PartName } from '../data/partition.ts'
import { digestOfData } from '../data/read-table.ts'
import { InputError } from '../errors.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { type PrepareOptions, readData } from './prepare.ts'
import { changesNoModel, keyOf, type Restored } from './restore.ts'

/** A part of the data that a run was trained with. */
export interface PartOfRun {
  readonly part: Part
  readonly name: PartName
  /** Whether the run's own data is no longer what it was trained with. */
  readonly dataChanged: boolean
  /** What the rows hold that the model was not trained on. */
  readonly notices: readonly Notice[]
}

/** Which part is read, and how. */
export interface PartRequest {
  /** The validation part unless given. */
  readonly part?: PartName | undefined
  /** Whether to go on where files have changed; false unless given. */
  readonly dataChanged?: boolean | undefined
  /** The overrides that the model was restored with. */
  readonly overrides: readonly string[]
}

/**
 * Reads a part of the data of a run again: the same rows as in training.
 *
 * @throws InputError where the files have changed, cannot be read, or have no such part
 */
export async function partOfRun(
  restored: Restored,
  request: PartRequest,
  reading: Pick<PrepareOptions, 'signal' | 'onReading'>,
): Promise<PartOfRun> {
  const { config, data } = restored
  const name = request.part ?? 'validation'
  const otherKey = request.overrides
    .map(keyOf)
    .find((key) => key !== 'data.file' && !changesNoModel(key))
  if (otherKey !== undefined) {
    const message = `goes with a CSV file only: read in another way, the files of the run would be divided into other parts; leave it out, or give sobolev evaluate a CSV file`
    throw new InputError({ place: `--set ${otherKey}`, message })
  }
  const changed: string[] = []
  for (const { path, sha256 } of data) {
    const digest = await unlessAborted(reading.signal, digestOfData(path))
    if (digest.sha256 !== sha256) changed.push(path)
  }
  if (changed.length > 0 && request.dataChanged !== true) {
    const message = `has changed since training (its SHA-256 is another), so the ${name} part may hold rows that were trained on; bring the file back, go on with --data-changed, or give sobolev evaluate a CSV file`
    throw new InputError(changed.map((place) => ({ place, message })))
  }
  const dataset = await readData(config, new Rng(config.seed), reading, restored)
  const part = dataset[name]
  if (part === null) {
    const message =
      'the run has no test part; train with data.test, or give sobolev evaluate a CSV file'
    throw new InputError({ place: '--part test', message })
  }
  return { part, name, dataChanged: changed.length > 0, notices: dataset.notices }
}
