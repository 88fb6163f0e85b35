import type { Rng } from '@sobolev/core'
import { type Ensemble, evaluateWith, type StoredTensor, type Tensors } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { type Calibrated, calibrate } from './calibrate.ts'
import { ensembleOf } from './ensemble-of.ts'
import type { PartFigures } from './figures.ts'
import type { Learner } from './learner.ts'
import type { Measure } from './measures.ts'
import { memberCount, ofAllMembers, withoutPrefix, withPrefix } from './member-tensors.ts'
import { calibrationOf, type Predictor, predictorOf } from './predictor.ts'
import { restoreSchedules } from './restore-training.ts'
import { assignStored, tensorsOf, toStored, valuesOf } from './stored-weights.ts'
import type { Trainer } from './trainer.ts'
import { type Validate, validateAll, validator } from './validate.ts'

/** What an `EvaluatedModel` is made of. */
export interface EvaluatedModelOptions {
  readonly config: Config
  /** The model whose architecture all members have. */
  readonly learner: Learner
  readonly target: TargetColumn
  readonly measures: readonly Measure[]
  readonly stepsPerEpoch: number
  readonly eager: boolean
  /** Of what members draw. */
  readonly rng: Rng
}

/** A training, and the part that it is measured on. */
interface Measured {
  readonly trainer: Trainer
  readonly part: Part
}

/** What of a checkpoint predictions go by. */
type Evaluated = Pick<Checkpoint, 'weights' | 'training'>

interface Evaluating {
  readonly predictor: Predictor
  readonly validate: Validate
}

/** What is evaluated and kept of a training as it goes: its weights, or the members of its ensemble. */
export class EvaluatedModel {
  /** How many trainings there are. */
  readonly trainings: number
  /** Whether they go side by side, and not one after the other. */
  readonly isTogether: boolean
  readonly #of: EvaluatedModelOptions
  readonly #ensemble: Ensemble | null
  readonly #evaluating = new Map<number, Evaluating>()
  readonly #finished: Tensors[] = []
  #gathered: Tensors = {}
  #validateOne: Validate | null = null
  /** The trainings that are measured side by side, and what measures them. */
  #sideBySide: ReadonlySet<Trainer> | null = null
  #validateAll: ReturnType<typeof validateAll> | null = null

  constructor(options: EvaluatedModelOptions) {
    this.#of = options
    this.#ensemble = ensembleOf(options.config, options.stepsPerEpoch)
    this.isTogether = this.#ensemble?.way === 'separateTrainings' && this.#ensemble.together
    this.trainings = this.#ensemble?.way === 'separateTrainings' ? this.#ensemble.members : 1
  }

  /** Whether each member has a training of its own, whose figures are not those of all together. */
  get hasSeparateMembers(): boolean {
    return this.#ensemble?.way === 'separateTrainings'
  }

  /** Takes in the weights after an epoch, where the ensemble gathers them. */
  afterEpoch(steps: number, trainer: Trainer): void {
    if (this.#ensemble?.way !== 'gatheredWeights' || !this.#ensemble.isDue(steps)) return
    const { variables } = trainer.learner
    this.#gathered = this.#ensemble.gather(this.#gathered, trainer.weights(), variables)
  }

  /** Takes the final weights of one of several trainings, as a checkpoint has them. */
  afterTraining(weights: ReadonlyMap<string, StoredTensor>): void {
    this.#finished.push(tensorsOf(withoutPrefix(`members.${this.#finished.length}.`, weights)))
  }

  /** The weights for a checkpoint, as training stands. */
  weights(trainer: Trainer): Tensors {
    const weights = trainer.weights()
    const members = this.#membersAt(weights)
    return members ? this.ofMembers(members) : { ...weights, ...this.#uncalibrated() }
  }

  /** The weights of members for a checkpoint. */
  ofMembers(members: readonly Tensors[]): Tensors {
    return { ...ofAllMembers(members), ...this.#uncalibrated() }
  }

  /** The numbers of the calibration that change nothing. */
  #uncalibrated(): Tensors {
    const { config, learner } = this.#of
    return withPrefix('calibration.', calibrationOf(config, learner)?.init() ?? {})
  }

  /** Whether members are kept in place of the weights that are trained. */
  get #hasMembers(): boolean {
    return this.#ensemble?.way === 'separateTrainings' || this.#ensemble?.way === 'gatheredWeights'
  }

  /** What the ensemble remembers, for a checkpoint; with the weights that are trained, where members are kept. */
  remembered(trainer: Trainer): Tensors {
    const weights = this.#hasMembers ? valuesOf(trainer.learner.variables) : {}
    return {
      ...withPrefix('ensemble.', this.#gathered),
      ...withPrefix('weights.', weights),
    }
  }

  /**
   * Takes up what it had come to in a checkpoint of the training of a number, counted from 0: the members that are
   * finished, or what was gathered.
   */
  restore({ weights, training }: Checkpoint, member: number): void {
    this.#finished.length = 0
    for (let index = 0; index < member; index++) this.afterTraining(weights)
    this.#gathered = tensorsOf(withoutPrefix('ensemble.', training))
  }

  /** The weights of a checkpoint as they are before a calibration. */
  uncalibrated(weights: ReadonlyMap<string, StoredTensor>): ReadonlyMap<string, StoredTensor> {
    return new Map([...weights, ...toStored(this.#uncalibrated())])
  }

  /** The figures of a part, as training stands; of one of several trainings those of its weights alone. */
  figures(trainer: Trainer, part: Part): PartFigures {
    if (this.#ensemble?.way === 'separateTrainings') return this.#figuresOfOne(trainer, part)
    const members = this.#membersAt(trainer.weights())
    const { predictor, validate } = this.#evaluatingWith(members?.length ?? 1)
    if (members === null) return trainer.measured(() => validate(part).figures)
    predictor.assignMembers?.(members)
    return validate(part).figures
  }

  /** What `figures` gives for each of several trainings. */
  figuresOfAll(measured: readonly Measured[]): readonly PartFigures[] {
    const areSeparate = this.isTogether && measured.length > 1 && !this.#of.eager
    const figures =
      areSeparate && measured.every(({ trainer }) => !trainer.evaluatesOthers())
        ? this.#figuresSideBySide(measured)
        : new Map<Trainer, PartFigures>()
    return measured.map(({ trainer, part }) => figures.get(trainer) ?? this.figures(trainer, part))
  }

  #figuresSideBySide(measured: readonly Measured[]): ReadonlyMap<Trainer, PartFigures> {
    const { target, measures } = this.#of
    const parts = new Map(measured.map(({ trainer, part }) => [trainer, part]))
    // Trainings that have stopped early leave those that were there at first.
    const trainers =
      this.#sideBySide && [...parts.keys()].every((trainer) => this.#sideBySide?.has(trainer))
        ? this.#sideBySide
        : new Set(parts.keys())
    if (trainers !== this.#sideBySide)
      this.#validateAll = validateAll(
        Array.from(trainers, ({ learner }) => learner),
        target,
        measures,
      )
    this.#sideBySide = trainers
    const figures = this.#validateAll?.(
      Array.from(trainers, (trainer) => parts.get(trainer) ?? null),
    )
    return new Map(
      Array.from(trainers).flatMap((trainer, index) => {
        const ofTrainer = figures?.[index]
        return ofTrainer ? [[trainer, ofTrainer] as const] : []
      }),
    )
  }

  #figuresOfOne(trainer: Trainer, part: Part): PartFigures {
    const { learner, target, measures, eager } = this.#of
    this.#validateOne ??= validator(learner, target, measures, eager)
    const validate = this.#validateOne
    const { variables } = trainer.learner
    return trainer.measured(() =>
      evaluateWith(learner.variables, valuesOf(variables), () => validate(part).figures),
    )
  }

  /** Whether its passes go by rates that training changes by its figures, after an epoch was measured. */
  get hasObservingPasses(): boolean {
    const { observing } = this.#of.learner
    return this.#ensemble?.way === 'randomPasses' && Object.keys(observing).length > 0
  }

  /** What measures as a checkpoint predicts. `place` names it in messages. */
  restored(checkpoint: Evaluated, place: string): Validate {
    return this.#taking(checkpoint, place).validate
  }

  #taking(checkpoint: Evaluated, place: string): Evaluating {
    const { weights } = checkpoint
    const evaluating = this.#evaluatingWith(memberCount(weights.keys()))
    assignStored(evaluating.predictor.variables, weights, place)
    if (this.hasObservingPasses) restoreSchedules(checkpoint, place, this.#of.learner.observing)
    return evaluating
  }

  /** Whether outputs are calibrated, or classes chosen by a threshold of their own. */
  get isCalibrated(): boolean {
    return calibrationOf(this.#of.config, this.#of.learner) !== null
  }

  /** Calibrates the weights of a checkpoint by a part; null without a calibration. */
  calibrated(checkpoint: Evaluated, part: Part, place: string): Calibrated | null {
    const { config, learner } = this.#of
    const calibration = calibrationOf(config, learner)
    if (calibration === null) return null
    const { predictor } = this.#taking(checkpoint, place)
    return calibrate(calibration, predictor, checkpoint.weights, part)
  }

  /** The weights of each member; null where one set of weights is evaluated. */
  #membersAt(weights: Tensors): readonly Tensors[] | null {
    if (this.#ensemble?.way === 'separateTrainings') return [...this.#finished, weights]
    if (this.#ensemble?.way !== 'gatheredWeights') return null
    const members = this.#ensemble.members(this.#gathered, this.#of.rng)
    return members.length === 0 ? [weights] : members.map((member) => ({ ...weights, ...member }))
  }

  #evaluatingWith(members: number): Evaluating {
    const known = this.#evaluating.get(members)
    if (known) return known
    const { config, learner, target, measures, eager } = this.#of
    const predictor = predictorOf(config, learner, members)
    const made = { predictor, validate: validator(predictor, target, measures, eager) }
    this.#evaluating.set(members, made)
    return made
  }
}
