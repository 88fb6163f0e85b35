import {
  checkOptions,
  DTypeError,
  describeValue,
  GradientError,
  GradientTape,
  identity,
  mean,
  ShapeError,
  Tensor,
  tensor,
  type Variable,
  variablesRead,
} from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { modulesOf } from '../evaluation/observe-calls.ts'
import type { Loss } from '../losses/loss.ts'
import { checkMode, type Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { Tensors } from '../tensors.ts'

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
 * @throws GradientError where the model has nothing to train, or reads a trainable Variable that its
 * `variables()` do not list; GradientError naming a Variable that the total does not depend on;
 * ShapeError unless the loss gives [n] and each penalty a scalar.
 */
export function objective(
  options: ObjectiveOptions,
): (inputs: Tensor, targets: Tensor, mode: Mode, step?: number | Tensor) => Objective {
  const { model, loss, penalties = {} } = checkedOptions(options)
  const variables = model.variables()
  const trainable = trainableOf(variables)
  const modules = modulesOf(model)
  const call = callWithin(model, variables)
  return (inputs, targets, mode, step = 0) => {
    checkTensors('objective', { inputs, targets })
    checkMode(mode)
    const stepNumber = stepOf(step)
    const tape = new GradientTape({ persistent: true, watchAccessedVariables: false })
    const terms = tape.record(() => {
      // An alias: inputs may be the targets too, as in an autoencoder, and are not differentiated there.
      const see = evaluate({
        ...{ tape, model, modules, call, variables, trainable, loss, targets, mode },
        inputs: identity(inputs),
      })
      const meanLoss = mean(see('loss').losses)
      let total = meanLoss
      const values: Record<string, Tensor> = {}
      for (const [name, { penalty, weight }] of Object.entries(penalties)) {
        const value = penalty(see(name))
        if (!(value instanceof Tensor))
          throw new TypeError(`${name}: a penalty must give a tensor, got ${describeValue(value)}`)
        // Rows would be added to the loss row by row, and their gradients summed: n times too much.
        if (value.rank !== 0)
          throw new ShapeError(
            `${name}: a penalty must give one number, got shape [${value.shape.join(', ')}]; mean(x) makes one of many`,
          )
        values[name] = value
        total = total.add(value.mul(valueAt(weight, stepNumber).cast(value.dtype)))
      }
      return { total, loss: meanLoss, penalties: values }
    })
    return { ...terms, gradients: tape.gradient(terms.total, trainable) }
  }
}

/** The step as an int32 scalar. */
function stepOf(step: number | Tensor): Tensor {
  if (Number.isSafeInteger(step)) return tensor(Number(step), { dtype: 'int32' })
  if (step instanceof Tensor && step.dtype === 'int32' && step.rank === 0) return step
  throw new TypeError(
    `objective: the step must be a whole number or an int32 scalar, got ${step instanceof Tensor ? `${step.dtype} of shape [${step.shape.join(', ')}]` : describeValue(step)}`,
  )
}

/** The options, once they are what they must be: JavaScript may leave a call out, or a weight. */
function checkedOptions(options: ObjectiveOptions): ObjectiveOptions {
  const { model, penalties = {} } = checkOptions(
    'objective',
    options,
    { model: 'any', loss: 'function', penalties: 'any' },
    ['model', 'loss'],
  )
  if (typeof model.variables !== 'function' || typeof model.call !== 'function')
    throw new TypeError(
      `objective: the model must be a Module, with a method call(x, mode), got ${describeValue(model)}; new Sequential([…]) makes one of layers and functions`,
    )
  if (typeof penalties !== 'object' || penalties instanceof Map || penalties instanceof Set)
    throw new TypeError(
      `objective: the penalties must be an object of { penalty, weight } by name, got ${describeValue(penalties)}`,
    )
  for (const [name, term] of Object.entries(penalties)) {
    checkOptions(`objective: the penalty "${name}"`, term, { penalty: 'function', weight: 'any' }, [
      'penalty',
      'weight',
    ])
    if (typeof term.weight !== 'function' && !Number.isFinite(term.weight))
      throw new TypeError(
        `objective: the weight of "${name}" must be a finite number or a schedule, got ${describeValue(term.weight)}`,
      )
  }
  return options
}

function trainableOf(variables: Readonly<Record<string, Variable>>): Record<string, Variable> {
  const entries = Object.entries(variables)
  const trainable = entries.filter(([, variable]) => variable.trainable)
  const integer = trainable.find(([, { dtype }]) => dtype !== 'float32' && dtype !== 'float64')
  if (integer)
    throw new DTypeError(
      `objective: a variable to train must be float32 or float64, got ${integer[1].dtype} for "${integer[0]}"; make it with { trainable: false }`,
    )
  if (trainable.length > 0) return Object.fromEntries(trainable)
  throw new GradientError(
    entries.length > 0
      ? `objective: the model must have a variable to train, got ${entries.length} with { trainable: false }`
      : 'objective: the model must have a variable to train, got none; a module makes its layers in its constructor, and keeps them in properties, arrays, objects, Maps or Sets: #private fields and what functions close over cannot be seen',
  )
}

/**
 * The model's `call`, which throws a GradientError for a trainable variable that it reads and that is not among
 * `variables`: it would stay as it is.
 */
function callWithin(model: Module, variables: Readonly<Record<string, Variable>>): Module['call'] {
  const known = new Set(Object.values(variables))
  return (inputs, mode) => {
    const { result, variables: read } = variablesRead(() => model.call(inputs, mode))
    const unknown = read.find((variable) => variable.trainable && !known.has(variable))
    if (unknown)
      throw new GradientError(
        `objective: every trainable variable that the model reads must be among its variables(), got "${unknown.name}" of shape [${unknown.shape.join(', ')}], which would not train; keep its layer in a property that is not #private, and call variables() and objective() once the model is built, or make it { trainable: false }`,
      )
    return result
  }
}
