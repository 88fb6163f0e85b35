import { Rng } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import { type Dataset, loadDataset } from '../data/dataset.ts'
import type { Part } from '../data/part.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { checkIndices } from './check-indices.ts'
import { checkLossTargets } from './check-loss-targets.ts'
import { checkSteps } from './check-steps.ts'
import { differenceNoise } from './difference-noise.ts'
import { checkMonitorsAvailable } from './figure-remarks.ts'
import { hiddenBends } from './hidden-bends.ts'
import { buildLearner, stepsPerEpochOf } from './learner.ts'
import { type Measure, measuresOf, unmeasuredNotices } from './measures.ts'
import { mixedExamples } from './mixed-examples.ts'
import { readStartingPoint, withStartNotices } from './starting-point.ts'
import { assignStored } from './stored-weights.ts'
import { buildTrainer, type Trainer } from './trainer.ts'
import { stepWeights, weighted } from './training-weights.ts'
import { type Validate, validator } from './validate.ts'

/** Everything that stands before the first step; nothing has been written yet. */
export interface Prepared {
  readonly config: Config
  readonly dataset: Dataset
  /** The training part as it is trained on, with the weights of its rows. */
  readonly training: Part
  readonly trainer: Trainer
  readonly validate: Validate
  /** What it measures beside the loss. */
  readonly measures: readonly Measure[]
  /** The run's source of randomness; its children are `data`, `initial`, `penalties`, `shuffle` and `step`. */
  readonly rng: Rng
}

/** Options of `prepare`. */
export interface PrepareOptions {
  readonly signal: AbortSignal
  /** Hears the share of the data that has been read. */
  readonly onReading: (fraction: number) => void
  /** Runs operations one by one instead of compiled; false unless said otherwise. */
  readonly eager?: boolean | undefined
}

/**
 * Reads the data of a config and builds its model.
 *
 * @throws InputError for data, a loss or a checkpoint that do not fit; InterruptedError if the
 * signal aborts
 */
export async function prepare(config: Config, options: PrepareOptions): Promise<Prepared> {
  const rng = new Rng(config.seed)
  const start = config.from === null ? null : await readStartingPoint(config.from, config)
  const preparation = start && { preprocessing: start.preprocessing, noOtherInputs: true }
  const read = await readData(config, rng, options, preparation)
  const dataset = {
    ...read,
    notices: [
      ...read.notices,
      ...unmeasuredNotices(config, read),
      ...hiddenBends(config),
      ...mixedExamples(config),
      ...differenceNoise(config),
    ],
  }
  const measures = measuresOf(config, dataset)
  const { target } = dataset.preprocessing
  checkMonitorsAvailable(config, dataset.validation, target, measures)
  const { eager = false } = options
  const learner = buildLearner(config, dataset, rng.split('initial'), {
    stepsPerEpoch: stepsPerEpochOf(config, dataset.training.rows),
  })
  checkLossTargets(config, dataset)
  for (const part of ['training', 'validation', 'test'] as const) {
    const { [part]: examples } = dataset
    if (examples === null) continue
    checkIndices(config, dataset.features, examples)
    checkSteps(learner, examples, `the ${part} part`)
  }
  if (start !== null) assignStored(learner.variables, start.weights, start.from.checkpoint)
  return {
    config: { ...config, from: start?.from ?? null },
    dataset: start === null ? dataset : withStartNotices(dataset, start),
    training: weighted(config, dataset),
    trainer: buildTrainer(config, learner, {
      rows: dataset.training.rows,
      rng: rng.split('penalties'),
      classWeights: stepWeights(config, dataset),
      groups: groupsIn(dataset.training),
      eager,
    }),
    validate: validator(learner, target, measures, eager),
    measures,
    rng,
  }
}

/** How many groups there are in the columns that methods read. */
const groupsIn = ({ columns = {} }: Part): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, { groups }]) =>
      groups === null ? [] : [[name, groups] as const],
    ),
  )

/** A model whose preprocessing data are prepared by. */
interface TrainedModel {
  readonly preprocessing: Preprocessing
  /** Whether the data may hold no inputs that it does not know; false unless said otherwise. */
  readonly noOtherInputs?: boolean
}

/**
 * The data of a config, split by the child `data` of `rng`: the same rows validate every time.
 *
 * @param model one that was trained already: its preprocessing is taken instead of fitting another
 */
export function readData(
  config: Config,
  rng: Rng,
  { signal, onReading }: PrepareOptions,
  model: TrainedModel | null = null,
): Promise<Dataset> {
  const reading = loadDataset(config, {
    rng: rng.split('data'),
    fitted: model?.preprocessing,
    noOtherInputs: model?.noOtherInputs,
    onProgress: onReading,
  })
  return unlessAborted(signal, reading)
}
