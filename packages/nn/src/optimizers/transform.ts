import type { Rng, Tensor, Variable } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/**
 * What a transform remembers from step to step: tensors by the name of what they are, then of the
 * parameter, such as `adam.firstMoment` and `layers.0.kernel`.
 */
export type State = Readonly<Record<string, Tensors>>

/** What an update may go by beside the gradients. */
export interface UpdateContext {
  /** The values of those variables that have a gradient. */
  readonly parameters: Tensors
  /** All variables that are trained, by dotted path: what a selection by role looks at. */
  readonly variables: Readonly<Record<string, Variable>>
  /** How many steps were taken before; int32 scalar. */
  readonly step: Tensor
  /** What random numbers come from: what `Optimizer.apply` was given, a new one in each step. */
  readonly rng?: Rng
}

/** What a transform makes of gradients, and what it remembers. */
export interface Transformed<S extends State> {
  /** What is to be added to the parameters; or what the next link of a chain takes for gradients. */
  readonly updates: Tensors
  /** What is remembered from then on. */
  readonly state: S
}

/**
 * A pure function from gradients to updates; `chain` joins them. The design is that of Optax
 * (DeepMind 2020). Numbers stay in tensors: nothing may be read out of them, so that a whole step
 * can become one program.
 */
export interface GradientTransform<S extends State = State> {
  /** What it was made of; nothing in one of your own, or in a chain. */
  readonly method?: { readonly name: string; readonly options: unknown }
  /** The names by which it splits off its random numbers, so that a chain can refuse two that would draw alike. */
  readonly draws?: readonly string[]
  /** Whether some of its steps go back to weights that it keeps, whatever the gradient is, as those of `lookahead` do. */
  readonly goesBack?: boolean
  /** What is remembered before the first step. Throws where the variables lack what it needs. */
  init(parameters: Tensors, variables: Readonly<Record<string, Variable>>): S
  /** What becomes of the gradients of a step, and what is remembered from then on. */
  update(gradients: Tensors, state: S, context: UpdateContext): Transformed<S>
  /**
   * The weights that a model is evaluated with, where these are not those that are trained, as of schedule-free
   * optimizers.
   */
  evaluated?(
    parameters: Tensors,
    state: State,
    variables: Readonly<Record<string, Variable>>,
  ): Tensors
}
