import {
  describeValue,
  GradientError,
  type GradientTape,
  onesLike,
  type Rng,
  ShapeError,
  Tensor,
  type Variable,
  withValues,
} from '@sobolev/core'
import type { LossOutputs } from '../catalogue/facts.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { Loss } from '../losses/loss.ts'
import { checkMasked } from '../modules/mask-rule.ts'
import { type Mode, withFixedStatistics, withSource } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { selectParameters } from '../parameter-selection.ts'
import type { Tensors } from '../tensors.ts'
import { type Columns, named } from './columns.ts'
import type { Evaluation, ForwardOptions, Variables } from './evaluation.ts'
import { columnMask, type ExampleLayout, inputColumnOf, targetScaleOf } from './example-layout.ts'
import { type Modules, type OutputChanges, observeCalls, outputsAt } from './observe-calls.ts'

/** What an evaluation is made of. `inputs` must be a tensor that serves for nothing else. */
export interface Evaluated {
  /** A persistent one, within its `record`. */
  readonly tape: GradientTape
  readonly model: Module
  readonly modules: Modules
  /** In place of the model's own `call`. */
  readonly call?: Module['call']
  readonly variables: Variables
  readonly trainable: Variables
  readonly loss: Loss
  readonly lossOutputs: LossOutputs | undefined
  readonly inputs: Tensor
  readonly targets: Tensor
  /** Whether each example was made of two, of which `targets` are those of the first. */
  readonly isMixed?: boolean
  readonly columns?: Columns | undefined
  readonly layout?: ExampleLayout | undefined
  readonly mode: Mode
  /** What becomes of the outputs of modules in every pass. */
  readonly outputChanges?: OutputChanges | undefined
  /** int32 scalar; left out where there are no steps. */
  readonly step?: Tensor
  readonly stepsPerEpoch?: number | undefined
}

/**
 * Runs the model once, within `record` of the tape, and gives the view that the penalty of each name has of it, with
 * its state. Throws a ShapeError unless the loss gives [n].
 */
export function evaluate(evaluated: Evaluated): (name: string, state?: Variables) => Evaluation {
  const { tape, call, modules, step, stepsPerEpoch, outputChanges = {}, ...others } = evaluated
  const { columns = {}, layout, isMixed = false, ...given } = others
  const { model, variables, trainable, loss, inputs, targets, mode } = given
  const laterMode = withFixedStatistics(mode)
  // Costs nothing until a derivative is asked for: the parameters' tape has to record all of it anyway.
  const pass = (x: Tensor, passMode: Mode): Tensor => {
    checkMasked(model, x, passMode)
    if (isFloat(x)) tape.watch(x)
    return checkedOutputs(call ? call(x, passMode) : model.call(x, passMode))
  }
  const forward = (x: Tensor, options: ForwardOptions = {}): Tensor => {
    checkTensors('forward', { x })
    const passMode = options.rng ? withSource(laterMode, options.rng) : laterMode
    const changes = [outputChanges, options.outputChanges ?? {}]
    const isChanged = changes.some((each) => Object.keys(each).length > 0)
    const run = (): Tensor =>
      isChanged ? observeCalls(modules, () => pass(x, passMode), changes).result : pass(x, passMode)
    return options.values ? withValues(pairsOf('forward', options.values, variables), run) : run()
  }
  tape.watch(trainable)
  const { result: outputs, calls } = observeCalls(modules, () => pass(inputs, mode), [
    outputChanges,
  ])
  const merge = (ofCalls: readonly Tensor[]): readonly Tensor[] =>
    model.mergeCalls?.(ofCalls) ?? ofCalls
  const losses = checkedLosses(loss(outputs, targets), inputs)
  let inputGradient: Tensor | null = null
  const pulled = (operation: string, v: Tensor, y: Tensor): Tensor => {
    floatDType(`${operation}: inputs`, inputs)
    const options = { outputGradients: v, unconnectedGradients: 'none' } as const
    return connected(operation, tape.gradient(y, inputs, options))
  }
  const shared = {
    ...given,
    mode: laterMode,
    outputs,
    losses,
    inputGradient(): Tensor {
      floatDType('inputGradient: inputs', inputs)
      inputGradient ??= connected(
        'inputGradient',
        tape.gradient(losses, inputs, { unconnectedGradients: 'none' }),
      )
      return inputGradient
    },
    vectorJacobian: (v: Tensor, y = outputs) => pulled('vectorJacobian', v, y),
    jacobianVector(v: Tensor, y = outputs): Tensor {
      // vᵀJ is linear in its cotangent, so its derivative by that, pulled along v, is Jv.
      const cotangent = onesLike(y)
      tape.watch(cotangent)
      const row = pulled('jacobianVector', cotangent, y)
      return tape.gradient(row, cotangent, { outputGradients: v })
    },
    gradient: tape.gradient.bind(tape),
    jacobian: tape.jacobian.bind(tape),
    forward,
    lossesAt: (values: Tensors) =>
      withValues(pairsOf('lossesAt', values, variables), () =>
        checkedLosses(loss(forward(inputs), targets), inputs),
      ),
    outputsOf: (path: string, index?: number) => outputsAt(calls, path, { index, merge }),
  }
  return (name, state = {}) => ({
    ...shared,
    state,
    get unmixedTargets() {
      if (!isMixed) return targets
      throw new TypeError(
        `${name}: goes by the target of each example, and the examples of this batch were each mixed of two; leave out the batch transform that mixes, such as mixup, or this penalty`,
      )
    },
    get rng() {
      return sourceOf(name, mode)
    },
    get step() {
      return stepOf(name, step)
    },
    get epoch() {
      return epochOf(name, stepOf(name, step), stepsPerEpoch)
    },
    weights: (selection = 'kernel') => selectParameters(name, selection, variables),
    column: (column) =>
      named(columns, column, {
        operation: name,
        what: 'a column',
        way: `the batch is given it: { columns: { ${column}: … } }`,
      }),
    layout: layout ?? { inputs: {} },
    get targetScale() {
      return targetScaleOf(name, layout)
    },
    inputColumn: (column) => inputColumnOf(name, column, inputs, layout),
    columnMask: (selection) => columnMask(name, selection, inputs, layout),
  })
}

/** A derivative by the inputs. Throws a GradientError where there is none, as by indices. */
function connected(operation: string, derivative: Tensor | null): Tensor {
  if (derivative) return derivative
  throw new GradientError(
    `${operation}: the outputs must depend on the inputs in a way that has a derivative, and do not; by indices, such as those of an embedding, nothing is differentiated`,
  )
}

/** Variables with the values that stand in for theirs. Throws a TypeError for a path that no variable has. */
function pairsOf(
  operation: string,
  values: Tensors,
  variables: Variables,
): (readonly [Variable, Tensor])[] {
  return Object.entries(values).map(([path, value]) => {
    const variable = variables[path]
    if (variable) return [variable, value]
    throw new TypeError(
      `${operation}: values must be by the paths of variables, ${Object.keys(variables).join(', ')}, got "${path}"`,
    )
  })
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32' || dtype === 'float64'

function checkedOutputs(outputs: unknown): Tensor {
  if (outputs instanceof Tensor) return outputs
  throw new TypeError(`model: call must return a tensor, got ${describeValue(outputs)}`)
}

function checkedLosses(losses: unknown, inputs: Tensor): Tensor {
  if (!(losses instanceof Tensor))
    throw new TypeError(
      `loss: must give a tensor of one number for each example, got ${describeValue(losses)}`,
    )
  if (losses.rank !== 1 || losses.size !== inputs.shape[0])
    throw new ShapeError(
      `loss: must give one number for each of the ${inputs.shape[0]} examples, got shape [${losses.shape.join(', ')}]`,
    )
  return losses
}

function sourceOf(name: string, mode: Mode): Rng {
  if (mode.training) return mode.rng.split('penalties').split(name)
  throw new GradientError(
    `${name}: draws random numbers, which only training has; use the mode { training: true, rng }`,
  )
}

function stepOf(name: string, step: Tensor | undefined): Tensor {
  if (step) return step
  throw new TypeError(`${name}: goes by the step, which only an objective has, got none`)
}

function epochOf(name: string, step: Tensor, stepsPerEpoch: number | undefined): Tensor {
  if (stepsPerEpoch === undefined)
    throw new TypeError(
      `${name}: goes by the epoch, and needs to know how many steps one has, got none; objective({ model, loss, penalties, stepsPerEpoch })`,
    )
  // float64 holds every quotient of two int32 so closely that its floor is right.
  return step.cast('float64').div(stepsPerEpoch).floor().cast('int32')
}
