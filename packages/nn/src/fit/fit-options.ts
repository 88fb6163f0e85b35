import type { Rng, Tensor } from '@sobolev/core'
import type { Columns } from '../evaluation/columns.ts'
import type { Module } from '../modules/module.ts'
import type { ObjectiveFunction } from '../objective/objective.ts'
import type { ObjectiveOptions } from '../objective/objective-options.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { GradientTransform } from '../optimizers/transform.ts'

/** What a model is trained or judged on; the first axis of each counts the examples. */
export interface Examples {
  /** [n, ...]. */
  readonly inputs: Tensor
  /** [n, ...]. */
  readonly targets: Tensor
  /** [n]: what the loss of each example is multiplied with. */
  readonly weights?: Tensor
  /** Columns by name that penalties read, [n, ...]. */
  readonly columns?: Columns
}

/** What an epoch came to. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Steps taken since the beginning. */
  readonly step: number
  /** The mean loss of the examples in the steps of the epoch, in which the weights were still changing. */
  readonly loss: number
  /** The means of the penalties, without their weights, by name. */
  readonly penalties: Readonly<Record<string, number>>
  /** With the weights at the end of the epoch, or those that the optimizer evaluates: `loss` and the metrics, by name; there if there are validation examples. */
  readonly validation?: Readonly<Record<string, number>>
}

/** What callbacks are told beside the record. */
export interface FitState {
  /** The model that is trained. */
  readonly model: Module
  /** What takes its steps. */
  readonly optimizer: Optimizer
  /** What gives their gradients. */
  readonly objective: ObjectiveFunction
  /** The records so far. */
  readonly history: readonly EpochRecord[]
}

/**
 * Hears of a training; a plain function is `onEpoch`. A text that it returns, or a promise of one, ends the training and says
 * why.
 */
export interface FitCallback {
  /** After each step, with its number from 1 and the loss of its batch. */
  onStep?(step: { readonly step: number; readonly loss: number }, state: FitState): unknown
  /** After each epoch. */
  onEpoch?(record: EpochRecord, state: FitState): unknown
  /** Once, at the end. */
  onEnd?(state: FitState): void
}

/** How many steps a training takes that is not ended before its time. */
export interface PlannedSteps {
  /** From the first epoch to the last. */
  readonly steps: number
  /** In each epoch. */
  readonly stepsPerEpoch: number
}

/** Options of `fit`: what an `objective` takes, and what it is trained with. */
export interface FitOptions extends Omit<ObjectiveOptions, 'stepsPerEpoch' | 'rng'> {
  /**
   * What makes steps of gradients, such as `adam()`, or a function that makes it of how many there will be:
   * `({ steps }) => adam({ learningRate: cosine({ from: 0.01, duration: steps }) })`. An `Optimizer` goes on with what it
   * remembers. Schedules are part of the compiled step: `learningRate: () => rate.value` goes by a Variable that a callback
   * may assign, and of another number of JavaScript the value of the first step stays.
   */
  readonly optimizer: GradientTransform | Optimizer | ((planned: PlannedSteps) => GradientTransform)
  /** The examples that are trained on. */
  readonly training: Examples
  /** Examples that are measured after each epoch, and never trained on. */
  readonly validation?: Examples
  /** How often all training examples are gone through. */
  readonly epochs: number
  /** What batches, dropout and all else are drawn from. */
  readonly rng: Rng
  /**
   * Examples of a step.
   *
   * @default 32
   */
  readonly batchSize?: number
  /**
   * What becomes of the last batch of an epoch, where the examples do not fill it.
   *
   * @default 'keep'
   */
  readonly lastBatch?: 'keep' | 'drop'
  /**
   * Figures of the validation examples by names of one's own, such as `{ accuracy }`. Those of the library get what they
   * take, as far as the loss says what the outputs are: probabilities of logits, log-odds of two classes, values of
   * their logarithms. A function of one's own gets the outputs.
   */
  readonly metrics?: Readonly<Record<string, (predictions: Tensor, targets: Tensor) => number>>
  /** Hear of steps and epochs, and may end the training. */
  readonly callbacks?: readonly (FitCallback | NonNullable<FitCallback['onEpoch']>)[]
  /**
   * Takes part in each step after the weights have changed, such as `() => average.update()` or a constraint: operations and
   * Variables. Other JavaScript in it, such as counting or printing, runs while a compiled step is traced and not again;
   * `onStep` of a callback hears of each step.
   */
  readonly afterStep?: (step: Tensor) => void
  /**
   * Epochs that were trained before, of a training that goes on.
   *
   * @default 0
   */
  readonly epochsBefore?: number
  /**
   * That of the `History` of a training that goes on, or of a checkpoint of it: what its penalties and weightings remember
   * is taken up. They begin anew without it.
   */
  readonly objective?: Pick<ObjectiveFunction, 'state'>
  /** Ends the training after the step at hand, such as the `signal` of an AbortController. */
  readonly signal?: { readonly aborted: boolean }
  /**
   * Whether a step is compiled: traced once for each shape of its batches and each set of penalties that are due, and from
   * then on its operations alone run. So what `afterStep`, schedules, weights and penalties of one's own close over must
   * be a Variable to change. Without it one can look into a step with a debugger.
   *
   * @default true
   */
  readonly compiled?: boolean
}

/** What a training came to. */
export interface History {
  /** A record for each epoch. */
  readonly epochs: readonly EpochRecord[]
  /** Why it ended before its time, in the words of a callback; null if it did not. */
  readonly stopped: string | null
  /**
   * With which it can go on. The model is left with the weights that are trained; where the figures are of others, as with
   * `scheduleFreeAdamw`, `optimizer.evaluate(() => saveWeights(model))` runs a function with those.
   */
  readonly optimizer: Optimizer
  /** With which it can go on: penalties and weightings may remember, which `state()` gives. */
  readonly objective: ObjectiveFunction
}
