import { maximum, minimum, type Tensor, tensor, Variable, where, zeros } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { numberPlan, pickColumns, rowsOf } from './column-elements.ts'
import { type NumbersSource, NumericEmbedding, sumsActivation } from './numeric-embedding.ts'
import { quantilesOf } from './quantiles-of.ts'
import { checkSource } from './weight-source.ts'

const table = {
  bins: option.integer({
    minimum: 1,
    default: 16,
    words: 'into how many bins the values of each number are divided, each with as many examples',
  }),
  dimensions: option.integer({
    minimum: 1,
    default: 8,
    words: 'how many weighted sums of these stand beside each number',
  }),
  activation: sumsActivation,
}

/** Options of `new PiecewiseLinearEmbedding`, beside the number of features. */
export type PiecewiseLinearEmbeddingOptions = GivenOptions<typeof table> & NumbersSource

/** Piecewise linear functions of numbers beside the numbers: [n, ..., features] → [n, ..., features + numbers · dimensions]. */
export class PiecewiseLinearEmbedding extends NumericEmbedding {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'piecewiseLinearEmbedding',
    summary:
      'Puts piecewise linear functions beside each number, learnt, with bends at the quantiles of what is trained on.',
    formula:
      '[x, e₁, e₂, …], eᵢ = activation(Σⱼ clip((xᵢ − bⱼ₋₁) / (bⱼ − bⱼ₋₁), 0, 1) · kernelᵢⱼ + biasᵢ), the first bin open below, the last above; b the quantiles of xᵢ',
    paper: {
      authors: 'Gorishniy, Rubachev & Babenko',
      year: 2022,
      title: 'On embeddings for numerical features in tabular deep learning',
      place: 'equation 1',
    },
    cost: 'bins clipped numbers for each number, and dimensions sums of them; the layer behind it has 1 + dimensions inputs for each number',
    when: 'In place of periodicEmbedding, where columns have thresholds, or values that are far apart: it goes by ranks, not by sizes. TabM is best with it.',
    notes:
      'Of a table it takes the columns of numbers, and leaves categories and indicators as they are; elsewhere each feature is a number. The quantiles are those of the training part, which a run takes before its first step and keeps with the weights; in the library adapt(x) takes them, and before that bins lie evenly from −3 to 3. Quantiles that are equal, as of a column that is mostly 0, make fewer bins. The kernels begin with 0, so that it begins as the numbers alone do. Its weights have the role numericEmbedding.',
    aliases: ['ple', 'piecewiseLinearEncoding', 'quantileEmbedding'],
    options: table,
    short: 'bins',
    smoothness: 0,
    example: {
      options: { bins: 2, dimensions: 1 },
      inputs: [[2], [3]],
      value: [
        [2, 0],
        [3, 0],
      ],
    },
    plan: (options) =>
      numberPlan('PiecewiseLinearEmbedding', options.dimensions, {
        weightsOfNumber: weightsOfNumber(options),
        drawsWeights: false,
        build: (features, source) =>
          new PiecewiseLinearEmbedding(features, { ...options, ...source }),
      }),
  })

  /** [numbers, bins + 1], rising; not trained. */
  readonly boundaries: Variable
  /** [numbers, bins, dimensions]. */
  readonly kernel: Variable
  /** [numbers, 1, dimensions]. */
  readonly bias: Variable

  constructor(
    features: number,
    { rng, dtype = 'float32', numbers, ...given }: PiecewiseLinearEmbeddingOptions,
  ) {
    checkSource('PiecewiseLinearEmbedding', { rng, dtype })
    const { bins, dimensions, activation } = readOptions('PiecewiseLinearEmbedding', table, given)
    super('PiecewiseLinearEmbedding', features, numbers, activation)
    const count = this.numbers.length
    const evenly = Array.from({ length: bins + 1 }, (_, bin) => (6 * bin) / bins - 3)
    this.boundaries = new Variable(
      tensor(Array(count).fill(evenly).flat(), { shape: [count, bins + 1], dtype }),
      { name: 'boundaries', role: 'statistic', trainable: false },
    )
    const variable = (name: string, shape: readonly number[]): Variable =>
      new Variable(zeros(shape, { dtype }), { name, role: 'numericEmbedding' })
    this.kernel = variable('kernel', [count, bins, dimensions])
    this.bias = variable('bias', [count, 1, dimensions])
  }

  /** Takes the quantiles of each number of inputs [n, ..., features] for its bins. */
  override adapt(x: Tensor): void {
    const rows = pickColumns(rowsOf('PiecewiseLinearEmbedding', x, this.features), this.numbers)
    const { shape, dtype } = this.boundaries
    const quantiles = quantilesOf(rows, (shape[1] ?? 1) - 1)
    this.boundaries.assign(tensor(quantiles, { shape: [...shape], dtype: 'float64' }).cast(dtype))
  }

  /** How much of each bin lies below each number. */
  protected override functionsOf(numbers: Tensor): Tensor {
    const [count = 0, length = 1] = this.boundaries.shape
    const bins = length - 1
    const boundaries = this.boundaries.value.reshape([count, 1, length])
    const part = (start: number, stop: number): Tensor =>
      boundaries.slice([{}, {}, { start, stop }])
    const [lefts, rights] = [part(0, bins), part(1, length)]
    const widths = rights.sub(lefts)
    // Bins without width count nothing.
    const scales = where(widths.greater(0), widths.reciprocal(), 0)
    // Of several equal quantiles at an end, those without width are clipped to 0 all the same.
    const none = widths.mul(0)
    const least = where(lefts.lessEqual(part(0, 1)), Number.NEGATIVE_INFINITY, none)
    const most = where(
      rights.greaterEqual(part(bins, length)),
      Number.POSITIVE_INFINITY,
      none.add(1),
    )
    return minimum(maximum(numbers.sub(lefts).mul(scales), least), most)
  }
}

/** How many numbers are trained for each number. */
const weightsOfNumber = ({ bins, dimensions }: FilledOptions<typeof table>): number =>
  (bins + 1) * dimensions
