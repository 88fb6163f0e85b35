import { cos, type Tensor, Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { numberPlan } from './column-elements.ts'
import { type NumbersSource, NumericEmbedding, sumsActivation } from './numeric-embedding.ts'
import { checkSource } from './weight-source.ts'

const table = {
  frequencies: option.integer({
    minimum: 1,
    default: 16,
    words: 'how many cosines there are of each number',
  }),
  dimensions: option.integer({
    minimum: 1,
    default: 3,
    words: 'how many weighted sums of these stand beside each number',
  }),
  standardDeviation: option.number({
    minimum: 0,
    default: 0.1,
    words: 'of the first frequencies: the larger, the finer what is told apart',
  }),
  activation: sumsActivation,
}

/** Options of `new PeriodicEmbedding`, beside the number of features. */
export type PeriodicEmbeddingOptions = GivenOptions<typeof table> & NumbersSource

/** Cosines of numbers beside the numbers: [n, ..., features] → [n, ..., features + numbers · dimensions]. */
export class PeriodicEmbedding extends NumericEmbedding {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'periodicEmbedding',
    summary:
      'Puts weighted sums of cosines beside each number, of learnt frequencies, so that a step or a bump of one column is easily learnt.',
    formula:
      '[x, e₁, e₂, …], eᵢ = activation(cos(2π xᵢ fᵢ + φᵢ) · kernelᵢ + biasᵢ), f ~ N(0, standardDeviation²), φ ~ U(−π, π)',
    paper: {
      authors: 'Holzmüller, Grinsztajn & Steinwart',
      year: 2024,
      title: 'Better by default: strong pre-tuned MLPs and boosted trees on tabular data',
      place: 'section 3, PBLD embeddings',
    },
    cost: 'frequencies cosines for each number, and dimensions sums of them; the layer behind it has 1 + dimensions inputs for each number',
    when: 'First in the model of a table, behind columnEmbedding where there is one, with numbers of about the size of 1.',
    notes:
      'Of a table it takes the columns of numbers, and leaves categories and indicators as they are; elsewhere each feature is a number. After Gorishniy, Rubachev & Babenko 2022, “On embeddings for numerical features in tabular deep learning”, whose PLR is a relu for activation. Its weights have the role numericEmbedding; the paper trains them with a tenth of the learning rate. A finer first standardDeviation, up to 1, tells more apart and learns noise more easily.',
    aliases: ['pbld', 'plr', 'numericEmbedding', 'fourierFeatures'],
    options: table,
    short: 'frequencies',
    example: {
      options: { frequencies: 2, dimensions: 1 },
      inputs: [[2], [3]],
      value: [
        [2, 0.15533049173611002],
        [3, -0.01466574424466327],
      ],
    },
    plan: (options) =>
      numberPlan('PeriodicEmbedding', options.dimensions, {
        weightsOfNumber: weightsOfNumber(options),
        build: (features, source) => new PeriodicEmbedding(features, { ...options, ...source }),
      }),
  })

  /** [numbers, frequencies], turns for each unit of the number. */
  readonly frequencies: Variable
  /** [numbers, frequencies]. */
  readonly phases: Variable
  /** [numbers, frequencies, dimensions]. */
  readonly kernel: Variable
  /** [numbers, 1, dimensions]. */
  readonly bias: Variable

  constructor(
    features: number,
    { rng, dtype = 'float32', numbers, ...given }: PeriodicEmbeddingOptions,
  ) {
    checkSource('PeriodicEmbedding', { rng, dtype })
    const options = readOptions('PeriodicEmbedding', table, given)
    const { frequencies, dimensions, standardDeviation, activation } = options
    super('PeriodicEmbedding', features, numbers, activation)
    const count = this.numbers.length
    const variable = (name: string, value: Tensor): Variable =>
      new Variable(value, { name, role: 'numericEmbedding' })
    const uniform = (name: string, shape: readonly number[], limit: number): Variable =>
      variable(name, rng.split(name).uniform(shape, { low: -limit, high: limit, dtype }))
    this.frequencies = variable(
      'frequencies',
      rng.split('frequencies').normal([count, frequencies], { standardDeviation, dtype }),
    )
    this.phases = uniform('phases', [count, frequencies], Math.PI)
    const limit = 1 / Math.sqrt(frequencies)
    this.kernel = uniform('kernel', [count, frequencies, dimensions], limit)
    this.bias = uniform('bias', [count, 1, dimensions], limit)
  }

  protected override functionsOf(numbers: Tensor): Tensor {
    const [count = 0, frequencies = 0] = this.frequencies.shape
    const perNumber = [count, 1, frequencies]
    const angles = numbers
      .mul(this.frequencies.value.mul(2 * Math.PI).reshape(perNumber))
      .add(this.phases.value.reshape(perNumber))
    return cos(angles)
  }
}

/** How many numbers are trained for each number. */
const weightsOfNumber = ({ frequencies, dimensions }: FilledOptions<typeof table>): number =>
  (2 + dimensions) * frequencies + dimensions
