import type { Nested, Shape } from '@sobolev/core'
import type { InputElement } from '../evaluation/example-layout.ts'
import type { ExampleModel } from './example-models.ts'

/** What all examples have. Numbers are float64, random numbers drawn from `new Rng(0)`. */
interface Example {
  /** None unless given. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** What an activation makes of `x`. */
export interface ActivationExample extends Example {
  readonly x: Nested
  readonly value: Nested
}

/** What an initialiser draws. */
export interface InitializerExample extends Example {
  readonly shape: Shape
  readonly value: Nested
}

/** What a dense layer of one unit without a bias gives for `inputs` whose first weights go by them. */
export interface InitializationExample extends Example {
  readonly inputs: Nested
  readonly value: Nested
}

/** What a layer, whose weights are drawn, makes of `inputs` in training. */
export interface LayerExample extends Example {
  readonly inputs: Nested
  readonly value: Nested
}

/** The loss of each example. */
export interface LossExample extends Example {
  readonly outputs: Nested
  readonly targets: Nested
  readonly value: Nested
}

/**
 * A metric of all examples: of predictions, or of the evaluation of a penalty's example, which may have other inputs,
 * targets and another loss by its name.
 */
export interface MetricExample extends Example {
  readonly predictions?: Nested
  readonly inputs?: Nested
  readonly targets?: Nested
  readonly loss?: string
  /** A table by its columns. */
  readonly value: number | Readonly<Record<string, Nested>>
}

/**
 * The penalty of a model at x = (1, 1) for targets of 0 under the squared error, unless the example says otherwise. Of
 * `linear`, f(x) = 2 x₁ − x₂: outputs 1, loss 1, its gradient by the inputs (4, −2).
 */
export interface PenaltyExample extends Example {
  /** @default 'linear' */
  readonly model?: ExampleModel
  readonly inputs?: Nested
  readonly targets?: Nested
  /** Its name. */
  readonly loss?: string
  /** What the batch tells of the examples, by name; the inputs are columns named x1 and x2. */
  readonly columns?: Readonly<Record<string, Nested>>
  readonly value: number
}

/**
 * The weight of a penalty after some steps, in which the mean loss, the penalty, and the norms of their gradients by the
 * parameters came to these numbers.
 */
export interface WeightingExample extends Example {
  readonly losses: readonly number[]
  readonly values: readonly number[]
  readonly gradientNorms?: { readonly loss: readonly number[]; readonly value: readonly number[] }
  readonly value: number
}

/**
 * What is to be added to `parameters` in a first step. An optimizer that evaluates the objective several times a step
 * is shown one that has these gradients there: ½ Σ cᵢ θᵢ² with c = gradients / parameters.
 */
export interface UpdateExample extends Example {
  readonly parameters: Nested
  readonly gradients: Nested
  readonly updates: Nested
}

/** What a schedule says at a step. */
export interface ScheduleExample extends Example {
  readonly step: number
  readonly value: number
}

/** What a changed loss comes to; `loss` is the name of the loss that is changed. */
export interface LossTransformExample extends LossExample {
  readonly loss: string
}

/** What becomes of a batch, of which `elements` say what the inputs are. */
export interface BatchTransformExample extends Example {
  readonly elements?: readonly InputElement[]
  readonly inputs: Nested
  readonly targets: Nested
  readonly value: {
    readonly inputs: Nested
    readonly targets: Nested
    /** Where examples are mixed. */
    readonly mixed?: { readonly targets: Nested; readonly share: Nested }
  }
}

/** What becomes of a kernel. */
export interface ConstraintExample extends Example {
  readonly weights: Nested
  readonly value: Nested
}

/** The average of one weight, from its value before the first step on. */
export interface AverageExample extends Example {
  readonly values: readonly number[]
  readonly value: number
}

/**
 * What an ensemble predicts for `inputs` with f(x) = w x, where w has the values of `weights` after the steps of a
 * training, or of several trainings.
 */
export interface EnsembleExample extends Example {
  readonly weights: readonly number[]
  readonly inputs: Nested
  readonly value: Nested
}

/** What is fitted on logits and class numbers. */
export interface CalibrationExample extends Example {
  readonly outputs: Nested
  readonly targets: Nested
  readonly value: number
}
