import { GradientTape, identity, mean, ShapeError, type Tensor, tensor } from '@sobolev/core'
import type { Loss } from './losses/loss.ts'
import type { Mode } from './mode.ts'
import type { Module } from './module.ts'
import { evaluate } from './penalties/evaluation.ts'
import type { Penalty } from './penalties/penalty.ts'
import { type Schedule, valueAt } from './schedules.ts'
import type { Tensors } from './tensors.ts'

/** A penalty with what it is multiplied with. */
export interface Term {
  readonly penalty: Penalty
  readonly weight: Schedule
}

export interface ObjectiveOptions {
  readonly model: Module
  readonly loss: Loss
  /** By a name of your own; none unless given. */
  readonly penalties?: Readonly<Record<string, Term>>
}

/** What an objective comes to for a batch. */
export interface Objective {
  /** loss + Σ weight · penalty; scalar. */
  readonly total: Tensor
  /** The mean of the losses; scalar. */
  readonly loss: Tensor
  /** Scalars by name, without their weights. */
  readonly penalties: Tensors
  /** Of the total, by the dotted paths of the model's trainable Variables. */
  readonly gradients: Tensors
}

/**
 * The mean loss plus weighted penalties, and its gradients by the model's Variables.
 *
 * Loss and penalties share one forward pass, and so one dropout mask. No penalty sees another, and
 * the derivatives by the inputs are computed once, if one asks for them. Nothing is changed: the
 * result is a function of the arguments and the Variables.
 *
 * ```ts
 * const step = objective({ model, loss, penalties: { flat: { penalty: inputGradient(), weight: 0.1 } } })
 * const { loss, penalties, gradients } = step(inputs, targets, { training: true, rng }, 0)
 * ```
 *
 * `inputs`: [n, ...]. `step`: counted from 0, as a number or int32 scalar; what schedules go by.
 *
 * @throws GradientError naming a Variable that the total does not depend on; ShapeError unless the
 * loss gives [n] and each penalty a scalar.
 */
export function objective({
  model,
  loss,
  penalties = {},
}: ObjectiveOptions): (
  inputs: Tensor,
  targets: Tensor,
  mode: Mode,
  step?: number | Tensor,
) => Objective {
  const variables = model.variables()
  const trainable = Object.fromEntries(
    Object.entries(variables).filter(([, variable]) => variable.trainable),
  )
  return (inputs, targets, mode, step = 0) => {
    const at = typeof step === 'number' ? tensor(step, { dtype: 'int32' }) : step
    const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
    tape.watch(trainable)
    const terms = tape.record(() => {
      // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
      const alias = identity(inputs)
      const see = evaluate({ tape, model, variables, loss, inputs: alias, targets, mode })
      const meanLoss = mean(see('loss').losses)
      let total = meanLoss
      const values: Record<string, Tensor> = {}
      for (const [name, { penalty, weight }] of Object.entries(penalties)) {
        const value = penalty(see(name))
        // Rows would be added to the loss row by row, and their gradients summed: n times too much.
        if (value.rank !== 0)
          throw new ShapeError(
            `${name}: a penalty must give one number, got shape [${value.shape.join(', ')}]; mean(x) makes one of many`,
          )
        values[name] = value
        total = total.add(value.mul(valueAt(weight, at).cast(value.dtype)))
      }
      return { total, loss: meanLoss, penalties: values }
    })
    return { ...terms, gradients: tape.gradient(terms.total, trainable) }
  }
}
