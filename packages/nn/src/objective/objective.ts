import {
  checkOptions,
  describeValue,
  GradientTape,
  identity,
  mean,
  ShapeError,
  Tensor,
  Variable,
} from '@sobolev/core'
import type { BatchDetails } from '../batch-transforms/batch-transform.ts'
import { checkTensors } from '../check-tensors.ts'
import { checkColumns } from '../evaluation/columns.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { modulesOf } from '../evaluation/observe-calls.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import type { Loss } from '../losses/loss.ts'
import { checkMode, type Mode, withStep } from '../modules/mode.ts'
import { restoreVariables } from '../restore-variables.ts'
import { stepOf } from '../schedules/step-of.ts'
import type { Tensors } from '../tensors.ts'
import { addPenalties } from './add-penalties.ts'
import { checkedOptions, type ObjectiveOptions } from './objective-options.ts'
import { allStates, penaltyStates } from './penalty-states.ts'
import { mixedLoss, transformBatch } from './transform-batch.ts'
import { callWithin, variablesToTrain } from './variables-to-train.ts'

/** What an objective comes to for a batch. */
export interface Objective {
  /** loss + Σ weight · penalty; scalar. */
  readonly total: Tensor
  /** The mean of the losses that are trained on, each times the weight of its example; scalar. */
  readonly loss: Tensor
  /** Scalars by name, without their weights. */
  readonly penalties: Tensors
  /** Of the total, by the dotted paths of the model's trainable Variables. */
  readonly gradients: Tensors
}

/** What `objective` gives: a function of a batch, with the state of its penalties. */
export interface ObjectiveFunction {
  /**
   * `inputs`: [n, ...]. `step`: counted from 0, as a number or int32 scalar; what schedules go by. `details`: `weights`
   * [n], what the loss of each example is multiplied with before the mean over n, which penalties see the losses without;
   * and `columns` by name, [n, ...] each, which penalties read. A tensor alone is the weights.
   */
  (
    inputs: Tensor,
    targets: Tensor,
    mode: Mode,
    step?: number | Tensor,
    details?: Tensor | BatchDetails | undefined,
  ): Objective
  /** What the penalties remember, for a checkpoint, by names such as `lipschitz.u`; empty for most. */
  state(): Tensors
  /** Takes up a state that `state()` gave. Throws as `restore` of an Optimizer does; nothing has changed then. */
  restore(state: Tensors): void
}

/**
 * The mean loss plus weighted penalties, and its gradients by the model's Variables.
 *
 * Loss and penalties share one forward pass, and so one dropout mask. No penalty sees another, and
 * the derivatives by the inputs are computed once, if one asks for them. Nothing is changed but the state
 * of penalties that have one and, in training, the running statistics of layers, once: the result is a function of the
 * arguments and the Variables.
 *
 * ```ts
 * const step = objective({ model, loss, penalties: { flat: { penalty: inputGradient(), weight: 0.1 } } })
 * const { loss, penalties, gradients } = step(inputs, targets, { training: true, rng }, 0)
 * ```
 *
 * @throws GradientError where the model has nothing to train, or reads a trainable Variable that its
 * `variables()` do not list; GradientError naming a Variable that the total does not depend on;
 * ShapeError unless the loss gives [n], weights are [n] and each penalty is a scalar.
 */
export function objective(options: ObjectiveOptions): ObjectiveFunction {
  const {
    model,
    penalties,
    lossTransforms,
    batchTransforms,
    stepsPerEpoch,
    rng,
    layout,
    ...given
  } = checkedOptions(options)
  const variables = model.variables()
  const trainable = variablesToTrain(variables)
  const modules = modulesOf(model)
  const call = callWithin(model, variables)
  // What is no loss is told before the first step.
  transformedLoss(given.loss, lossTransforms, stepOf('objective', 0))
  const states = penaltyStates(penalties, variables, rng, layout)
  const remembered = allStates(states)
  const fixed = { model, modules, call, variables, trainable, stepsPerEpoch, layout }
  const run: Evaluate = (inputs, targets, mode, number = 0, details = undefined) => {
    checkTensors('objective', { inputs, targets })
    checkMode(mode)
    const step = stepOf('objective', number)
    const { weights, columns } = detailsOf(details)
    checkColumns('objective', columns, inputs.shape[0] ?? 0)
    const batch = transformBatch(batchTransforms, { inputs, targets, weights, columns }, mode, step)
    const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
    const terms = tape.record(() => {
      const see = evaluate({
        ...{ ...fixed, tape, mode: withStep(mode, step), step, targets: batch.targets },
        columns: batch.columns,
        loss: mixedLoss(transformedLoss(given.loss, lossTransforms, step), batch),
        lossOutputs: given.loss.outputs,
        outputChanges: batch.outputChanges,
        // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
        inputs: identity(batch.inputs),
      })
      const meanLoss = weightedMean(see('loss').losses, batch.weights)
      const sum = addPenalties(meanLoss, penalties, step, (name) => see(name, states[name]))
      return { ...sum, loss: meanLoss }
    })
    return { ...terms, gradients: tape.gradient(terms.total, trainable) }
  }
  return Object.assign(run, {
    state: () =>
      Object.fromEntries(Object.entries(remembered).map(([name, { value }]) => [name, value])),
    restore: (state: Tensors) => restoreVariables(remembered, state),
  })
}

type Evaluate = (...batch: Parameters<ObjectiveFunction>) => Objective

/** A tensor alone is the weights. Throws a TypeError for what is neither, and for a detail that there is not. */
function detailsOf(details: Tensor | BatchDetails | undefined): BatchDetails {
  if (details === undefined) return {}
  if (details instanceof Tensor) return { weights: details }
  if (details instanceof Variable) return { weights: details.value }
  if (Object.getPrototypeOf(Object(details)) !== Object.prototype)
    checkTensors('objective', { weights: details })
  return checkOptions('objective', details, { weights: 'any', columns: 'any' })
}

/** Σ weight · loss / n, so that the weights of a batch say how much it counts beside others. */
function weightedMean(losses: Tensor, weights: Tensor | undefined): Tensor {
  if (weights === undefined) return mean(losses)
  checkTensors('objective', { weights })
  if (weights.rank !== 1 || weights.size !== losses.size)
    throw new ShapeError(
      `objective: weights must be one number for each of the ${losses.size} examples, got shape [${weights.shape.join(', ')}]`,
    )
  return mean(losses.mul(weights.cast(losses.dtype)))
}

const transformedLoss = (
  loss: Loss,
  transforms: Readonly<Record<string, LossTransform>>,
  step: Tensor,
): Loss =>
  Object.entries(transforms).reduce((before, [name, transform]) => {
    const after: unknown = transform(before, { step })
    if (typeof after === 'function') return (outputs, targets) => after(outputs, targets)
    throw new TypeError(
      `objective: the loss transform "${name}" must give a loss, (outputs, targets) => losses, got ${describeValue(after)}`,
    )
  }, loss)
