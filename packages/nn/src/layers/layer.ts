import type { DTypeOptions, Rng, Shape } from '@sobolev/core'
import type { InputElement } from '../evaluation/example-layout.ts'
import type { FloatDType } from '../float-dtype.ts'
import type { Module } from '../modules/module.ts'

/** A layer whose options are chosen, and that waits for the shape of its inputs. */
export interface LayerPlan {
  /** The shape of one example's outputs by that of its inputs, without the batch axis. Throws a ShapeError where it does not fit. */
  readonly outputShape: (inputs: Shape) => Shape
  /** How many numbers it trains. */
  readonly parameters: (inputs: Shape) => number
  /** Whether the first values of its weights are random; true unless it has none, or says otherwise. */
  readonly drawsWeights?: boolean | ((inputs: Shape) => boolean)
  /** The layer for inputs [n, ...`inputs`], its weights drawn from `rng`; float32 unless given. */
  readonly build: (inputs: Shape, rng: Rng, options?: DTypeOptions<FloatDType>) => Module
  /**
   * The plan for inputs of which each number of the last axis is known, and what the numbers of its outputs are then; only
   * of layers that go by the columns of a table, or leave them as they are.
   */
  readonly forElements?: (elements: readonly InputElement[]) => PlanForElements
  /** What it was made of; nothing in a plan of one's own. */
  readonly method?: ChosenLayer
}

/** A plan that knows the columns of its inputs. */
export interface PlanForElements {
  /** The plan of the layer for these inputs. */
  readonly plan: LayerPlan
  /** What each number of its outputs is; null where that is not known. */
  readonly elements: readonly InputElement[] | null
}

/** A layer of the catalogue by name, with the options that it was given. */
export interface ChosenLayer {
  /** The name of the layer in the catalogue. */
  readonly name: string
  /** Its options, as they were given. */
  readonly options: unknown
}

/** Whether something is a plan, of this copy of the package or of another. */
export const isLayerPlan = (value: unknown): value is LayerPlan =>
  typeof value === 'object' &&
  value !== null &&
  ['outputShape', 'parameters', 'build'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  )
