import type { Average } from '../averages/average.ts'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import type { Calibration } from '../calibrations/calibration.ts'
import type { Constraint } from '../constraints/constraint.ts'
import type { Ensemble } from '../ensembles/ensemble.ts'
import type { Initialization } from '../initializations/initialization.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import type { Minimizer } from '../minimizers/minimizer.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import type { Penalty } from '../penalties/penalty.ts'
import type { ScheduleFunction } from '../schedules/schedule.ts'
import { warmUp, warmUpOptions } from '../schedules/warm-up.ts'
import type { Weighting } from '../weightings/weighting.ts'
import { type Definition, type Method, method } from './definition.ts'
import type * as examples from './example.ts'
import type { BatchTransformFacts, LossTransformFacts, PenaltyFacts } from './facts.ts'
import type { FilledOptions, OptionArguments, OptionTable, ValueOf } from './option.ts'
import { type CheckedParts, chosenOptions } from './parts.ts'
import { isBatch, isEvaluation, refuseUncalled } from './refuse-uncalled.ts'

/** A method that makes something of its options: `l2({ includes: 'kernel' })`. */
type Factory<Kind extends string, Thing, Example, Facts, T extends OptionTable, Short> = Method<
  (...options: OptionArguments<T, Short>) => Thing,
  Definition<Kind, Thing, Example> & Facts
>

const factoryOf =
  <Kind extends string, Thing, Example, Facts = unknown>(
    kind: Kind,
    refuse: (method: string, given: unknown) => void = () => {},
    finish: (
      thing: Thing,
      method: { readonly name: string; readonly options: unknown },
      facts: Facts,
    ) => void = () => {},
  ) =>
  <const T extends OptionTable, const Short extends keyof T & string = never>(
    parts: CheckedParts<T, Example> &
      Facts & {
        /** The option that a plain value stands for. */
        readonly short?: Short
        readonly make: (options: FilledOptions<T>) => Thing
      },
  ): Factory<Kind, Thing, Example, Facts, T, ValueOf<T[Short]>> => {
    const make = (given?: unknown): Thing => {
      refuse(parts.name, given)
      const thing = parts.make(chosenOptions(parts, given, parts.short))
      finish(thing, { name: parts.name, options: given ?? {} }, parts)
      return thing
    }
    const call = (...options: OptionArguments<T, ValueOf<T[Short]>>): Thing => make(options[0])
    const definition: Definition<Kind, Thing, Example> & Facts = { ...parts, kind, make }
    return method<typeof call, typeof definition>(call, definition)
  }

/** Defines a penalty: a scalar of an evaluation that is to be kept small. */
export const definePenalty = factoryOf<'penalty', Penalty, examples.PenaltyExample, PenaltyFacts>(
  'penalty',
  (name, given) =>
    refuseUncalled(
      isEvaluation(given),
      name,
      `{ penalty: ${name}(), weight: 0.1 }`,
      'an evaluation',
    ),
  // By this an objective knows what is not to be left out of a step.
  (penalty, _, { eachStep }) => {
    if (eachStep && typeof penalty === 'function') Object.assign(penalty, { eachStep })
  },
)
/** Defines how the weight of a penalty finds itself. */
export const defineWeighting = factoryOf<'weighting', Weighting, examples.WeightingExample>(
  'weighting',
)
/** Defines an optimizer: a gradient transform that ends in a step. */
export const defineOptimizer = factoryOf<'optimizer', GradientTransform, examples.UpdateExample>(
  'optimizer',
  () => {},
  // By this an optimizer within the options of another is shown.
  (transform, method) => Object.assign(transform, { method }),
)
/** Defines an optimizer that evaluates the objective several times a step. */
export const defineMinimizer = factoryOf<'optimizer', Minimizer, examples.UpdateExample>(
  'optimizer',
)
/** Defines a change of the gradients before the optimizer. */
export const defineGradientTransform = factoryOf<
  'gradientTransform',
  GradientTransform,
  examples.UpdateExample
>('gradientTransform')
/** Defines a change of the loss that is trained on. */
export const defineLossTransform = factoryOf<
  'lossTransform',
  LossTransform,
  examples.LossTransformExample,
  LossTransformFacts
>(
  'lossTransform',
  (name, given) =>
    refuseUncalled(typeof given === 'function', name, `{ mine: ${name}() }`, 'a loss'),
  // By this an objective knows what is to see the losses of mixed examples.
  (transform, _, { goesBy }) => {
    if (goesBy && typeof transform === 'function') Object.assign(transform, { goesBy })
  },
)
/** Defines a change of the batch before a step. */
export const defineBatchTransform = factoryOf<
  'batchTransform',
  BatchTransform,
  examples.BatchTransformExample,
  BatchTransformFacts
>('batchTransform', (name, given) =>
  refuseUncalled(isBatch(given), name, `{ mine: ${name}() }`, 'a batch'),
)
/** Defines a change of the weights after a step. */
export const defineConstraint = factoryOf<'constraint', Constraint, examples.ConstraintExample>(
  'constraint',
)
/** Defines first weights of a model that go by examples. */
export const defineInitialization = factoryOf<
  'initialization',
  Initialization,
  examples.InitializationExample
>('initialization')
/** Defines an average of the weights over the steps. */
export const defineAverage = factoryOf<'average', Average, examples.AverageExample>('average')
/** Defines an ensemble: several predictions whose mean is taken. */
export const defineEnsemble = factoryOf<'ensemble', Ensemble, examples.EnsembleExample>('ensemble')
/** Defines a change of a trained classifier's outputs that is fitted on other rows. */
export const defineCalibration = factoryOf<'calibration', Calibration, examples.CalibrationExample>(
  'calibration',
)
const scheduleOf = factoryOf<'schedule', ScheduleFunction, examples.ScheduleExample>('schedule')

/** Defines a schedule: a number by the step. Each takes `warmUp` beside its own options. */
export const defineSchedule = <
  const T extends OptionTable,
  const Short extends keyof T & string = never,
>(
  parts: CheckedParts<T, examples.ScheduleExample> & {
    readonly short?: Short
    readonly make: (options: FilledOptions<T>) => ScheduleFunction
  },
) =>
  scheduleOf({
    ...parts,
    options: { ...parts.options, ...warmUpOptions },
    check: (options) => parts.check?.(options),
    make: (options) => warmUp(parts.make(options), options.warmUp),
  })
