import { Rng } from '@sobolev/core'
import { readStartingPoint, withStartNotices } from '#starting-point'
import type { Config } from '../config/config.ts'
import { type Dataset, loadDataset } from '../data/dataset.ts'
import type { Part } from '../data/part.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { checkCategoryIndices } from './check-category-indices.ts'
import { checkIndices, checkInnerIndices } from './check-indices.ts'
import { checkLossTargets } from './check-loss-targets.ts'
import { checkSteps } from './check-steps.ts'
import { differenceNoise } from './difference-noise.ts'
import { ensembleNotices } from './ensemble-notices.ts'
import { ensembleOf } from './ensemble-of.ts'
import { EvaluatedModel } from './evaluated-model.ts'
import { exchangedDerivatives } from './exchanged-derivatives.ts'
import { checkMonitorsAvailable } from './figure-remarks.ts'
import { checkFolds, type MemberParts, partsOfMember, rowsOfMember } from './folds.ts'
import { hiddenBends } from './hidden-bends.ts'
import { buildLearner, type Learner, stepsPerEpochOf } from './learner.ts'
import { linearLayers } from './linear-layers.ts'
import { longerThanTraining } from './longer-than-training.ts'
import { type Measure, measuresOf, unmeasuredNotices } from './measures.ts'
import { mixedExamples } from './mixed-examples.ts'
import { checkMixedSteps } from './mixed-targets.ts'
import { predictorOf } from './predictor.ts'
import type { StartingPoint } from './starting-point.ts'
import { stepsOfEpochs } from './steps-of-epochs.ts'
import { assignStored } from './stored-weights.ts'
import { buildTrainer, type Trainer } from './trainer.ts'
import { classCounts, stepWeights, weighted } from './training-weights.ts'

/** Everything that stands before the first step; nothing has been written yet. */
export interface Prepared {
  readonly config: Config
  readonly dataset: Dataset
  /** The training part as it is trained on, with the weights of its rows. */
  readonly training: Part
  /** Of the first training. */
  readonly trainer: Trainer
  /** What trains the member of a number, counted from 0, with its source of randomness, and on which rows. */
  readonly trainingOf: (member: number) => MemberData
  /** What is evaluated of the training as it goes. */
  readonly evaluated: EvaluatedModel
  /** What it measures beside the loss. */
  readonly measures: readonly Measure[]
  /** The run's source of randomness; its children are `data`, `initial`, `penalties`, `shuffle`, `step`, `members` and `drawn`. */
  readonly rng: Rng
  /** Whether operations run one by one instead of compiled. */
  readonly eager: boolean
}

/** How a member is trained, and what its figures are of. */
interface MemberData extends MemberParts {
  readonly trainer: Trainer
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
  const start = config.from === null ? null : await readStartingPoint(config.from, config)
  const preparation = start && { preprocessing: start.preprocessing, noOtherInputs: true }
  const read = await readData(config, new Rng(config.seed), options, preparation)
  return prepareOn(read, config, options, start)
}

/**
 * Builds the model of a config for data that were read.
 *
 * @param start of a config that starts from a checkpoint, what it found there
 * @throws InputError for data, a loss or a checkpoint that do not fit
 */
export function prepareOn(
  read: Dataset,
  config: Config,
  { eager = false }: Pick<PrepareOptions, 'eager'>,
  start: StartingPoint | null = null,
): Prepared {
  const rng = new Rng(config.seed)
  const rowsOfFirst = rowsOfMember(config, read, 0)
  const stepsPerEpoch = stepsPerEpochOf(config, rowsOfFirst)
  const steps = stepsOfEpochs(config.training.epochs, stepsPerEpoch, 'training.epochs')
  const dataset = {
    ...read,
    notices: [
      ...read.notices,
      ...unmeasuredNotices(config, read),
      ...hiddenBends(config),
      ...mixedExamples(config),
      ...differenceNoise(config),
      ...exchangedDerivatives(config, read),
      ...linearLayers(config),
      ...longerThanTraining(config, steps),
    ],
  }
  const measures = measuresOf(config, dataset)
  const { target } = dataset.preprocessing
  checkMonitorsAvailable(config, dataset.validation, target, measures)
  const learnerOf = (source: Rng, rows: number): Learner =>
    buildLearner(config, dataset, source.split('initial'), {
      stepsPerEpoch: stepsPerEpochOf(config, rows),
    })
  for (const part of [dataset.training, dataset.validation, dataset.test])
    if (part !== null) checkIndices(config, dataset.features, part)
  checkFolds(config, ensembleOf(config, stepsPerEpoch))
  const learner = learnerOf(rng, rowsOfFirst)
  checkCategoryIndices(config, learner.layout)
  checkLossTargets(config, dataset)
  for (const part of ['training', 'validation', 'test'] as const) {
    const { [part]: examples } = dataset
    if (examples === null) continue
    checkSteps(predictorOf(config, learner, 1), examples, `the ${part} part`)
  }
  checkInnerIndices(config, learner, dataset.training)
  checkMixedSteps(config, dataset.training)
  if (start !== null)
    assignStored(learner.variables, withoutCalibration(start.weights), start.from.checkpoint)
  const told = {
    ...dataset,
    notices: [...dataset.notices, ...ensembleNotices(config, learner, dataset.training)],
  }
  const training = weighted(config, dataset)
  const trainerOf = (ofMember: Learner, part: Part, source: Rng): Trainer =>
    buildTrainer(config, ofMember, {
      training: part,
      rng: source.split('penalties'),
      classWeights: stepWeights(config, dataset),
      classCounts: classCounts(dataset),
      groups: groupsIn(dataset.training),
      eager,
    })
  const partsOf = (member: number): MemberParts =>
    partsOfMember(config, { part: training, validation: dataset.validation }, member)
  const first = partsOf(0)
  const trainer = trainerOf(learner, first.part, rng)
  const evaluated = new EvaluatedModel({
    ...{ config, learner, target, measures, stepsPerEpoch, eager },
    rng: rng.split('drawn'),
  })
  return {
    config: { ...config, from: start?.from ?? null },
    dataset: start === null ? told : withStartNotices(told, start),
    training,
    trainer,
    trainingOf(member) {
      if (member === 0) return { trainer, rng, ...first }
      const parts = partsOf(member)
      const source = rng.split('members').split(member)
      const ofMember = learnerOf(source, parts.part.rows)
      return { trainer: trainerOf(ofMember, parts.part, source), rng: source, ...parts }
    },
    eager,
    evaluated,
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

/** The weights that are trained: training again asks for another calibration. */
const withoutCalibration = <T>(weights: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...weights].filter(([name]) => !name.startsWith('calibration.')))
