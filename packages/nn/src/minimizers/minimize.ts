import {
  checkOptions,
  GradientTape,
  type OptionKinds,
  type Tensor,
  type Tree,
  type Variable,
} from '@sobolev/core'
import { trainedVariables } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import { lbfgs } from './lbfgs.ts'
import { Minimization } from './minimization.ts'
import { minimizedObjective } from './minimized-objective.ts'
import type { Minimizer } from './minimizer.ts'

/** How `minimize` goes about it. */
export interface MinimizeOptions {
  /**
   * What takes the steps.
   *
   * @default lbfgs()
   */
  readonly optimizer?: Minimizer
  /**
   * How many steps there are at most: a whole number from 1, or Infinity to go on until it stops by itself.
   *
   * @default 1000
   */
  readonly steps?: number
  /**
   * Whether operations run one by one instead of compiled; the numbers are the same.
   *
   * @default false
   */
  readonly eager?: boolean
  /** Hears of every step. */
  readonly onStep?: (progress: {
    readonly step: number
    readonly value: number
    /** How often the objective was evaluated so far. */
    readonly evaluations: number
  }) => void
}

const kinds: OptionKinds<MinimizeOptions> = {
  ...{ optimizer: 'any', steps: 'number', eager: 'boolean', onStep: 'function' },
}

/** What `minimize` came to. */
export interface Minimized {
  /** The value at the end. */
  readonly value: number
  /** How many steps were taken. */
  readonly steps: number
  /** How often the objective was evaluated. */
  readonly evaluations: number
  /** How often a product with its second derivatives was computed. */
  readonly products: number
  /** Why it ended before its last step, in words; null where it did not. */
  readonly stopped: string | null
}

/**
 * Brings variables to where an objective is smallest nearby, and says how.
 *
 * ```ts
 * const x = new Variable([-1.2, 1], { dtype: 'float64' })
 * const { value, evaluations } = minimize(() => rosenbrock(x.value), x)
 * ```
 *
 * `objective`: one number of the variables, made of the library's operations, the same whenever it is called; or
 * `residuals`, of which half the sum of the squares is meant, as `gaussNewton` needs it.
 *
 * @throws TypeError unless there is a variable to train, and where the objective depends on none of them; for an option
 * that there is not; RangeError for a number of steps below 1; ShapeError unless the objective gives one number
 */
export function minimize(
  objective: (() => Tensor) | { readonly residuals: () => Tensor },
  variables: Module | Tree<Variable>,
  options: MinimizeOptions = {},
): Minimized {
  const given = checkOptions('minimize', options, kinds)
  const { optimizer = lbfgs(), steps = 1000, eager = false, onStep } = given
  if (steps < 1 || !(Number.isInteger(steps) || steps === Number.POSITIVE_INFINITY))
    throw new RangeError(`minimize: steps must be a whole number from 1, or Infinity, got ${steps}`)
  const trained = trainedVariables('minimize', variables)
  const residuals = typeof objective === 'function' ? null : objective.residuals
  const valueOfObjective =
    typeof objective === 'function' ? objective : () => halfSquares(objective.residuals())
  const evaluate = () => {
    const tape = new GradientTape({ watchAccessedVariables: false })
    tape.watch(trained)
    const value = tape.record(valueOfObjective)
    return { value, gradients: tape.gradient(value, trained, { unconnectedGradients: 'none' }) }
  }
  const minimization = new Minimization(optimizer, trained)
  const parts = residuals && { outputs: residuals, loss: halfSquares }
  const minimized = minimizedObjective(evaluate, trained, { eager, ...(parts && { parts }) })()
  let value = Number.NaN
  let stopped: string | null = null
  let step = 0
  let products = 0
  while (step < steps && stopped === null) {
    const taken = minimization.step(minimized)
    stopped = taken.stopped
    products += taken.products
    value = taken.after.value.item()
    step++
    onStep?.({ step, value, evaluations: minimization.evaluations })
  }
  return { value, steps: step, evaluations: minimization.evaluations, products, stopped }
}

const halfSquares = (residuals: Tensor): Tensor => residuals.square().sum().div(2)
