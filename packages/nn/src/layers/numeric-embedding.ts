import { concat, matmul, type Tensor, type Variable } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { identity } from '../activations/identity.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { pickColumns, rowsAs, rowsOf } from './column-elements.ts'
import type { WeightSource } from './weight-source.ts'

/** What becomes of the sums that stand beside numbers. */
export const sumsActivation = option.method({
  kind: 'activation',
  default: identity,
  words: 'what becomes of the sums',
})

/** Where weights come from, and which features a layer of numbers goes by. */
export interface NumbersSource extends WeightSource {
  /**
   * Which features are numbers, by their positions.
   *
   * @default all
   */
  readonly numbers?: readonly number[]
}

/**
 * Puts weighted sums of functions of numbers beside the numbers:
 * [n, ..., features] → [n, ..., features + numbers · dimensions].
 */
export abstract class NumericEmbedding extends Module {
  readonly features: number
  readonly numbers: readonly number[]
  readonly activation: ActivationFunction
  readonly #name: string
  /** [numbers, functions, dimensions]. */
  abstract readonly kernel: Variable
  /** [numbers, 1, dimensions]. */
  abstract readonly bias: Variable

  constructor(
    name: string,
    features: number,
    numbers: readonly number[] | undefined,
    activation: ActivationFunction,
  ) {
    super()
    this.#name = name
    this.features = features
    this.numbers = numbers ?? Array.from({ length: features }, (_, position) => position)
    this.activation = activation
  }

  /** The functions of numbers [numbers, n, 1]: [numbers, n, functions]. */
  protected abstract functionsOf(numbers: Tensor): Tensor

  override get givesNegatives(): boolean {
    return true
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError for another number of features. */
  override call(x: Tensor): Tensor {
    checkTensors(this.#name, { x })
    const rows = rowsOf(this.#name, x, this.features)
    // Numbers come first, so that each has a product of matrices of its own without moving its functions.
    const numbers = pickColumns(rows, this.numbers)
      .transpose()
      .reshape([this.numbers.length, -1, 1])
    const sums = matmul(this.functionsOf(numbers), this.kernel).add(this.bias)
    const embedded = this.activation(sums)
      .transpose([1, 0, 2])
      .reshape([rows.shape[0] ?? 0, -1])
    return rowsAs(concat([rows, embedded], 1), x)
  }
}
