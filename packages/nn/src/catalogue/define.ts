import type { Rng, Shape, Tensor } from '@sobolev/core'
import type { Activation } from '../activations/activation.ts'
import type { Average } from '../averages/average.ts'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import type { Constraint } from '../constraints/constraint.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { FloatDType } from '../float-dtype.ts'
import type { Fans } from '../initializers/fans.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { LayerPlan } from '../layers/layer.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import type { Loss } from '../losses/loss.ts'
import type { Metric } from '../metrics/metric.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { warmUp, warmUpOptions } from '../schedules/warm-up.ts'
import { type Card, type Definition, type Method, method } from './definition.ts'
import type * as examples from './example.ts'
import type {
  ActivationFacts,
  LossFacts,
  LossTransformFacts,
  MetricFacts,
  MetricInput,
} from './facts.ts'
import type { Chosen, Given, OptionArguments, OptionTable, ValueOf } from './option.ts'
import { readOptions } from './read-options.ts'

/** What every definition gives: the card, the options, an example. */
interface Parts<T extends OptionTable, Example> extends Card {
  readonly options: T
  readonly example: Example
}

/** A method that makes something of its options: `l2({ includes: 'kernel' })`. */
type Factory<Kind extends string, Thing, Example, Facts, T extends OptionTable, Short> = Method<
  (...options: OptionArguments<T, Short>) => Thing,
  Definition<Kind, Thing, Example> & Facts
>

const factoryOf =
  <Kind extends string, Thing, Example, Facts = unknown>(
    kind: Kind,
    refuse: (method: string, given: unknown) => void = () => {},
  ) =>
  <const T extends OptionTable, const Short extends keyof T & string = never>(
    parts: Parts<T, Example> &
      Facts & {
        /** The option that a plain value stands for. */
        readonly short?: Short
        /** What is wrong with options of which each by itself is right; undefined where nothing is. */
        check?(options: Chosen<T>): string | undefined
        readonly make: (options: Chosen<T>) => Thing
      },
  ): Factory<Kind, Thing, Example, Facts, T, ValueOf<T[Short]>> => {
    const make = (given?: unknown): Thing => {
      refuse(parts.name, given)
      const options = readOptions(parts.name, parts.options, given, parts.short)
      const fault = parts.check?.(options)
      if (fault !== undefined) throw new RangeError(`${parts.name}: ${fault}`)
      return parts.make(options)
    }
    const call = (...options: OptionArguments<T, ValueOf<T[Short]>>): Thing => make(options[0])
    const definition: Definition<Kind, Thing, Example> & Facts = { ...parts, kind, make }
    return method<typeof call, typeof definition>(call, definition)
  }

/** Defines a penalty: a scalar of an evaluation that is to be kept small. */
export const definePenalty = factoryOf<'penalty', Penalty, examples.PenaltyExample>(
  'penalty',
  (name, given) => {
    if (typeof given === 'object' && given !== null && 'losses' in given)
      throw new TypeError(
        `${name}: must be called to give a penalty, { penalty: ${name}(), weight: 0.1 }, got an evaluation`,
      )
  },
)
/** Defines an optimizer: a gradient transform that ends in a step. */
export const defineOptimizer = factoryOf<'optimizer', GradientTransform, examples.UpdateExample>(
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
>('lossTransform')
/** Defines a change of the batch before a step. */
export const defineBatchTransform = factoryOf<
  'batchTransform',
  BatchTransform,
  examples.BatchTransformExample
>('batchTransform')
/** Defines a change of the weights after a step. */
export const defineConstraint = factoryOf<'constraint', Constraint, examples.ConstraintExample>(
  'constraint',
)
/** Defines an average of the weights over the steps. */
export const defineAverage = factoryOf<'average', Average, examples.AverageExample>('average')
const scheduleOf = factoryOf<'schedule', (step: Tensor) => Tensor, examples.ScheduleExample>(
  'schedule',
)

/** Defines a schedule: a number by the step. Each takes `warmUp` beside its own options. */
export const defineSchedule = <
  const T extends OptionTable,
  const Short extends keyof T & string = never,
>(
  parts: Parts<T, examples.ScheduleExample> & {
    readonly short?: Short
    readonly make: (options: Chosen<T>) => (step: Tensor) => Tensor
  },
) =>
  scheduleOf({
    ...parts,
    options: { ...parts.options, ...warmUpOptions },
    make: (options) => warmUp(parts.make(options), options.warmUp),
  })

type ActivationDefinition = Definition<'activation', Activation, examples.ActivationExample> &
  ActivationFacts

/** Defines an activation: a function of a tensor, and of options. */
export function defineActivation<const T extends OptionTable>(
  parts: Parts<T, examples.ActivationExample> &
    ActivationFacts & {
      readonly compute: (x: Tensor, options: Chosen<T>) => Tensor
    },
): Method<(x: Tensor, options?: Given<T>) => Tensor, ActivationDefinition> {
  const { compute, ...card } = parts
  const make = (given?: unknown): Activation => {
    const options = readOptions(parts.name, parts.options, given)
    return (x) => compute(x, options)
  }
  return method((x, options) => make(options)(x), { ...card, kind: 'activation', make })
}

/** Defines an initialiser: the first values of a kernel, and options. */
export function defineInitializer<const T extends OptionTable>(
  parts: Parts<T, examples.InitializerExample> & {
    readonly draw: (
      to: {
        readonly rng: Rng
        readonly shape: Shape
        readonly dtype: FloatDType
        readonly fans: Fans | undefined
      },
      options: Chosen<T>,
    ) => Tensor
  },
): Method<
  (rng: Rng, shape: Shape, dtype?: FloatDType, fans?: Fans, options?: Given<T>) => Tensor,
  Definition<'initializer', Initializer, examples.InitializerExample>
> {
  const { draw, ...card } = parts
  const make = (given?: unknown): Initializer => {
    const options = readOptions(parts.name, parts.options, given)
    return (rng, shape, dtype = 'float32', fans) => draw({ rng, shape, dtype, fans }, options)
  }
  return method((rng, shape, dtype, fans, options) => make(options)(rng, shape, dtype, fans), {
    ...card,
    kind: 'initializer',
    make,
  })
}

type LossDefinition = Definition<'loss', Loss, examples.LossExample> & LossFacts

/** Defines a loss: a number for each example by its outputs and targets, and options. */
export function defineLoss<const T extends OptionTable>(
  parts: Parts<T, examples.LossExample> &
    LossFacts & {
      readonly short?: keyof T & string
      readonly compute: (outputs: Tensor, targets: Tensor, options: Chosen<T>) => Tensor
    },
): Method<(outputs: Tensor, targets: Tensor, options?: Given<T>) => Tensor, LossDefinition> {
  const { compute, ...card } = parts
  const make = (given?: unknown): Loss => {
    const options = readOptions(parts.name, parts.options, given, parts.short)
    return (outputs, targets) => compute(outputs, targets, options)
  }
  return method((outputs, targets, options) => make(options)(outputs, targets), {
    ...card,
    kind: 'loss',
    make,
  })
}

type MetricDefinition = Definition<'metric', Metric, examples.MetricExample> & MetricFacts

interface MetricParts<T extends OptionTable>
  extends Parts<T, examples.MetricExample>,
    Omit<MetricFacts, 'takes'> {
  readonly short?: keyof T & string
}

/** Defines a metric: a number of all predictions and targets, and options. */
export function defineMetric<const T extends OptionTable>(
  parts: MetricParts<T> & {
    readonly takes: Exclude<MetricInput, 'evaluation'>
    readonly compute: (predictions: Tensor, targets: Tensor, options: Chosen<T>) => number
  },
): Method<(predictions: Tensor, targets: Tensor, options?: Given<T>) => number, MetricDefinition> {
  const { compute, ...card } = parts
  const measureWith =
    (given?: unknown) =>
    (predictions: Tensor, targets: Tensor): number =>
      compute(predictions, targets, readOptions(parts.name, parts.options, given, parts.short))
  const make = (given?: unknown): Metric => ({ takes: 'predictions', measure: measureWith(given) })
  return method((predictions, targets, options) => measureWith(options)(predictions, targets), {
    ...card,
    kind: 'metric',
    make,
  })
}

/** Defines a metric of an evaluation: a number for each example, [n], whose mean is taken. */
export function defineEvaluationMetric<
  const T extends OptionTable,
  const Short extends keyof T & string = never,
>(
  parts: MetricParts<T> & {
    readonly short?: Short
    readonly make: (options: Chosen<T>) => (evaluation: Evaluation) => Tensor
  },
): Method<
  (...options: OptionArguments<T, ValueOf<T[Short]>>) => (evaluation: Evaluation) => Tensor,
  MetricDefinition
> {
  const measureWith = (given?: unknown): ((evaluation: Evaluation) => Tensor) =>
    parts.make(readOptions(parts.name, parts.options, given, parts.short))
  const make = (given?: unknown): Metric => ({ takes: 'evaluation', measure: measureWith(given) })
  return method((...options) => measureWith(options[0]), {
    ...parts,
    kind: 'metric',
    takes: 'evaluation',
    make,
  })
}

type LayerDefinition = Definition<'layer', LayerPlan, examples.LayerExample>

/** Defines a layer, as a static property of its class: its output shape, and how it is built once the shape of its inputs is known. */
export function defineLayer<const T extends OptionTable>(
  parts: Parts<T, examples.LayerExample> & {
    readonly short?: keyof T & string
    readonly plan: (options: Chosen<T>) => LayerPlan
  },
): LayerDefinition {
  const { plan, ...card } = parts
  const make = (given?: unknown): LayerPlan =>
    plan(readOptions(parts.name, parts.options, given, parts.short))
  return { ...card, kind: 'layer', make }
}
