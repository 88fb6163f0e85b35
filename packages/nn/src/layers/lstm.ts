import { concat, full, sigmoid, type Tensor, tanh, zeros } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
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

const gates = ['input', 'forget', 'candidate', 'output']

const table = {
  ...recurrentOptions,
  forgetBias: option.number({
    default: 1,
    words: 'what is added to the first bias of the forget gate, so that the cell keeps what it has',
  }),
}

/** Options of `new Lstm`. */
export type LstmOptions = GivenOptions<typeof table> & WeightSource

interface LstmState {
  readonly state: Tensor
  readonly cell: Tensor
}

/** Long short-term memory: [n, steps, features] → [n, units], or [n, steps, units]. */
export class Lstm extends Recurrent<RecurrentWeights> {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'lstm',
    summary:
      'Goes through a sequence step by step with a state and a cell, of which gates say what is kept, added and shown.',
    formula:
      'i, f, o = σ(x · W + h · U + b), each with its own W, U and b; g = tanh(x · Wg + h · Ug + bg); c ← f · c + i · g; h ← o · tanh(c); c = h = 0 at first',
    paper: {
      authors: 'Hochreiter & Schmidhuber',
      year: 1997,
      title: 'Long short-term memory',
    },
    cost: '4 × units × (features + units) multiplications for each step of an example, one step after the other',
    when: 'Sequences of which something long ago counts, such as a symbol to be counted or kept. A GRU has three quarters of its weights.',
    notes:
      'Takes [n, steps, features] and gives the last state, [n, units], or with returnSequences all of them, [n, steps, units], in the places of their steps; bidirectional, 2 · units. With a forget gate (Gers, Schmidhuber & Cummins, 2000) and without peepholes, as in PyTorch and Keras. Gates stand in their order: input, forget, candidate, output. The bias here is the sum of PyTorch’s two; its forget gate begins with forgetBias, as in Keras (Jozefowicz, Zaremba & Sutskever, 2015), and with 0 as in PyTorch. A compiled program holds one step, however long the sequence.',
    aliases: ['longShortTermMemory', 'lstmCell', 'biLstm'],
    options: table,
    short: 'units',
    example: {
      options: {
        units: 1,
        forgetBias: 0,
        kernelInitializer: ones,
        recurrentInitializer: zeroInitializer,
      },
      // log 3, of which σ is 3/4 and tanh 4/5, and 0: a cell of 3/5, then 3/10, and half of its tanh.
      inputs: [[[1.0986122886681098], [0]]],
      value: [[0.14565630622579542]],
    },
    plan: (options) =>
      recurrentPlan(
        'Lstm',
        options,
        (features) => 4 * options.units * (features + options.units + (options.useBias ? 1 : 0)),
        (features, source) => new Lstm(features, { ...options, ...source }),
      ),
  })

  /** `features`: the numbers of one step. */
  constructor(features: number, { rng, dtype = 'float32', ...given }: LstmOptions) {
    const options = readOptions('Lstm', table, given)
    super('Lstm', features, options, { rng, dtype }, (source) => {
      const weights = drawRecurrentWeights(source, features, options, gates)
      const { units, forgetBias } = options
      const others = zeros([units], { dtype })
      weights.bias?.assignAdd(
        concat([others, full([units], forgetBias, { dtype }), others, others]),
      )
      return weights
    })
  }

  protected override run(steps: Steps, weights: RecurrentWeights): RecurrentStates {
    const { units } = this
    const none = zeros([steps.inputs.shape[1] ?? 0, units], { dtype: this.dtype })
    const advance = ({ state, cell }: LstmState, input: Tensor, keep: Keep): LstmState => {
      const sums = input.add(state.matmul(weights.recurrentKernel))
      const opened = sigmoid(gatesOf(sums, units, 0, 2))
      const candidate = tanh(gatesOf(sums, units, 2))
      const added = gatesOf(opened, units, 0).mul(candidate)
      const nextCell = gatesOf(opened, units, 1).mul(cell).add(added)
      const next = sigmoid(gatesOf(sums, units, 3)).mul(tanh(nextCell))
      return { state: keep(next, state), cell: keep(nextCell, cell) }
    }
    const initial: LstmState = { state: none, cell: none }
    return throughSteps(fromInputs(steps, weights), initial, advance, ({ state }) => state)
  }
}
