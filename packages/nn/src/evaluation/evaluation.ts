import type {
  Derivative,
  DerivativeOptions,
  GradientOptions,
  MapTree,
  Rng,
  Source,
  Tensor,
  Tree,
  Unconnected,
  Variable,
} from '@sobolev/core'
import type { LossOutputs } from '../catalogue/facts.ts'
import type { Loss } from '../losses/loss.ts'
import type { Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import type { ParameterSelection } from '../parameter-selection.ts'
import type { Tensors } from '../tensors.ts'
import type { ColumnReference, ExampleLayout, InputColumn } from './example-layout.ts'
import type { OutputChanges } from './observe-calls.ts'

/** The Variables of a model, or a part of them, by dotted path. */
export type Variables = Readonly<Record<string, Variable>>

/** In what another pass of the model differs from the first. */
export interface ForwardOptions {
  /** The source of its dropout masks and other random numbers in training; that of the first pass unless given. */
  readonly rng?: Rng
  /** What becomes of the outputs of modules within the model, by dotted path such as `layers.0`. */
  readonly outputChanges?: OutputChanges
  /** Other values of some variables, by path, as for `lossesAt`. */
  readonly values?: Tensors
}

/**
 * One forward pass of a model over a batch, as penalties and metrics see it: what they take from it is shared,
 * with one dropout mask, and can be differentiated again.
 */
export interface Evaluation {
  /** The model that is trained or measured. */
  readonly model: Module
  /** All its variables, by dotted path. */
  readonly variables: Variables
  /** The variables that are trained: what `gradient` may differentiate by, beside tensors. */
  readonly trainable: Variables
  /** [n, ...]. */
  readonly inputs: Tensor
  /** [n, ...]. */
  readonly targets: Tensor
  /**
   * The targets, for what asks which class an example is of. Reading it throws a TypeError where a batch transform such
   * as mixup made each example of two: `loss(forward(x), targets)` mixes the losses, and is right there too.
   */
  readonly unmixedTargets: Tensor
  /** What the model gives for the inputs, before the loss. */
  readonly outputs: Tensor
  /** The loss that is trained on, such as for `loss(forward(x), targets)`. */
  readonly loss: Loss
  /** What the outputs are for the loss, whatever changes it; undefined where the loss does not say so. */
  readonly lossOutputs: LossOutputs | undefined
  /** The loss of each example, [n], without the weights of examples. */
  readonly losses: Tensor
  /** The one of the pass, in which a further call of the model changes no running statistics. */
  readonly mode: Mode
  /** A source of the penalty's own. Reading it throws a GradientError when not training. */
  readonly rng: Rng
  /**
   * What the penalty remembers from step to step, made by its `init`: variables to read, and to assign in training.
   * They are not trained, and no derivative passes through them.
   */
  readonly state: Variables
  /** Counted from 0; int32 scalar. Reading it throws a TypeError outside of an objective, which a metric is. */
  readonly step: Tensor
  /**
   * How many epochs were trained before, the step by `stepsPerEpoch`; int32 scalar. Reading it throws a TypeError
   * unless the objective was given that number.
   */
  readonly epoch: Tensor

  /**
   * The derivative of the SUM of the losses by the inputs, in their shape: row i is ∂Lᵢ/∂xᵢ, with no
   * factor 1/n, as long as no layer mixes examples. Computed once.
   */
  inputGradient(): Tensor

  /**
   * vᵀJ: the derivative of Σ v · y by the inputs, in their shape. `y`: the outputs unless given, or another tensor of
   * this evaluation, such as what `outputsOf` gave; `v` has its shape.
   */
  vectorJacobian(v: Tensor, y?: Tensor): Tensor

  /**
   * Jv: how fast y changes as the inputs move along `v`, in the shape of y. `y`: as of `vectorJacobian`. Exact, as two
   * backward passes; compiled it costs about one.
   */
  jacobianVector(v: Tensor, y?: Tensor): Tensor

  /**
   * The derivative of the sum of all elements of `y`, which was computed of this evaluation, by each of the sources:
   * `inputs`, an `x` of `forward(x)`, what `outputsOf` gave, or `trainable`. It can be differentiated again. Options
   * and errors are those of `GradientTape.gradient`.
   */
  gradient<const S extends Tree<Source>, U extends Unconnected = 'error'>(
    y: Tree<Source>,
    sources: S,
    options?: GradientOptions<U>,
  ): MapTree<S, Derivative<U>>

  /**
   * The derivative of every element of `y` by each of the sources: the shape of `y`, then that of the source. Of
   * `losses` by `trainable`, it is the gradient of each example. `y` and `sources` are those of `gradient`.
   */
  jacobian<const S extends Tree<Source>, U extends Unconnected = 'error'>(
    y: Source,
    sources: S,
    options?: DerivativeOptions<U>,
  ): MapTree<S, Derivative<U>>

  /**
   * The outputs for other inputs, in another pass of the model with the same dropout mask unless `options` say
   * otherwise. `x`: [n, ...]; if it has a float dtype, what comes of it can be differentiated by it.
   */
  forward(x: Tensor, options?: ForwardOptions): Tensor

  /**
   * The loss of each example, [n], with other values of some variables, by path: another pass over the same inputs with
   * the same dropout mask. Derivatives pass through the values, to the weights that they are computed of too.
   *
   * @throws TypeError for a path that no variable has; ShapeError or DTypeError for a value that its variable cannot take
   */
  lossesAt(values: Tensors): Tensor

  /**
   * What a module within the model gave in the pass of `outputs`: the hidden activations at a dotted path such as
   * `layers.0`. `call`: which call, counted from 0, of a module that the model calls more than once.
   *
   * @throws TypeError that names the paths that there are; a module in a `#private` field has none, and a plain function
   * is no module
   */
  outputsOf(path: string, call?: number): Tensor

  /**
   * Some of the variables, by path. Their values are those that are trained, also within a layer such as `spectralNorm`
   * that calls others with what it makes of them: outputs and their derivatives go by that.
   *
   * @default 'kernel'
   * @throws TypeError where none is selected
   */
  weights(selection?: ParameterSelection): Variables

  /**
   * What the batch tells of examples under a name beside inputs and target, such as a derivative or the group of each:
   * [n, ...].
   *
   * @throws TypeError that names the columns that there are
   */
  column(name: string): Tensor

  /**
   * Which elements of the inputs are a column, by its name in the objective's layout or by its position within an
   * example, and how much of the column's unit one of an input is. So ∂target/∂column in the units of the table is
   * ∂output/∂input · targetScale / scale.
   *
   * @throws TypeError that names the inputs that there are; RangeError for a position outside of an example
   */
  inputColumn(column: ColumnReference): Required<Pick<InputColumn, 'elements' | 'scale'>>

  /** The objective's layout; without one, no input has a name. */
  readonly layout: ExampleLayout

  /** How much of the target's unit one of an output is; 1 unless the objective's layout says so. */
  readonly targetScale: number

  /**
   * 1 at the elements of some columns and 0 elsewhere, [1, ...], to multiply with inputs [n, ...] or their derivatives.
   * Throws as `inputColumn` does.
   */
  columnMask(columns: ColumnReference | readonly ColumnReference[]): Tensor
}
