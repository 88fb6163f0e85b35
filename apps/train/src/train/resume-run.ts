import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { loadConfig } from '../config/load.ts'
import { writeConfig } from '../config/write.ts'
import type { Notice } from '../data/notice.ts'
import { InputError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { describeEnvironment, type Invocation } from '../run/environment.ts'
import { jsonText } from '../run/json-text.ts'
import { MetricsLog } from '../run/metrics-log.ts'
import type { StoredRun } from '../run/read-run.ts'
import type { RunFolder } from '../run/run-folder.ts'
import { RunLock } from '../run/run-lock.ts'
import { dataDiffer, differenceText, surroundingsDiffer } from '../run/surroundings.ts'
import { checkLonger } from './longer-training.ts'
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts'
import { refuseOtherOverrides } from './refuse-other-overrides.ts'
import { type ResumePoint, readResumePoint } from './resume-point.ts'
import type { Resumption } from './run-training.ts'

/** What a run is resumed with. */
export interface ResumeOptions extends PrepareOptions {
  readonly invocation: Invocation
  /** Of where files have gone, such as `data.file=new/place.csv`. */
  readonly overrides: readonly string[]
  /** More epochs than it was to have. */
  readonly epochs?: number | undefined
}

/** A run that is ready to go on. */
export interface ResumedRun {
  readonly prepared: Prepared
  readonly folder: RunFolder
  readonly resumption: Resumption
  /** What may make its weights others than those of a run that was not stopped. */
  readonly notices: readonly Notice[]
}

/**
 * Prepares a run to go on where its files stand, and keeps other processes out of it: `runTraining` lets them in again.
 *
 * @throws InputError where another process trains it, where its data, methods or files have changed, or where more
 * epochs would have begun otherwise; the run is as it was then
 */
export async function resumeRun(run: StoredRun, options: ResumeOptions): Promise<ResumedRun> {
  refuseOtherOverrides(
    options.overrides,
    'a run that goes on takes only where files have gone, such as data.file; --epochs trains longer, and sobolev train --from starts another run from its weights',
  )
  const { files } = run
  const lock = RunLock.take(files.lock)
  let log: MetricsLog | undefined
  try {
    const loaded = await loadConfig(files.config, options.overrides)
    const point = readResumePoint(files)
    const epochs = options.epochs ?? loaded.training.epochs
    if (epochs !== loaded.training.epochs) checkEpochs(epochs, loaded.training.epochs, point)
    if (epochs > loaded.training.epochs) checkLonger(loaded, epochs)
    const config = { ...loaded, training: { ...loaded.training, epochs } }
    const prepared = await prepare(config, options)
    checkSameData(run, prepared, point)
    const {
      data,
      methods: _,
      ...current
    } = describeEnvironment(options.invocation, prepared.dataset.sources)
    const { program } = surroundingsDiffer(run.environment, current)
    // From here on the run is changed.
    log = new MetricsLog(files.metrics, point?.progress.lines ?? 0)
    for (const name of readdirSync(files.path))
      if (/^\..*\.tmp$/.test(name)) rmSync(join(files.path, name), { force: true })
    const { epoch, step } = point?.progress.position ?? { epoch: 0, step: 0 }
    writeTextAtomic(
      files.environment,
      jsonText({
        ...(run.environment.started === undefined ? { ...current, data } : run.environment),
        resumed: [...run.environment.resumed, { ...current, epoch, step }],
      }),
    )
    if (options.overrides.length > 0 || epochs !== loaded.training.epochs)
      writeTextAtomic(files.config, writeConfig(prepared.config))
    for (const file of [files.failure, files.result]) rmSync(file, { force: true })
    return {
      prepared,
      folder: { ...files, topmost: files.path },
      resumption: { lock, log, point },
      notices: program.map((difference) => ({
        place: 'resume',
        column: null,
        text: `${differenceText(difference)}; the weights may not be those of a run that was not stopped`,
      })),
    }
  } catch (error) {
    try {
      log?.close()
    } finally {
      lock.release()
    }
    throw error
  }
}

function checkEpochs(epochs: number, before: number, point: ResumePoint | null): void {
  const { epoch = 0, row = 0 } = point?.progress.position ?? {}
  const least = row > 0 ? epoch + 1 : epoch
  if (epochs > before || epochs >= least) return
  throw new InputError(
    `--epochs: must be at least ${least}, which this run has come to, got ${epochs}; its earlier weights are not kept`,
  )
}

/** @throws InputError where files hold other data, or where the program makes other inputs of them */
function checkSameData(run: StoredRun, { dataset }: Prepared, point: ResumePoint | null): void {
  const description = point?.checkpoint.description
  const recorded = description?.data ?? run.environment.data
  if (recorded.length === 0) return
  const faults = dataDiffer(recorded, dataset.sources).map(({ what, recorded: before, here }) => ({
    place: what,
    message: `has changed since the run began: it had ${before}, got ${here}; bring the file back, or name its new place with --set data.file=…`,
  }))
  if (faults.length > 0) throw new InputError(faults)
  const { preprocessing } = dataset
  const isSame =
    description === undefined ||
    isDeepStrictEqual(JSON.parse(JSON.stringify(preprocessing)), description.preprocessing)
  if (isSame) return
  throw new InputError({
    place: run.path,
    message:
      'this version prepares the data in another way than the one that began the run; resume it with the version that environment.json names',
  })
}
