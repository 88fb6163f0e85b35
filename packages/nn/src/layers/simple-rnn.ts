import { type Tensor, zeros } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { relu } from '../activations/relu.ts'
import { tanh } from '../activations/tanh.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { ones } from '../initializers/ones.ts'
import {
  drawRecurrentWeights,
  fromInputs,
  Recurrent,
  type RecurrentWeights,
  recurrentOptions,
  recurrentPlan,
} from './recurrent.ts'
import { type Keep, type RecurrentStates, type Steps, throughSteps } from './through-steps.ts'
import type { WeightSource } from './weight-source.ts'

const table = {
  ...recurrentOptions,
  activation: option.method({
    kind: 'activation',
    default: tanh,
    words: 'what makes the next state of the sum',
  }),
}

/** Options of `new SimpleRnn`. */
export type SimpleRnnOptions = GivenOptions<typeof table> & WeightSource

/** A recurrent layer without gates: [n, steps, features] → [n, units], or [n, steps, units]. */
export class SimpleRnn extends Recurrent<RecurrentWeights> {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'simpleRnn',
    summary:
      'Goes through a sequence step by step, and makes its next state of the inputs of a step and of its state.',
    formula: 'h ← activation(x · W + h · U + b); h = 0 at first',
    paper: {
      authors: 'Elman',
      year: 1990,
      title: 'Finding structure in time',
    },
    cost: 'units × (features + units) multiplications for each step of an example, one step after the other',
    when: 'Short sequences, and as a baseline: over many steps its derivatives vanish or explode, which the gates of gru and lstm prevent.',
    notes:
      'Takes [n, steps, features] and gives the last state, [n, units], or with returnSequences all of them, [n, steps, units], in the places of their steps; bidirectional, 2 · units. The bias is the sum of PyTorch’s two. A compiled program holds one step, however long the sequence.',
    aliases: ['rnn', 'elman', 'vanillaRnn'],
    options: table,
    short: 'units',
    example: {
      options: { units: 1, activation: relu, kernelInitializer: ones, recurrentInitializer: ones },
      inputs: [[[1], [2], [-4], [5]]],
      value: [[5]],
    },
    plan: (options) =>
      recurrentPlan(
        'SimpleRnn',
        options,
        (features) => options.units * (features + options.units + (options.useBias ? 1 : 0)),
        (features, source) => new SimpleRnn(features, { ...options, ...source }),
      ),
  })

  /** What each step ends with. */
  readonly activation: ActivationFunction

  /** `features`: the numbers of one step. */
  constructor(features: number, { rng, dtype = 'float32', ...given }: SimpleRnnOptions) {
    const options = readOptions('SimpleRnn', table, given)
    super('SimpleRnn', features, options, { rng, dtype }, (source) =>
      drawRecurrentWeights(source, features, options, ['state']),
    )
    this.activation = options.activation
  }

  protected override run(steps: Steps, weights: RecurrentWeights): RecurrentStates {
    const initial = zeros([steps.inputs.shape[1] ?? 0, this.units], { dtype: this.dtype })
    const advance = (state: Tensor, input: Tensor, keep: Keep): Tensor =>
      keep(this.activation(input.add(state.matmul(weights.recurrentKernel))), state)
    return throughSteps(fromInputs(steps, weights), initial, advance, (state) => state)
  }
}
