import type { Rng, Tensor, Variable } from '@sobolev/core'

/** What an initialization sees of a dense layer, which computes x · kernel · factor + bias. */
export interface LinearWeights {
  /** [inputs, units]. */
  readonly kernel: Variable
  /** [units]; null without a bias. */
  readonly bias: Variable | null
  /** What the product with the kernel is multiplied with. */
  readonly factor: number
}

/** First weights of a model that go by examples which it is trained on. */
export interface Initialization {
  /** Gives a dense layer its first weights, by its inputs [m, inputs] for some examples; those of layers before it are given. */
  readonly begin: (layer: LinearWeights, inputs: Tensor, rng: Rng) => void
}
