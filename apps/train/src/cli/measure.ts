import type { CsvSource } from '../data/csv-source.ts'
import { displayPath } from '../data/display-path.ts'
import { loadRows } from '../data/load-rows.ts'
import { type Notice, renamed } from '../data/notice.ts'
import type { Part } from '../data/part.ts'
import type { PartName } from '../data/partition.ts'
import { featureNames } from '../data/preprocessing.ts'
import type { Source } from '../data/read-csv.ts'
import { refuseNoWeight } from '../data/row-weights.ts'
import { streamExamples } from '../data/stream-examples.ts'
import { InterruptedError, unlessAborted } from '../run/interrupted-error.ts'
import { examplesAtOnce } from '../train/batch.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import type { Validated } from '../train/part-meter.ts'
import { type PartRequest, partOfRun } from '../train/part-of-run.ts'
import type { PrepareOptions } from '../train/prepare.ts'
import type { Restored } from '../train/restore.ts'
import { measurer } from '../train/validate.ts'
import type { InputFile } from './input-file.ts'
import { visibleLine } from './visible.ts'

/** How good a model is on some rows. */
export interface Measured {
  readonly validated: Validated
  readonly rows: number
  /** How many steps have a target; undefined where each example has one. */
  readonly steps: number | undefined
  /** The rows themselves, where they were read as a whole. */
  readonly part?: Part
  /** The part of the run's own data; `null` for another file. */
  readonly name: PartName | null
  /** Whether the run's own data is no longer what it was trained with. */
  readonly dataChanged: boolean
  readonly notices: readonly Notice[]
}

type Reading = Pick<PrepareOptions, 'signal' | 'onReading'>

/** Measures a part of the data of the run. */
export async function measurePart(
  restored: Restored,
  request: PartRequest,
  reading: Reading,
): Promise<Measured> {
  const { part, ...found } = await partOfRun(restored, request, reading)
  return { ...found, ...measureWhole(restored, part, `the ${found.name} part`) }
}

/** Measures what the command line names: a CSV file batch by batch, images and sequences as a whole. */
export async function measureFile(
  restored: Restored,
  file: InputFile,
  reading: Reading,
): Promise<Measured> {
  if (file.kind === 'rows') return measureInBatches(restored, file.source, reading)
  const { path, rename: named } = file
  const { signal, onReading } = reading
  const options = { targets: 'required', onProgress: onReading } as const
  const loading = loadRows(path, restored.preprocessing, options)
  const { targets, notices, ...loaded } = await unlessAborted(signal, loading)
  if (targets === null) throw new TypeError('loadRows: required targets must be given, got null')
  const told = [...notices, ...trainedOnNotices(restored, loaded.source, displayPath(path))]
  return {
    ...measureWhole(restored, { ...loaded, targets }, visibleLine(named(path))),
    name: null,
    dataChanged: false,
    notices: told.map((notice) => renamed(notice, named)),
  }
}

function measureWhole(
  restored: Restored,
  part: Part,
  what: string,
): Pick<Measured, 'validated' | 'rows' | 'steps' | 'part'> {
  const { config, preprocessing, learner, measures } = restored
  checkIndices(config, featureNames(preprocessing), part)
  checkSteps(learner, part, what)
  return {
    validated: measurer(learner, preprocessing.target, measures).whole(part),
    part,
    rows: part.rows,
    steps: part.stepRows && part.targets.length,
  }
}

async function measureInBatches(
  restored: Restored,
  source: CsvSource,
  { signal, onReading }: Reading,
): Promise<Measured> {
  const { config, preprocessing, learner, measures } = restored
  const features = featureNames(preprocessing)
  const meter = measurer(learner, preprocessing.target, measures).inBatches()
  let largestWeight = 0
  const read = await streamExamples(source, preprocessing, {
    targets: 'required',
    atOnce: examplesAtOnce(null),
    withCells: false,
    take(batch) {
      if (signal.aborted) throw new InterruptedError(signal.reason)
      checkIndices(config, features, batch)
      for (const weight of batch.weights ?? []) largestWeight = Math.max(largestWeight, weight)
      meter.add(batch)
    },
    onProgress: onReading,
  })
  const { weight } = preprocessing
  if (weight !== undefined && read.rows > 0)
    refuseNoWeight({ largest: largestWeight, rows: read.rows }, source.place, weight)
  return {
    validated: meter.finish(),
    rows: read.rows,
    steps: undefined,
    name: null,
    dataChanged: false,
    notices: [...read.notices, ...trainedOnNotices(restored, read.source, source.place)],
  }
}

/** A line where a file is the one that the run was trained on. */
function trainedOnNotices({ data }: Restored, source: Source, place: string): Notice[] {
  // The first of the run's files is the one that it was trained on.
  if (source.sha256 !== data[0]?.sha256) return []
  const text =
    'is the file that the run was trained on, so figures come out too good; --part validation or --part test measures rows that were not'
  return [{ place, column: null, text }]
}
