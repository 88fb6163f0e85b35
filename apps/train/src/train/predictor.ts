import { Rng, type Tensor, tensor, Variable } from '@sobolev/core'
import {
  type Calibration,
  type Ensemble,
  type EnsembleModel,
  type Mode,
  Module,
  PassEnsemble,
  SharedEnsemble,
  type Tensors,
  WeightEnsemble,
} from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { InputError } from '../errors.ts'
import { scoresAt, thresholdName, withThreshold } from './decision-threshold.ts'
import { ensembleOf } from './ensemble-of.ts'
import { foldOf } from './folds.ts'
import type { Learner } from './learner.ts'
import { MethodBuilder } from './method-builder.ts'

/** What predicts: a learner, the members of its ensemble as one, or either with its outputs calibrated. */
export interface Predictor extends Learner {
  /** Null where one model predicts. */
  readonly ensemble: EnsembleModel | null
  /** Outputs [..., outputs] as the calibration changes them. */
  readonly calibrated: (outputs: Tensor) => Tensor
  /**
   * What predicts the rows of a fold: the members that were not trained on it.
   *
   * @throws InputError where there are none
   */
  readonly ofFold: (fold: number) => Module
  /** Gives the members their weights; of ensembles of several sets of weights. */
  readonly assignMembers: ((members: readonly Tensors[]) => void) | null
}

/** What predicts by a learner's model, with so many sets of weights where each member has its own. */
export function predictorOf(config: Config, learner: Learner, sets: number): Predictor {
  const ensemble = ensembleModelOf(config, learner, sets)
  const model = ensemble ?? learner.model
  const calibration = calibrationOf(config, learner)
  const calibrating = calibration && new CalibratedModel(model, calibration)
  const calibrated = calibrating ?? model
  const threshold = calibrating?.calibration[thresholdName]
  return {
    ...learner,
    model: calibrated,
    ...(threshold && {
      head: {
        ...learner.head,
        ranks: (scores: Tensor) => scoresAt(scores, threshold.value),
      },
    }),
    variables: calibrated === learner.model ? learner.variables : calibrated.variables(),
    ensemble,
    calibrated: (outputs) => calibrating?.calibrate(outputs) ?? outputs,
    ofFold(fold) {
      const members = ensemble instanceof WeightEnsemble ? ensemble.members : []
      const some = members.filter((_, member) => foldOf(config, member) === fold)
      if (!(ensemble instanceof WeightEnsemble) || some.length === 0)
        throw new InputError(
          `the validation rows of fold ${fold + 1} have no model yet that was not trained on them; let sobolev resume finish the run, or give sobolev evaluate a CSV file`,
        )
      const ofSome = new WeightEnsemble(learner.model, some, ensemble.meaning)
      return calibrating?.around(ofSome) ?? ofSome
    },
    assignMembers:
      ensemble instanceof WeightEnsemble ? (members) => ensemble.assign(members) : null,
  }
}

function ensembleModelOf(config: Config, { model, head, stepsPerEpoch }: Learner, sets: number) {
  const ensemble: Ensemble | null = ensembleOf(config, 1)
  if (ensemble === null) return null
  const meaning = { outputs: head.outputKind, link: head.link, mixed: head.mixed }
  if (ensemble.way === 'sharedWeights') return new SharedEnsemble(model, ensemble.members, meaning)
  if (ensemble.way !== 'randomPasses') return new WeightEnsemble(model, sets, meaning)
  return new PassEnsemble(model, ensemble.members, meaning, {
    rng: new Rng(config.seed).split('passes'),
    // Rates on a schedule are those of the end of training.
    step: tensor(config.training.epochs * stepsPerEpoch, { dtype: 'int32' }),
  })
}

/**
 * The calibration of a config, or null.
 *
 * @throws InputError where outputs are no logits
 */
export function calibrationOf(config: Config, { head }: Pick<Learner, 'head'>): Calibration | null {
  if (config.calibration === null) return withThreshold(config, head, null)
  if (head.probabilities === null)
    throw new InputError(
      `calibration: ${config.calibration.method} is for classifiers with probabilities, got ${head.scores === null ? 'regression' : 'a loss whose scores are no logits'}; leave it out`,
    )
  const calibration = new MethodBuilder(config.catalogue, 1).method(
    'calibration',
    config.calibration,
  )
  return withThreshold(config, head, calibration)
}

/** A model with its outputs calibrated; variables beside its own are such as `calibration.temperature`. */
class CalibratedModel extends Module {
  readonly calibration: Readonly<Record<string, Variable>>
  readonly #model: Module
  readonly #apply: Calibration['apply']

  constructor(
    model: Module,
    { init, apply }: Pick<Calibration, 'init' | 'apply'>,
    calibration?: Readonly<Record<string, Variable>>,
  ) {
    super()
    this.#model = model
    this.#apply = apply
    this.calibration =
      calibration ??
      Object.fromEntries(
        Object.entries(init()).map(([name, value]) => [
          name,
          new Variable(value, { name, role: 'statistic', trainable: false }),
        ]),
      )
  }

  /** Another model, calibrated by the same numbers. */
  around(model: Module): CalibratedModel {
    return new CalibratedModel(model, { init: () => ({}), apply: this.#apply }, this.calibration)
  }

  override variables(): Record<string, Variable> {
    return { ...this.#model.variables(), ...super.variables() }
  }

  override call(x: Tensor, mode: Mode): Tensor {
    return this.calibrate(this.#model.call(x, mode))
  }

  /** The calibrated outputs. */
  calibrate(outputs: Tensor): Tensor {
    const numbers = Object.fromEntries(
      Object.entries(this.calibration).map(([name, { value }]) => [name, value]),
    )
    return this.#apply(outputs, numbers)
  }
}
