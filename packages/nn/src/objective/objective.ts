import {
  checkOptions,
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
import type { Evaluation, Variables } from '../evaluation/evaluation.ts'
import type { ExampleLayout } from '../evaluation/example-layout.ts'
import { modulesOf } from '../evaluation/observe-calls.ts'
import type { LossContext } from '../loss-transforms/loss-transform.ts'
import { checkMode, type Mode, withFixedStatistics, withStep } from '../modules/mode.ts'
import { globalNorm } from '../optimizers/clip-by-global-norm.ts'
import { restoreVariables } from '../restore-variables.ts'
import { stepOf } from '../schedules/step-of.ts'
import type { Tensors } from '../tensors.ts'
import { addPenalties, checkedPenalty } from './add-penalties.ts'
import { dueAt, duePenalties } from './due-penalties.ts'
import { checkedOptions, type ObjectiveOptions } from './objective-options.ts'
import { allStates, penaltyStates } from './penalty-states.ts'
import { weightAt, weightStates } from './penalty-weights.ts'
import { transformBatch } from './transform-batch.ts'
import { transformedLoss } from './transformed-loss.ts'
import { callWithin, variablesToTrain } from './variables-to-train.ts'

/** What an objective comes to for a batch. */
export interface Objective {
  /** loss + Σ weight · penalty; scalar. */
  readonly total: Tensor
  /** The mean of the losses that are trained on, each times the weight of its example; scalar. */
  readonly loss: Tensor
  /** Those of the step, scalars by name, without their weights. */
  readonly penalties: Tensors
  /** What each of these is multiplied with, by name; scalars. */
  readonly weights: Tensors
  /** Of the total, by the dotted paths of the model's trainable Variables. */
  readonly gradients: Tensors
}

/** How strongly the parts of an objective pull at what is trained. */
export interface GradientNorms {
  /** Of the gradient of the loss. */
  readonly loss: Tensor
  /** By name. */
  readonly penalties: Tensors
  /** What each penalty came to in the same pass, by name: of one that is 0 here, no gradient says nothing. */
  readonly values: Tensors
}

/** What `objective` gives: a function of a batch, with the state of its penalties. */
export interface ObjectiveFunction {
  /**
   * `inputs`: [n, ...]. `step`: counted from 0, as a number or int32 scalar; what schedules go by. `details`: `weights`
   * [n], what the loss of each example is multiplied with before the mean over n, which penalties see the losses without;
   * and `columns` by name, [n, ...] each, which penalties read. A tensor alone is the weights. `due`: the names of the
   * penalties that are taken, which a compiled step must be given if one has `every`: what `due(step)` gives.
   */
  (
    inputs: Tensor,
    targets: Tensor,
    mode: Mode,
    step?: number | Tensor,
    details?: Tensor | BatchDetails | undefined,
    due?: readonly string[],
  ): Objective
  /** The names of the penalties that are taken in a step, counted from 0: all but those that wait for their `every`. */
  due(step: number): readonly string[]
  /**
   * The Euclidean norms of the gradients by all that is trained, of the mean loss and of each penalty without its weight,
   * whether it is due or not; scalars. Changes nothing. Arguments as of the function itself.
   */
  gradientNorms(
    inputs: Tensor,
    targets: Tensor,
    mode: Mode,
    step?: number | Tensor,
    details?: Tensor | BatchDetails | undefined,
  ): GradientNorms
  /**
   * What penalties and weights that find themselves remember, for a checkpoint, by names such as `lipschitz.u` and
   * `flat.weight.multiplier`; empty for most.
   */
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
  transformedLoss(given.loss, lossTransforms, { step: stepOf('objective', 0) })
  const states = penaltyStates(penalties, variables, rng, layout)
  const ofWeights = weightStates(penalties)
  const remembered = allStates([
    ...Object.entries(states),
    ...Object.entries(ofWeights).map(([term, state]) => [`${term}.weight`, state] as const),
  ])
  const fixed = { model, modules, call, variables, trainable, stepsPerEpoch, layout }
  /** One forward pass over a batch, of which `measure` makes something while the tape records. */
  const pass = <T extends object>(
    { inputs, targets, mode, number, details }: Given,
    measure: (of: Pass) => T,
  ): { readonly tape: GradientTape; readonly measured: T } => {
    checkTensors('objective', { inputs, targets })
    checkMode(mode)
    const step = stepOf('objective', number)
    const { weights, columns } = detailsOf(details)
    checkColumns('objective', columns, inputs.shape[0] ?? 0)
    const examples = { inputs, targets, weights, columns }
    const batch = transformBatch(batchTransforms, examples, { mode, step, layout })
    const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
    const { measured } = tape.record(() => {
      const see = evaluate({
        ...{ ...fixed, tape, mode: withStep(mode, step), step, targets: batch.targets },
        ...{ columns: batch.columns, isMixed: batch.mixed !== undefined },
        loss: transformedLoss(given.loss, lossTransforms, contextOf(mode, step, layout), batch),
        lossOutputs: given.loss.outputs,
        outputChanges: batch.outputChanges,
        // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
        inputs: identity(batch.inputs),
      })
      const loss = weightedMean(see('loss').losses, batch.weights)
      const gradientNorm = (scalar: Tensor): Tensor => normOfGradient(tape, scalar, trainable)
      const of = { step, loss, gradientNorm, see: (name: string) => see(name, states[name]) }
      return { measured: measure(of) }
    })
    return { tape, measured }
  }
  const run: Evaluate = (inputs, targets, mode, number = 0, details, due) => {
    const taken = due ?? dueAt(penalties, number)
    const { tape, measured } = pass({ inputs, targets, mode, number, details }, (of) => {
      const { see, ...weighed } = { ...of, remembers: mode.training }
      const weightOf = (name: string, value: Tensor): Tensor =>
        weightAt(name, penalties[name]?.weight ?? 0, ofWeights[name] ?? {}, { ...weighed, value })
      return { ...addPenalties(of.loss, penalties, { due: taken, see, weightOf }), loss: of.loss }
    })
    return { ...measured, gradients: tape.gradient(measured.total, trainable) }
  }
  const state = (): Tensors =>
    Object.fromEntries(Object.entries(remembered).map(([name, { value }]) => [name, value]))
  const restore = (before: Tensors): void => restoreVariables(remembered, before)
  const gradientNorms: ObjectiveFunction['gradientNorms'] = (
    inputs,
    targets,
    mode,
    number = 0,
    details,
  ) => {
    const before = state()
    const batch = { inputs, targets, mode: withFixedStatistics(mode), number, details }
    const { measured } = pass(batch, ({ loss, see, gradientNorm }) => {
      const values: Tensors = Object.fromEntries(
        Object.entries(penalties).map(([name, { penalty }]) => [
          name,
          checkedPenalty(name, penalty(see(name))),
        ]),
      )
      const norms = Object.entries(values).map(([name, value]) => [name, gradientNorm(value)])
      return { loss: gradientNorm(loss), penalties: Object.fromEntries(norms), values }
    })
    restore(before)
    return measured
  }
  const due = (step: number): readonly string[] => duePenalties(penalties, step)
  return Object.assign(run, { state, restore, due, gradientNorms })
}

type Evaluate = (...batch: Parameters<ObjectiveFunction>) => Objective

/** A batch and its step, as `objective` takes them. */
interface Given {
  readonly inputs: Tensor
  readonly targets: Tensor
  readonly mode: Mode
  readonly number: number | Tensor
  readonly details: Tensor | BatchDetails | undefined
}

/** What a forward pass gives to what is measured of it. */
interface Pass {
  /** int32 scalar. */
  readonly step: Tensor
  /** The mean loss; scalar. */
  readonly loss: Tensor
  /** The norm of the gradient of a scalar by all that is trained. */
  readonly gradientNorm: (scalar: Tensor) => Tensor
  /** The evaluation as the penalty of a name sees it. */
  readonly see: (name: string) => Evaluation
}

/** ‖∂scalar/∂θ‖, 0 where nothing depends on θ; not recorded. */
const normOfGradient = (tape: GradientTape, scalar: Tensor, trainable: Variables): Tensor =>
  tape.stopRecording(() =>
    globalNorm(tape.gradient(scalar, trainable, { unconnectedGradients: 'zero' })),
  )

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

const contextOf = (mode: Mode, step: Tensor, layout: ExampleLayout | undefined): LossContext => ({
  step,
  ...(layout?.classCounts && { classCounts: layout.classCounts }),
  ...(mode.training && { rng: mode.rng.split('lossTransforms') }),
})
