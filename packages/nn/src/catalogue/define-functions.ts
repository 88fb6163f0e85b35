import type { Tensor } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { LayerPlan } from '../layers/layer.ts'
import type { Loss } from '../losses/loss.ts'
import { type Accumulation, accumulateMean, batchesOf } from '../metrics/accumulation.ts'
import type { Metric, Table } from '../metrics/metric.ts'
import { type Definition, type Method, method } from './definition.ts'
import type * as examples from './example.ts'
import type {
  ActivationFacts,
  LayerFacts,
  LossFacts,
  MetricFacts,
  MetricInput,
  Predictions,
  TableLayout,
} from './facts.ts'
import type {
  FilledOptions,
  GivenOptions,
  OptionArguments,
  OptionTable,
  ValueOf,
} from './option.ts'
import { type CheckedParts, chosenOptions } from './parts.ts'
import { isEvaluation, refuseUncalled } from './refuse-uncalled.ts'

type ActivationDefinition = Definition<
  'activation',
  ActivationFunction,
  examples.ActivationExample
> &
  ActivationFacts

/** Defines an activation: a function of a tensor, and of options. */
export function defineActivation<const T extends OptionTable>(
  parts: CheckedParts<T, examples.ActivationExample> &
    ActivationFacts & {
      /** Whether a larger element never gives a smaller one, and no other; no unless given. */
      readonly isMonotone?: (options: FilledOptions<T>) => boolean
      /** Whether it may give a number below 0 for one above; no unless given. */
      readonly givesNegatives?: true
      readonly compute: (x: Tensor, options: FilledOptions<T>) => Tensor
    },
): Method<
  ((x: Tensor, options?: GivenOptions<T>) => Tensor) &
    Pick<ActivationFunction, 'isMonotone' | 'givesNegatives'>,
  ActivationDefinition
> {
  const { compute, isMonotone = () => false, givesNegatives = false, ...card } = parts
  const factsOf = (options: FilledOptions<T>) => ({
    isMonotone: isMonotone(options),
    givesNegatives,
  })
  const make = (given?: unknown): ActivationFunction => {
    const options = chosenOptions(parts, given)
    const activation: ActivationFunction = (x) => compute(x, options)
    return Object.assign(activation, factsOf(options))
  }
  const call = (x: Tensor, options?: GivenOptions<T>): Tensor => make(options)(x)
  return method(Object.assign(call, factsOf(chosenOptions(parts, {}))), {
    ...card,
    kind: 'activation',
    make,
  })
}

type LossDefinition = Definition<'loss', Loss, examples.LossExample> & LossFacts

/** Defines a loss: a number for each example by its outputs and targets, and options. */
export function defineLoss<const T extends OptionTable>(
  parts: CheckedParts<T, examples.LossExample> &
    Omit<LossFacts, 'predictions'> & {
      readonly short?: keyof T & string
      /** What is predicted, where that is not the one output for a target, or its exponential by `link`. */
      readonly predictions?: (options: FilledOptions<T>) => Predictions
      readonly compute: (outputs: Tensor, targets: Tensor, options: FilledOptions<T>) => Tensor
    },
): Method<
  ((outputs: Tensor, targets: Tensor, options?: GivenOptions<T>) => Tensor) &
    Pick<Loss, 'outputs' | 'link'>,
  LossDefinition
> {
  const { compute, predictions, ...card } = parts
  const { outputs: meaning, link } = card
  const facts = { outputs: meaning, ...(link && { link }) }
  const make = (given?: unknown): Loss => {
    const options = chosenOptions(parts, given, parts.short)
    const loss: Loss = (outputs, targets) => compute(outputs, targets, options)
    return Object.assign(loss, facts)
  }
  const call = (outputs: Tensor, targets: Tensor, options?: GivenOptions<T>): Tensor =>
    make(options)(outputs, targets)
  return method(Object.assign(call, facts), {
    ...card,
    ...(predictions && {
      predictions: (given?: unknown) => predictions(chosenOptions(parts, given, parts.short)),
    }),
    kind: 'loss',
    make,
  })
}

type MetricDefinition = Definition<'metric', Metric, examples.MetricExample> & MetricFacts

interface MetricParts<T extends OptionTable>
  extends CheckedParts<T, examples.MetricExample>,
    Omit<MetricFacts, 'takes' | 'gives' | 'columns' | 'accumulates'> {
  readonly short?: keyof T & string
}

/** Defines a metric: a number of all predictions and targets, and options. */
export function defineMetric<const T extends OptionTable>(
  parts: MetricParts<T> & {
    readonly takes: Exclude<MetricInput, 'evaluation'>
    /** The names of the columns that it takes; the first unless given. */
    readonly columns?: (options: FilledOptions<T>) => readonly string[]
    readonly compute: (predictions: Tensor, targets: Tensor, options: FilledOptions<T>) => number
    /** How it is computed batch by batch; left out where it needs all predictions at once. `mean`: it is one over the elements of the targets. */
    readonly accumulation?: 'mean' | Accumulation<FilledOptions<T>>
  },
): Method<
  (predictions: Tensor, targets: Tensor, options?: GivenOptions<T>) => number,
  MetricDefinition
> {
  const { compute, accumulation, columns, ...card } = parts
  const batches = accumulation === 'mean' ? accumulateMean(compute) : accumulation
  const measureWith =
    (given?: unknown) =>
    (predictions: Tensor, targets: Tensor): number =>
      compute(predictions, targets, chosenOptions(parts, given, parts.short))
  const make = (given?: unknown): Metric => ({
    takes: 'predictions',
    gives: 'number',
    measure: measureWith(given),
    ...batchesOf(batches, () => chosenOptions(parts, given, parts.short)),
  })
  return method((predictions, targets, options) => measureWith(options)(predictions, targets), {
    ...card,
    ...(columns && {
      columns: (given?: unknown) => columns(chosenOptions(parts, given, parts.short)),
    }),
    accumulates: batches !== undefined,
    kind: 'metric',
    make,
  })
}

/** Defines a metric that is no number but a table, such as a curve: columns of all predictions and targets, and options. */
export function defineTableMetric<const T extends OptionTable, Columns extends Table>(
  parts: Omit<MetricParts<T>, 'better'> & {
    readonly takes: Exclude<MetricInput, 'evaluation'>
    readonly gives: TableLayout
    readonly compute: (predictions: Tensor, targets: Tensor, options: FilledOptions<T>) => Columns
    /** How it is computed batch by batch; left out where it needs all predictions at once. */
    readonly accumulation?: Accumulation<FilledOptions<T>, Columns>
  },
): Method<
  (predictions: Tensor, targets: Tensor, options?: GivenOptions<T>) => Columns,
  MetricDefinition
> {
  const { compute, accumulation, ...card } = parts
  const measureWith =
    (given?: unknown) =>
    (predictions: Tensor, targets: Tensor): Columns =>
      compute(predictions, targets, chosenOptions(parts, given, parts.short))
  const make = (given?: unknown): Metric => ({
    takes: 'predictions',
    gives: 'table',
    measure: measureWith(given),
    ...batchesOf(accumulation, () => chosenOptions(parts, given, parts.short)),
  })
  return method((predictions, targets, options) => measureWith(options)(predictions, targets), {
    ...card,
    better: 'neither',
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
    readonly make: (options: FilledOptions<T>) => (evaluation: Evaluation) => Tensor
  },
): Method<
  (...options: OptionArguments<T, ValueOf<T[Short]>>) => (evaluation: Evaluation) => Tensor,
  MetricDefinition
> {
  const measureWith = (given?: unknown): ((evaluation: Evaluation) => Tensor) => {
    const example = `evaluateBatch(batch, ${parts.name}())`
    refuseUncalled(isEvaluation(given), parts.name, example, 'an evaluation')
    return parts.make(chosenOptions(parts, given, parts.short))
  }
  const make = (given?: unknown): Metric => ({
    takes: 'evaluation',
    gives: 'number',
    measure: measureWith(given),
  })
  return method((...options) => measureWith(options[0]), {
    ...parts,
    kind: 'metric',
    takes: 'evaluation',
    make,
  })
}

type LayerDefinition = Definition<'layer', LayerPlan, examples.LayerExample> & LayerFacts

/** Defines a layer, as a static property of its class: its output shape, and how it is built once the shape of its inputs is known. */
export function defineLayer<const T extends OptionTable>(
  parts: CheckedParts<T, examples.LayerExample> &
    LayerFacts & {
      readonly short?: keyof T & string
      readonly plan: (options: FilledOptions<T>) => LayerPlan
    },
): LayerDefinition {
  const { plan, ...card } = parts
  const make = (given?: unknown): LayerPlan =>
    Object.assign(plan(chosenOptions(parts, given, parts.short)), {
      method: { name: parts.name, options: given ?? {} },
    })
  return { ...card, kind: 'layer', make }
}
