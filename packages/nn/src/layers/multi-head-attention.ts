import { matmul, type Shape, ShapeError, softmax, type Tensor, tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { glorotUniform } from '../initializers/glorot-uniform.ts'
import { ones } from '../initializers/ones.ts'
import { zeros } from '../initializers/zeros.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { withoutPadding } from '../modules/without-padding.ts'
import { Dense } from './dense.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

const table = {
  heads: option.integer({
    minimum: 1,
    words: 'how many times it attends, each to a part of the features; their number divides by it',
  }),
  causal: option.flag({
    default: false,
    words: 'whether a step sees only itself and those before it',
  }),
  useBias: option.flag({
    default: true,
    words: 'whether a number is added to each query, key, value and output',
  }),
  kernelInitializer: option.method({
    kind: 'initializer',
    default: glorotUniform,
    words: 'the first values of the four kernels',
  }),
  biasInitializer: option.method({
    kind: 'initializer',
    default: zeros,
    words: 'the first values of the four biases',
  }),
}

/** Options of `new MultiHeadAttention`, beside the number of features; `rng` has a child for each of the four kernels. */
export type MultiHeadAttentionOptions = GivenOptions<typeof table> & WeightSource

function featuresOf(inputs: Shape, heads: number): number {
  const features = inputs.at(-1)
  if (features === undefined || inputs.length < 2)
    throw new ShapeError(
      `MultiHeadAttention: inputs must be [n, ..., steps, features], got [${['n', ...inputs].join(', ')}]`,
    )
  if (features % heads !== 0)
    throw new ShapeError(
      `MultiHeadAttention: the number of features must divide by that of heads, got ${features} and ${heads}`,
    )
  return features
}

/** Below every score, and finite, so that its derivatives are zeros and no NaN. */
const UNSEEN = -1e30

/** Scores [..., steps, steps] in which the later steps have no weight. */
function hideLater(scores: Tensor): Tensor {
  const steps = scores.shape.at(-1) ?? 0
  const isSeen = Array.from({ length: steps * steps }, (_, place) => {
    const query = Math.floor(place / steps)
    return place - query * steps <= query
  })
  return where(tensor(isSeen, { shape: [steps, steps], dtype: 'bool' }), scores, UNSEEN)
}

/** [..., steps, features] → [..., heads, steps, features / heads]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [steps = 0, features = 0] = x.shape.slice(-2)
  const split = x.reshape([...x.shape.slice(0, -2), steps, heads, features / heads])
  return swapStepsAndHeads(split)
}

function swapStepsAndHeads(x: Tensor): Tensor {
  const before = x.rank - 3
  const axes = x.shape.map((_, axis) => axis)
  return x.transpose([...axes.slice(0, before), before + 1, before, before + 2])
}

/** Self-attention: each step becomes a mean of all steps, weighed by what it asks for. Any leading axes; the shape stays. */
export class MultiHeadAttention extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'multiHeadAttention',
    summary:
      'Self-attention: each step of a sequence becomes a mean of all steps, weighed by what it asks for.',
    formula:
      'for each head softmax(Q Kᵀ / √d) V with d = features / heads, Q = x · query, K = x · key, V = x · value, each with a bias; then their concatenation · output + bias',
    paper: {
      authors: 'Vaswani et al.',
      year: 2017,
      title: 'Attention is all you need',
      place: 'equation 1 and section 3.2.2',
    },
    cost: 'four products of features × features for each step; heads × steps × steps numbers in memory for each example',
    when: 'Sequences in which what belongs together may stand far apart. In a residual with layerNorm before it; for long sequences its memory grows with their square.',
    notes:
      'Takes [n, ..., steps, features] and gives the same shape. It does not know the order of the steps: a positionalEncoding before it tells it. The biases of the keys change nothing, as they add the same to all scores of a query; they are there as in other programs.',
    aliases: ['attention', 'selfAttention', 'mha'],
    options: table,
    short: 'heads',
    example: {
      options: { heads: 1, kernelInitializer: ones },
      inputs: [[[0], [1]]],
      value: [[[0.5], [0.7310585786300049]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        featuresOf(inputs, options.heads)
        return inputs
      },
      parameters(inputs) {
        const features = featuresOf(inputs, options.heads)
        return 4 * features * (features + (options.useBias ? 1 : 0))
      },
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new MultiHeadAttention(featuresOf(inputs, options.heads), { ...options, rng, dtype }),
    }),
  })

  /** The number of heads. */
  readonly heads: number
  /** Whether a step sees no later one. */
  readonly causal: boolean
  /** Its kernel is [features, features], as that of the other three. */
  readonly query: Dense
  /** Makes the keys. */
  readonly key: Dense
  /** Makes the values. */
  readonly value: Dense
  /** Joins what the heads give. */
  readonly output: Dense

  /** Throws a ShapeError where the features do not divide by the heads. */
  constructor(features: number, { rng, dtype = 'float32', ...given }: MultiHeadAttentionOptions) {
    super()
    checkSource('MultiHeadAttention', { rng, dtype })
    const { heads, causal, ...others } = readOptions('MultiHeadAttention', table, given)
    featuresOf([1, features], heads)
    const product = (name: string): Dense =>
      new Dense(features, features, { ...others, rng: rng.split(name), dtype })
    this.heads = heads
    this.causal = causal
    this.query = product('query')
    this.key = product('key')
    this.value = product('value')
    this.output = product('output')
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /**
   * Steps of `x` [n, steps, features] that `mode.mask` leaves out have no weight for any step.
   *
   * Throws a ShapeError unless `x` is [n, ..., steps, features], a DTypeError for another dtype than the kernels'.
   */
  override call(x: Tensor, mode?: Mode): Tensor {
    checkTensors('MultiHeadAttention', { x })
    featuresOf(x.shape.slice(1), this.heads)
    // With more axes the mask is one of the first of them, which attention keeps apart.
    const mask = x.rank === 3 ? mode?.mask : undefined
    const inputs = withoutPadding('MultiHeadAttention', x, mask)
    const partsOf = (dense: Dense): Tensor => splitHeads(dense.call(inputs), this.heads)
    const queries = partsOf(this.query)
    const scale = 1 / Math.sqrt(queries.shape.at(-1) ?? 1)
    const scores = matmul(queries.mul(scale), partsOf(this.key), { transposeB: true })
    const seen = mask ? where(mask.expandDims(1).expandDims(1), scores, UNSEEN) : scores
    const weights = softmax(this.causal ? hideLater(seen) : seen)
    const means = swapStepsAndHeads(matmul(weights, partsOf(this.value)))
    return this.output.call(means.reshape(x.shape))
  }
}
