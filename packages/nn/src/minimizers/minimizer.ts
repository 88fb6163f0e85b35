import type { Vector } from './vectors.ts'

/** Weights with what the objective is there. */
export interface Point {
  /** All weights one behind the other. */
  readonly position: Vector
  /** The value there. */
  readonly value: number
  /** The gradient there. */
  readonly gradient: Vector
}

/** What is minimised: a function of the weights that gives the same whenever it is asked. */
export interface Landscape {
  /** The objective where its weights can be: float32 weights are rounded. */
  evaluate(position: Vector): Point
  /** The second derivatives times a vector. */
  hessianProduct(position: Vector, vector: Vector): Vector
  /** As `hessianProduct`, as if the outputs of the model were linear in the weights. */
  gaussNewtonProduct(position: Vector, vector: Vector): Vector
}

/** What a minimizer remembers from step to step, by names such as `lbfgs.steps`: numbers, and lists of vectors. */
export type Memory = Readonly<Record<string, number | readonly Vector[]>>

/** Why a minimizer takes no further step. */
export type Stop = 'converged' | 'noLowerValue' | 'notFinite'

/** What a step of a minimizer came to. */
export interface Taken {
  /** One that `evaluate` gave, or the one it began at. */
  readonly point: Point
  /** What is remembered from then on. */
  readonly memory: Memory
  /** null: a further step may be taken. */
  readonly stop: Stop | null
}

/**
 * An optimizer that evaluates the objective several times a step, as `lbfgs` does: it must give the same value for
 * the same weights. Numbers are read out of tensors, and steps are computed in float64 with exact operations alone.
 */
export interface Minimizer {
  /** What is remembered before the first step. */
  readonly begin: Memory
  /** One step from a point, with what was remembered. */
  takeStep(landscape: Landscape, from: Point, memory: Memory): Taken
}

/** Whether what a method of the kind `optimizer` makes evaluates the objective several times a step. */
export const isMinimizer = (made: object): made is Minimizer =>
  'takeStep' in made && typeof made.takeStep === 'function'
