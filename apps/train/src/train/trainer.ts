import type { Rng, Tensor, Variable } from '@sobolev/core'
import {
  chain,
  constrain,
  evaluateWith,
  GradientAccumulator,
  type GradientTransform,
  isMinimizer,
  type LossTransform,
  Optimizer,
  objective,
  type Tensors,
  WeightAverage,
} from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { averagedStatistics } from './averaged-statistics.ts'
import { averagedWeights } from './averaged-weights.ts'
import { type Batch, repeatRows } from './batch.ts'
import { checkFitsModel } from './check-fits-model.ts'
import { checkLastBatch } from './check-last-batch.ts'
import { checkMinimizer } from './check-minimizer.ts'
import { checkPenaltyNames } from './check-penalty-names.ts'
import { ensembleOf, refuseBesideEnsemble } from './ensemble-of.ts'
import { evaluatedWeights } from './evaluated-weights.ts'
import { exampleLoss } from './example-loss.ts'
import type { Figures, PartFigures } from './figures.ts'
import { mixingLayers } from './layers-within.ts'
import { type Learner, stepsPerEpochOf } from './learner.ts'
import { lossChanges } from './loss-changes.ts'
import { type MeasureGradients, measureGradients } from './measured-gradients.ts'
import { MethodBuilder } from './method-builder.ts'
import { minimizingSteps } from './minimizing-steps.ts'
import { everyOf, limitsOf, penaltiesOf } from './penalty-terms.ts'
import { restoreTraining, schedulesThatRemember } from './restore-training.ts'
import type { Steps } from './steps.ts'
import { valuesOf } from './stored-weights.ts'
import { transformedSteps } from './transformed-steps.ts'

/** A learner with what changes it. */
export interface Trainer extends Omit<Steps, 'restore'> {
  readonly learner: Learner
  readonly stepsPerEpoch: number
  /** Of penalties that are taken in every k-th step alone, k, by name. */
  readonly every: Figures
  /** The norms of the gradients of the loss and of the penalties on a batch; null where there are no penalties. Changes nothing. */
  readonly gradientNorms: MeasureGradients | null
  /** What the weights of some penalties keep these at or below in a step, by name. */
  readonly limits: (step: number) => Figures
  /** What is kept of the learner's variables: what is evaluated, such as their average where the config asks for one. */
  readonly weights: () => Tensors
  /** What training remembers beside the optimizer, for a checkpoint. */
  readonly remembered: () => Tensors
  /**
   * Takes up what was trained and remembered in a checkpoint.
   *
   * @throws InputError naming the file where it does not fit
   */
  readonly restore: (checkpoint: Checkpoint, file: string) => void
  /** Tells schedules that go by figures the latest one, of which smaller is better. */
  readonly observe: (figure: number) => void
  /** Whether the weights that are evaluated are, by now, others than those that are trained. */
  readonly evaluatesOthers: () => boolean
  /** The figures of the weights that are evaluated; where these are not those that are trained, theirs under `trained.loss` and so on. */
  readonly measured: (validate: () => PartFigures) => PartFigures
}

/** What a trainer needs beside the config and the learner. */
export interface TrainerOptions {
  /** What is trained on. */
  readonly training: Part
  /** Of what penalties with a state begin with. */
  readonly rng: Rng
  /** What steps with a target count by their class; alike unless given. */
  readonly classWeights?: readonly number[] | undefined
  /** How often each class occurs in the training part; none in regression. */
  readonly classCounts?: readonly number[] | undefined
  /** How many groups there are in the columns that methods read. */
  readonly groups: Readonly<Record<string, number>>
  /** Runs operations one by one instead of compiled. */
  readonly eager: boolean
}

/**
 * The whole step, from the forward pass to the new weights, is one function of tensors, and runs as
 * one compiled program unless `eager`; the numbers are the same.
 *
 * @throws InputError for methods that do not find in the model what they are for
 */
export function buildTrainer(
  config: Config,
  learner: Learner,
  { training, rng, classWeights, classCounts, groups, eager }: TrainerOptions,
): Trainer {
  const { batchSize, accumulate } = config.training
  refuseBalanced(config, training)
  const { rows } = training
  const stepsPerEpoch = stepsPerEpochOf(config, rows)
  const methods = new MethodBuilder(config.catalogue, stepsPerEpoch)
  // Schedules that are made for a check alone hear of no figures.
  const methodsToCheck = () => new MethodBuilder(config.catalogue, stepsPerEpoch)
  const { model, head, variables, layout } = learner
  checkFitsModel(config, methodsToCheck(), learner)
  const ensemble = ensembleOf(config, stepsPerEpoch)
  refuseBesideEnsemble(config, ensemble)
  const members = ensemble?.way === 'sharedWeights' ? ensemble.members : 1
  checkPenaltyNames(config, methodsToCheck(), learner, members)
  checkLastBatch(learner, { rows, batchSize, rng, members })
  const ofExamples: Record<string, LossTransform> = learner.hasStepTargets
    ? { 'mean over steps': (loss) => exampleLoss(loss, learner, classWeights) }
    : {}
  const lossTransforms = lossChanges(config, methods, ofExamples)
  const penalties = penaltiesOf(config, methods)
  const ofClasses = classCounts && { classCounts }
  const evaluate = objective({
    model,
    loss: head.loss,
    penalties,
    lossTransforms,
    batchTransforms: methods.terms('batchTransform', config.batchTransforms),
    stepsPerEpoch,
    layout: { ...layout, groups, ...ofClasses },
    rng,
  })
  const constraints = Object.values(methods.terms('constraint', config.constraints))
  const average =
    config.average && new WeightAverage(methods.method('average', config.average), variables)
  const afterStep = (step: Tensor): void => {
    constrain(constraints, variables, step)
    average?.update()
  }
  const chosenOptimizer = methods.method('optimizer', config.optimizer)
  const shared = { evaluate, afterStep, eager }
  if (isMinimizer(chosenOptimizer) && members > 1)
    throw new InputError(
      `ensemble: ${config.ensemble?.method} needs an optimizer that goes by the gradient of a batch, such as adam, got ${config.optimizer.method}`,
    )
  if (isMinimizer(chosenOptimizer) && ensemble?.way === 'separateTrainings' && ensemble.together)
    throw new InputError(
      `ensemble.${config.ensemble?.method}.together: ${config.optimizer.method} takes no step that goes by the gradient of one batch; take another optimizer, such as adam, or leave together out`,
    )
  const steps = isMinimizer(chosenOptimizer)
    ? minimizingSteps({
        ...{ ...shared, minimizer: chosenOptimizer, model, variables },
        lossAt: (step) =>
          Object.values(lossTransforms).reduce(
            (loss, transform) => transform(loss, { step, ...ofClasses }),
            head.loss,
          ),
        hasPenalties: config.penalties.byName.size > 0,
        isSteady: checkMinimizer(config, methodsToCheck(), learner, rows).isSteady,
      })
    : transformedSteps({
        ...{ ...shared, optimizer: buildOptimizer(config, methods, chosenOptimizer, variables) },
        accumulator: accumulate === 1 ? null : new GradientAccumulator(variables),
      })
  const otherWeights = (): Tensors | null => steps.optimizer.evaluatedWeights?.() ?? null
  if (otherWeights() !== null) refuseOtherWeights(config)
  const evaluated = evaluatedWeights(
    steps,
    () => (average ? averagedWeights(average, constraints, variables) : otherWeights()),
    mixingLayers(config).length === 0
      ? null
      : averagedStatistics(learner, {
          ...{ part: training, batchSize, members, eager },
          rng: rng.split('statistics'),
        }),
  )
  const observing = () => ({ ...learner.observing, ...methods.observing })
  return {
    ...forMembers(evaluated.steps, members),
    learner,
    every: everyOf(config),
    gradientNorms:
      config.penalties.byName.size > 0 ? measureGradients(config, evaluate, eager, members) : null,
    limits: (step) => limitsOf(penalties, step),
    stepsPerEpoch,
    weights: () => ({ ...valuesOf(variables), ...evaluated.weights() }),
    remembered: () => ({
      ...named('penalties', evaluate.state()),
      ...Object.assign(
        {},
        ...Object.entries(observing()).map(([name, schedule]) =>
          named(`schedules.${name}`, schedule.state?.() ?? {}),
        ),
      ),
      ...(average && named('average', average.state())),
      ...(evaluated.weights() && named('weights', valuesOf(variables))),
    }),
    restore(checkpoint, file) {
      const parts = {
        penalties: evaluate,
        ...(average && { average }),
        ...schedulesThatRemember(observing()),
      }
      restoreTraining(checkpoint, file, {
        variables,
        parts,
        restoreOptimizer: evaluated.steps.restore,
      })
    },
    observe(figure) {
      for (const schedule of Object.values(observing())) schedule.observe?.(figure)
    },
    evaluatesOthers: () => evaluated.weights() !== null,
    measured(validate) {
      const weights = evaluated.weights()
      return weights === null
        ? validate()
        : { ...evaluateWith(variables, weights, validate), ...named('trained', validate()) }
    },
  }
}

/** Throws an InputError where rows have no classes by which batches could be balanced. */
function refuseBalanced({ training: { batches } }: Config, part: Part): void {
  if (batches !== 'balanced') return
  const fault = (got: string): InputError =>
    new InputError(
      `training.batches: balanced needs rows with a class each, got ${got}; leave it out`,
    )
  if (!(part.targets instanceof Int32Array)) throw fault('regression')
  if (part.stepRows) throw fault('sequences with a class for each step')
}

/** Steps of a model whose members share weights take each row once for each member. */
function forMembers(steps: Steps, members: number): Steps {
  if (members === 1) return steps
  const repeated = (batch: Batch): Batch => repeatRows(batch, members)
  const { explain } = steps
  return {
    ...steps,
    take: (batch, rng, step) => steps.take(repeated(batch), rng, step),
    gather: (batch, rng, step) => steps.gather(repeated(batch), rng, step),
    ...(explain && { explain: (batch, rng, step) => explain(repeated(batch), rng, step) }),
  }
}

/** Throws an InputError for what would change weights behind the back of an optimizer that evaluates others. */
function refuseOtherWeights({ optimizer, average, constraints }: Config): void {
  const keys = [
    ...(average ? ['average'] : []),
    ...(constraints.byName.size ? ['constraints'] : []),
  ]
  if (keys.length > 0)
    throw new InputError(
      keys.map((key) => ({
        place: '',
        message: `${key}: must be left out with ${optimizer.method}, which trains other weights than it evaluates`,
      })),
    )
}

/** The same under longer names. */
const named = <T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]))

/** The optimizer of a config, with its gradient transforms before it. */
export function buildOptimizer(
  { gradientTransforms }: Pick<Config, 'gradientTransforms'>,
  methods: MethodBuilder,
  optimizer: GradientTransform,
  variables: Readonly<Record<string, Variable>>,
): Optimizer {
  const built = methods.terms('gradientTransform', gradientTransforms)
  const transforms = Object.entries(built).map(([name, transform]) =>
    // By a name of the user's own, it draws random numbers of its own.
    gradientTransforms.byName.get(name)?.method === name ? transform : { [name]: transform },
  )
  return new Optimizer(chain(...transforms, optimizer), variables)
}
