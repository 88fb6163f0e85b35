import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { loadConfig } from '../config/load.ts'
import { DivergedError, InputError } from '../errors.ts'
import { changedMethods } from '../run/changed-methods.ts'
import { readCheckpoint } from '../run/checkpoint.ts'
import { compareText } from '../run/compare-text.ts'
import { weightsDigest } from '../run/digest.ts'
import { describeEnvironment, type Invocation } from '../run/environment.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import type { StoredRun } from '../run/read-run.ts'
import type { StoredEpoch } from '../run/stored-records.ts'
import { type Difference, dataDiffer, surroundingsDiffer } from '../run/surroundings.ts'
import { writingTo } from '../write-error.ts'
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts'
import type { EpochRecord, RunResult } from './records.ts'
import { refuseOtherOverrides } from './refuse-other-overrides.ts'
import { runTraining } from './run-training.ts'
import { startRun } from './start-run.ts'

/** What a run is repeated with. */
export interface VerifyOptions extends PrepareOptions {
  readonly invocation: Invocation
  /** Of where files have gone, such as `data.file=new/place.csv`. */
  readonly overrides: readonly string[]
  /** Repeats so many epochs alone. */
  readonly epochs?: number | undefined
  /** Hears how much of all that is repeated is done. */
  readonly onStep: (fraction: number) => void
}

/** Where a repeated run differs from the recorded one first. */
export interface FirstDifference {
  /** Of which training of several, from 1. */
  readonly member?: number
  /** The epoch, from 1; null: what was made of the weights at the end. */
  readonly epoch: number | null
  /** The steps in which it arose, the first and the last, from 1; null at the end. */
  readonly steps: readonly [first: number, last: number] | null
  /** The tensors that differ; empty where the run does not tell them apart. */
  readonly tensors: readonly string[]
  /** What else differs, in words. */
  readonly what: string
}

/** What repeating a run has shown. */
export interface Verification {
  readonly run: string
  /** Whether everything that was repeated is the same to the last bit. */
  readonly same: boolean
  /** How many epochs were repeated and are the same. */
  readonly epochs: number
  readonly first: FirstDifference | null
  /** Data and methods that have changed: nothing was repeated with others. */
  readonly inputs: readonly Difference[]
  /** Versions and code that may change the weights. */
  readonly program: readonly Difference[]
  /** What changes no bit. */
  readonly machine: readonly Difference[]
  /** SHA-256 of the final weights, recorded and repeated; null where it was not repeated to its end. */
  readonly digest: { readonly recorded: string; readonly here: string } | null
}

/**
 * Repeats a run from its config and data, in a temporary folder, as far as it has come or for some epochs, until
 * something differs.
 *
 * @throws InputError for a run without a finished epoch, or whose files are damaged, and for other overrides;
 * InterruptedError
 */
export async function verifyRun(run: StoredRun, options: VerifyOptions): Promise<Verification> {
  refuseOtherOverrides(
    options.overrides,
    'a run is repeated as it was, and takes only where files have gone, such as data.file; sobolev train starts another run',
  )
  const recorded = run.epochs
  if (recorded.length === 0)
    throw new InputError({ place: run.path, message: 'has no finished epoch to compare with' })
  const inputs = changedMethods(run.environment.methods)
  const surroundings = surroundingsDiffer(
    run.environment,
    describeEnvironment(options.invocation, []),
  )
  const none = { run: run.path, same: false, epochs: 0, first: null, digest: null, ...surroundings }
  if (inputs.length > 0) return { ...none, inputs }
  const config = await loadConfig(run.files.config, options.overrides)
  const prepared = await prepare(config, options)
  const data = dataDiffer(run.environment.data, prepared.dataset.sources)
  if (run.environment.data.length > 0 && data.length > 0) return { ...none, inputs: data }
  const { epochs, first, digest } = await repeat(run, prepared, options)
  return { ...none, same: first === null, epochs, first, inputs: [], digest }
}

/** Trains again until something differs, or as long as there is something to compare with. */
async function repeat(
  run: StoredRun,
  prepared: Prepared,
  { epochs, invocation, signal, onStep }: VerifyOptions,
): Promise<Pick<Verification, 'epochs' | 'first' | 'digest'>> {
  const recorded = run.epochs
  const count = Math.min(epochs ?? recorded.length, recorded.length)
  const hasEnd = run.result !== null && run.result.status !== 'interrupted'
  const isWhole = hasEnd && count === recorded.length
  const share = (prepared.config.training.epochs * prepared.evaluated.trainings) / count
  const enough = new AbortController()
  const output = writingTo(tmpdir(), () => mkdtempSync(join(tmpdir(), 'sobolev-verify-')))
  const found: FirstDifference[] = []
  let same = 0
  try {
    const result = await runTraining(prepared, startRun(prepared, output, invocation), {
      signal: AbortSignal.any([signal, enough.signal]),
      onStep: (fraction) => onStep(Math.min(1, fraction * share)),
      onEpoch(record) {
        const before = recorded.slice(0, same).findLast(({ member }) => member === record.member)
        const difference = epochDiffers(prepared, recorded[same], record, before)
        if (difference) found.push(difference)
        else same++
        if (difference || (same === count && !isWhole)) enough.abort()
      },
    })
    if (signal.aborted) throw new InterruptedError(signal.reason)
    const [first = null] = found
    if (first !== null || enough.signal.aborted) return { epochs: same, first, digest: null }
    return { epochs: same, ...endDiffers(run, result) }
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error
    const what = `it diverges, and did not when it was recorded: ${error.message}`
    const first = { epoch: same + 1, steps: null, tensors: [], what }
    return { epochs: same, first, digest: null }
  } finally {
    rmSync(output, { recursive: true, force: true })
  }
}

/**
 * What differs between an epoch as it was recorded and as it is here; null where nothing does. `before`: the epoch
 * before it, of the same member.
 */
function epochDiffers(
  { trainer }: Prepared,
  recorded: StoredEpoch | undefined,
  repeated: EpochRecord,
  before: StoredEpoch | undefined,
): FirstDifference | null {
  const { member, epoch, step } = repeated
  const place = { ...(member !== undefined && { member }), epoch }
  if (recorded === undefined || recorded.epoch !== epoch)
    return { ...place, steps: null, tensors: [], what: 'an epoch that was not recorded' }
  const steps = [(before?.step ?? 0) + 1, step] as const
  if (recorded.digest !== undefined && recorded.digest !== repeated.digest) {
    const tensors = differingTensors(
      Object.keys(trainer.learner.variables),
      recorded.checksums,
      repeated.checksums,
    )
    return { ...place, steps, tensors, what: 'the weights' }
  }
  const figuresOf = ({ training, validation }: object & Partial<StoredEpoch>): unknown =>
    JSON.parse(JSON.stringify({ training, validation }))
  const [figuresThen, figuresNow] = [
    figuresOf(recorded),
    figuresOf(JSON.parse(JSON.stringify(repeated))),
  ]
  if (isDeepStrictEqual(figuresThen, figuresNow)) return null
  const names = differingFigures(figuresThen, figuresNow)
  const told = recorded.digest === undefined ? '' : ', of the same weights'
  return { ...place, steps, tensors: [], what: `the figures ${names.join(', ')}${told}` }
}

/** The names of the tensors whose checksums differ. */
function differingTensors(
  names: readonly string[],
  recorded: string | undefined,
  repeated: string,
): string[] {
  if (recorded?.length !== repeated.length) return []
  const digits = 8
  return [...names].sort(compareText).filter((_, index) => {
    const [begin, end] = [digits * index, digits * (index + 1)]
    return recorded.slice(begin, end) !== repeated.slice(begin, end)
  })
}

/** The paths of the values that differ in two nestings of the same form. */
function differingFigures(recorded: unknown, repeated: unknown, path: string = ''): string[] {
  const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null
  if (!isMap(recorded) || !isMap(repeated)) return Object.is(recorded, repeated) ? [] : [path]
  const before = new Map(Object.entries(recorded))
  const after = new Map(Object.entries(repeated))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    differingFigures(before.get(key), after.get(key), path === '' ? key : `${path}.${key}`),
  )
}

/** What differs at the end of a run that was repeated as a whole. */
function endDiffers(run: StoredRun, result: RunResult): Pick<Verification, 'first' | 'digest'> {
  const atEnd = (what: string): FirstDifference => ({ epoch: null, steps: null, tensors: [], what })
  const { digest: recorded, checkpoint, status } = run.result ?? {}
  if (recorded === undefined || checkpoint === undefined) return { first: null, digest: null }
  const digest = { recorded, here: result.digest }
  if (status !== result.status)
    return { first: atEnd(`the end: it was ${status}, here it is ${result.status}`), digest }
  if (recorded !== result.digest) return { first: atEnd('the final weights'), digest }
  const kept = weightsDigest(readCheckpoint(join(run.path, checkpoint)).weights)
  const words = `${checkpoint} in its folder, whose weights have the digest ${kept}`
  if (kept !== recorded) return { first: atEnd(words), digest }
  const figuresThen = finalFigures(run.result ?? {})
  const figuresNow = finalFigures(JSON.parse(JSON.stringify(result)))
  if (isDeepStrictEqual(figuresThen, figuresNow)) return { first: null, digest }
  const names = differingFigures(figuresThen, figuresNow).join(', ')
  return { first: atEnd(`the figures ${names} of the final weights`), digest }
}

/** What a result says of the final weights. */
const finalFigures = ({
  validation,
  test,
  tables,
  calibration,
}: Readonly<Record<string, unknown>>) => ({ validation, test, tables, calibration }) as const
