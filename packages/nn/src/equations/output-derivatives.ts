import { mul, type Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { columnsOf, slopes } from '../penalties/second-derivatives.ts'

/** Derivatives of any order of outputs by inputs, each computed once, in the units of a table. */
export class OutputDerivatives {
  readonly #outputs: readonly Tensor[]
  readonly #by: (y: Tensor) => readonly Tensor[]
  readonly #gradients = new Map<string, readonly Tensor[]>()

  /**
   * @param outputs [n, outputs], computed of `inputs` within the evaluation
   * @param scales how much of its unit one of each input is
   */
  constructor(
    evaluation: Pick<Evaluation, 'gradient' | 'inputs'>,
    outputs: Tensor,
    scales: readonly number[],
  ) {
    this.#outputs = columnsOf(outputs)
    this.#by = (y) =>
      columnsOf(slopes(evaluation, y)).map((slope, input) =>
        scales[input] === 1 ? slope : mul(slope, 1 / (scales[input] ?? 1)),
      )
  }

  /** The derivative, [n], of an output by each of the inputs `by`, by their numbers; the output itself if there are none. */
  of(output: number, by: readonly number[]): Tensor {
    const last = by.at(-1)
    const value =
      last === undefined ? this.#outputs[output] : this.#gradientOf(output, by.slice(0, -1))[last]
    if (value) return value
    throw new RangeError(
      `an equation may name as many outputs as the model has, ${this.#outputs.length}, got number ${output + 1}`,
    )
  }

  /** The gradient of anything by the inputs: [n] for each. */
  gradientOf(y: Tensor): readonly Tensor[] {
    return this.#by(y)
  }

  #gradientOf(output: number, by: readonly number[]): readonly Tensor[] {
    const key = [output, ...by].join()
    const known = this.#gradients.get(key)
    if (known) return known
    const gradient = this.#by(this.of(output, by))
    this.#gradients.set(key, gradient)
    return gradient
  }
}
