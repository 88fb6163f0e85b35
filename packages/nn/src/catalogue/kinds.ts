import type { ActivationFunction } from '../activations/activation-function.ts'
import type { Average } from '../averages/average.ts'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import type { Calibration } from '../calibrations/calibration.ts'
import type { Constraint } from '../constraints/constraint.ts'
import type { Ensemble } from '../ensembles/ensemble.ts'
import type { Initialization } from '../initializations/initialization.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { LayerPlan } from '../layers/layer.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import type { Loss } from '../losses/loss.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Minimizer } from '../minimizers/minimizer.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import type { Penalty } from '../penalties/penalty.ts'
import type { ScheduleFunction } from '../schedules/schedule.ts'
import type { Weighting } from '../weightings/weighting.ts'
import type { Definition } from './definition.ts'
import type * as examples from './example.ts'
import type {
  ActivationFacts,
  BatchTransformFacts,
  LayerFacts,
  LossFacts,
  LossTransformFacts,
  MetricFacts,
  PenaltyFacts,
} from './facts.ts'
import { type OptionTable, option } from './option.ts'

/** What a method of each kind makes of its options. */
export interface Things {
  /** What builds a layer of a shape of inputs. */
  readonly layer: LayerPlan
  /** A function of each element, or of an axis. */
  readonly activation: ActivationFunction
  /** What draws first weights. */
  readonly initializer: Initializer
  /** What takes first weights from data. */
  readonly initialization: Initialization
  /** The loss of each example. */
  readonly loss: Loss
  /** A loss made of a loss. */
  readonly lossTransform: LossTransform
  /** A scalar that is added to the loss. */
  readonly penalty: Penalty
  /** What finds the weight of a penalty. */
  readonly weighting: Weighting
  /** A batch made of a batch. */
  readonly batchTransform: BatchTransform
  /** Gradients made of gradients. */
  readonly gradientTransform: GradientTransform
  /** What makes steps of gradients, or takes them by itself. */
  readonly optimizer: GradientTransform | Minimizer
  /** A number by the step. */
  readonly schedule: ScheduleFunction
  /** What weights are brought back into after a step. */
  readonly constraint: Constraint
  /** An average of the weights. */
  readonly average: Average
  /** How several members come about. */
  readonly ensemble: Ensemble
  /** A change of the outputs, fitted after training. */
  readonly calibration: Calibration
  /** A figure of predictions and targets, or of an evaluation. */
  readonly metric: Metric
}

/** A kind of method, such as `penalty`. */
export type Kind = keyof Things

interface Examples {
  readonly layer: examples.LayerExample
  readonly activation: examples.ActivationExample
  readonly initializer: examples.InitializerExample
  readonly initialization: examples.InitializationExample
  readonly loss: examples.LossExample
  readonly lossTransform: examples.LossTransformExample
  readonly penalty: examples.PenaltyExample
  readonly weighting: examples.WeightingExample
  readonly batchTransform: examples.BatchTransformExample
  readonly gradientTransform: examples.UpdateExample
  readonly optimizer: examples.UpdateExample
  readonly schedule: examples.ScheduleExample
  readonly constraint: examples.ConstraintExample
  readonly average: examples.AverageExample
  readonly ensemble: examples.EnsembleExample
  readonly calibration: examples.CalibrationExample
  readonly metric: examples.MetricExample
}

/** What the definitions of some kinds say beside what all say. */
interface Facts
  extends Record<
    Exclude<
      Kind,
      'activation' | 'batchTransform' | 'layer' | 'loss' | 'lossTransform' | 'penalty' | 'metric'
    >,
    unknown
  > {
  readonly activation: ActivationFacts
  readonly batchTransform: BatchTransformFacts
  readonly layer: LayerFacts
  readonly loss: LossFacts
  readonly lossTransform: LossTransformFacts
  readonly penalty: PenaltyFacts
  readonly metric: MetricFacts
}

/** The definitions of each kind of method. */
export type Definitions = {
  readonly [K in Kind]: Definition<K, Things[K], Examples[K]> & Facts[K]
}

/** What holds for all methods of a kind. */
export interface KindDescription {
  /** What several of them are called. */
  readonly plural: string
  /** One sentence. */
  readonly summary: string
  /** The key of a config where they stand, or of the options that take one. */
  readonly key: string
  /** Options that a config adds to those of each method. */
  readonly term: OptionTable
  /** The one of `term` that a plain value stands for. */
  readonly short?: string
  /** The method that the word `auto` stands for in a config. */
  readonly auto?: string
  /** Whether all its methods are regularization methods, and have `advice`; of other kinds those that have it. */
  readonly regularizes?: true
}

/** The kinds of methods, in the order in which a model is built and trained. */
export const kinds: { readonly [K in Kind]: KindDescription } = {
  layer: {
    plural: 'layers',
    summary: 'Parts of a model, one after the other.',
    key: 'model.layers',
    term: {},
  },
  activation: {
    plural: 'activations',
    summary: 'What a layer does to its outputs, element by element or row by row.',
    key: 'activation',
    term: {},
  },
  initializer: {
    plural: 'initializers',
    summary: 'The first values of a layer’s weights.',
    key: 'kernelInitializer',
    term: {},
  },
  initialization: {
    plural: 'initializations',
    summary: 'The first values of all weights together, by rows that are trained on.',
    key: 'model.initialization',
    term: {},
  },
  loss: {
    plural: 'losses',
    summary: 'What training keeps small: a number for each example.',
    key: 'loss',
    term: {},
  },
  lossTransform: {
    plural: 'loss transforms',
    summary: 'Changes of the loss that is trained on; what is measured outside of training stays.',
    key: 'lossTransforms',
    regularizes: true,
    term: {},
  },
  penalty: {
    plural: 'penalties',
    summary: 'Scalars that are added to the loss, each with a weight.',
    key: 'penalties',
    regularizes: true,
    term: {
      weight: option.schedule({
        minimum: 0,
        orWeighting: true,
        words: 'what the penalty is multiplied with',
      }),
      every: option.integer({
        minimum: 1,
        default: 1,
        words:
          'k: it is taken in every k-th step alone, times k, and costs a k-th (lazy regularization: Karras et al. 2020)',
      }),
    },
    short: 'weight',
  },
  weighting: {
    plural: 'weightings',
    summary: 'Weights of penalties that find themselves as training goes on.',
    key: 'weight',
    term: {},
    auto: 'lossShare',
  },
  batchTransform: {
    plural: 'batch transforms',
    summary: 'Changes of the examples before a training step.',
    key: 'batchTransforms',
    regularizes: true,
    term: {},
  },
  gradientTransform: {
    plural: 'gradient transforms',
    summary: 'Changes of the gradients before the optimizer takes them.',
    key: 'gradientTransforms',
    term: {},
  },
  optimizer: {
    plural: 'optimizers',
    summary: 'How gradients become steps.',
    key: 'optimizer',
    term: {},
  },
  schedule: {
    plural: 'schedules',
    summary:
      'Numbers that change as training goes on, such as a learning rate or the weight of a penalty.',
    key: 'learningRate',
    term: {},
  },
  constraint: {
    plural: 'constraints',
    summary: 'What weights are brought back to after each step.',
    key: 'constraints',
    regularizes: true,
    term: {},
  },
  average: {
    plural: 'averages',
    summary: 'Averages of the weights over training, which are evaluated in their place.',
    key: 'average',
    regularizes: true,
    term: {},
  },
  ensemble: {
    plural: 'ensembles',
    summary: 'Several predictions whose mean is predicted: of classifiers that of probabilities.',
    key: 'ensemble',
    regularizes: true,
    term: {},
  },
  calibration: {
    plural: 'calibrations',
    summary: 'Changes of a trained classifier’s outputs, fitted on the validation part.',
    key: 'calibration',
    regularizes: true,
    term: {},
  },
  metric: {
    plural: 'metrics',
    summary: 'How good a model is on a part of the data.',
    key: 'metrics',
    term: {},
  },
}

const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name)

const namesOf = (described: object): Kind[] => Object.keys(described).filter(isKind)

/** The kinds in their order. */
export const kindNames: readonly Kind[] = namesOf(kinds)
