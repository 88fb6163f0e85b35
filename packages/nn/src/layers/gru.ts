import { sigmoid, type Tensor, tanh, Variable, zeros } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { ones } from '../initializers/ones.ts'
import { zeros as zeroInitializer } from '../initializers/zeros.ts'
import {
  drawRecurrentWeights,
  fromInputs,
  gatesOf,
  Recurrent,
  type RecurrentWeights,
  recurrentOptions,
  recurrentPlan,
} from './recurrent.ts'
import { type Keep, type RecurrentStates, type Steps, throughSteps } from './through-steps.ts'
import type { WeightSource } from './weight-source.ts'

const gates = ['reset', 'update', 'candidate']

/** What one direction of a `Gru` learns. */
export interface GruWeights extends RecurrentWeights {
  /** [units], added to the candidate's share of the state before the reset gate; null without a bias. */
  readonly recurrentBias: Variable | null
}

/** Options of `new Gru`. */
export type GruOptions = GivenOptions<typeof recurrentOptions> & WeightSource

/** Gated recurrent units: [n, steps, features] → [n, units], or [n, steps, units]. */
export class Gru extends Recurrent<GruWeights> {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'gru',
    summary:
      'Goes through a sequence step by step with a state, of which two gates keep and renew parts.',
    formula:
      'r = σ(x · Wr + h · Ur + br), z = σ(x · Wz + h · Uz + bz), c = tanh(x · Wc + bc + r · (h · Uc + bh)), h ← (1 − z) · c + z · h; h = 0 at first',
    paper: {
      authors: 'Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk & Bengio',
      year: 2014,
      title:
        'Learning phrase representations using RNN encoder–decoder for statistical machine translation',
      place: 'section 2.3',
    },
    cost: '3 × units × (features + units) multiplications for each step of an example, one step after the other',
    when: 'Sequences whose order counts: series of measurements, words. It has three quarters of the weights of an LSTM, and is often as good.',
    notes:
      'Takes [n, steps, features] and gives the last state, [n, units], or with returnSequences all of them, [n, steps, units], in the places of their steps; bidirectional, 2 · units. The form is that of PyTorch, and of Keras with reset_after: the reset gate comes after the product with the state. Gates stand in the order reset, update, candidate. Of the two biases of PyTorch only the candidate’s are two; for the other gates the one here is their sum. A compiled program holds one step, however long the sequence.',
    aliases: ['gatedRecurrentUnit', 'gruCell', 'biGru'],
    options: recurrentOptions,
    short: 'units',
    example: {
      options: { units: 1, kernelInitializer: ones, recurrentInitializer: zeroInitializer },
      // log 3, of which σ is 3/4 and tanh 4/5, and 0: a state of 1/4 · 4/5, and half of it.
      inputs: [[[1.0986122886681098], [0]]],
      value: [[0.1]],
    },
    plan: (options) =>
      recurrentPlan(
        'Gru',
        options,
        (features) => options.units * (3 * (features + options.units) + (options.useBias ? 4 : 0)),
        (features, source) => new Gru(features, { ...options, ...source }),
      ),
  })

  /** `features`: the numbers of one step. */
  constructor(features: number, { rng, dtype = 'float32', ...given }: GruOptions) {
    const options = readOptions('Gru', recurrentOptions, given)
    super('Gru', features, options, { rng, dtype }, (source) => {
      const { units, useBias, biasInitializer } = options
      const bias = (): Variable =>
        new Variable(biasInitializer(source.rng.split('recurrentBias'), [units], { dtype }), {
          name: 'recurrentBias',
          role: 'bias',
        })
      return {
        ...drawRecurrentWeights(source, features, options, gates),
        recurrentBias: useBias ? bias() : null,
      }
    })
  }

  protected override run(steps: Steps, weights: GruWeights): RecurrentStates {
    const { units } = this
    const { recurrentKernel, recurrentBias } = weights
    const initial = zeros([steps.inputs.shape[1] ?? 0, units], { dtype: this.dtype })
    const advance = (state: Tensor, input: Tensor, keep: Keep): Tensor => {
      const product = state.matmul(recurrentKernel)
      const opened = sigmoid(gatesOf(input, units, 0, 2).add(gatesOf(product, units, 0, 2)))
      const [reset, update] = [gatesOf(opened, units, 0), gatesOf(opened, units, 1)]
      const share = gatesOf(product, units, 2)
      const remembered = reset.mul(recurrentBias ? share.add(recurrentBias) : share)
      const candidate = tanh(gatesOf(input, units, 2).add(remembered))
      return keep(candidate.add(update.mul(state.sub(candidate))), state)
    }
    return throughSteps(fromInputs(steps, weights), initial, advance, (state) => state)
  }
}
