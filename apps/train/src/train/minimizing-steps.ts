import { compile, type Rng, type Tensor, tensor, type Variable } from '@sobolev/core'
import {
  type Evaluated,
  type Loss,
  Minimization,
  type MinimizedObjective,
  type Minimizer,
  type Mode,
  type Module,
  minimizedObjective,
  type ObjectiveFunction,
  type ObjectiveParts,
} from '@sobolev/nn'
import { type Batch, maskOf } from './batch.ts'
import type { StepTerms } from './not-finite.ts'
import type { Step, Steps } from './steps.ts'

/** In which running statistics stay: a step evaluates many times. */
const modeOf = ({ inputs, lengths }: Batch, rng: Rng, number: Tensor): Mode => ({
  ...{ training: true, rng: rng.split(number), step: number, updatesStatistics: false },
  ...maskOf(inputs, lengths),
})

/** What steps of a minimizer need. */
export interface MinimizingOptions {
  readonly minimizer: Minimizer
  readonly model: Module
  readonly variables: Readonly<Record<string, Variable>>
  readonly evaluate: ObjectiveFunction
  /** The one that is trained on in a step, int32 scalar, for each example. */
  readonly lossAt: (step: Tensor) => Loss
  readonly hasPenalties: boolean
  /** Changes the weights, or takes them in, after a step. */
  readonly afterStep: (step: Tensor) => void
  readonly eager: boolean
  /** Whether the objective is the same in all steps: what a step ended with need not be evaluated again. */
  readonly isSteady: boolean
}

/**
 * Steps of an optimizer that evaluates the objective several times a step, as one program each time. Schedules stand
 * still within a step. Layers with running statistics take in the batch once, with the weights after the step.
 */
export function minimizingSteps(options: MinimizingOptions): Steps {
  const { minimizer, model, variables, evaluate, lossAt, afterStep, eager, isSteady } = options
  const minimization = new Minimization(minimizer, variables)
  const parts: ObjectiveParts<Parameters<Step>> = {
    outputs: (batch, rng, number) => model.call(batch.inputs, modeOf(batch, rng, number)),
    loss(outputs, { targets, weights }, _, number) {
      const losses = lossAt(number)(outputs, targets)
      return (weights ? losses.mul(weights.cast(losses.dtype)) : losses).mean()
    },
    haveRest: options.hasPenalties,
  }
  const objectiveOf = minimizedObjective(
    (...[batch, rng, number]: Parameters<Step>): Evaluated & StepTerms => {
      const { inputs, targets, lengths: _, ...details } = batch
      const mode = modeOf(batch, rng, number)
      const terms = evaluate(inputs, targets, mode, number, details)
      return { ...terms, value: terms.total }
    },
    variables,
    { eager, parts },
  )
  const hasStatistics = Object.values(variables).some(({ role }) => role === 'statistic')
  const pass = (
    { inputs, lengths }: Pick<Batch, 'inputs' | 'lengths'>,
    rng: Rng,
    step: Tensor,
  ): Tensor => model.call(inputs, { training: true, rng, step, ...maskOf(inputs, lengths) })
  const updateStatistics = eager ? pass : compile(pass)
  let last: { readonly batch: Batch; readonly of: MinimizedObjective<Evaluated & StepTerms> } | null
  last = null
  const take: Steps['take'] = (batch, rng, step) => {
    const number = tensor(step, { dtype: 'int32' })
    const isSame = isSteady && last?.batch === batch
    if (!isSame || last === null)
      last = { batch, of: objectiveOf(batch, rng, number, evaluate.due(step)) }
    const { before, stopped } = minimization.step(last.of)
    if (hasStatistics)
      updateStatistics({ inputs: batch.inputs, lengths: batch.lengths }, rng, number)
    afterStep(number)
    const { loss, penalties, weights, total } = before
    return {
      ...{ loss, penalties, weights, total, evaluations: minimization.evaluations },
      ...(stopped !== null && { stopped }),
    }
  }
  // All rows are one batch: there is nothing to gather before it.
  return {
    optimizer: minimization,
    restore: (state) => minimization.restore(state, { isSameObjective: isSteady }),
    takesAllRows: true,
    functions: null,
    due: evaluate.due,
    ...{ take, gather: take },
  }
}
