import {
  DTypeError,
  describeValue,
  gather,
  type Shape,
  ShapeError,
  type Tensor,
  Variable,
  where,
} from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { lecunNormal } from '../initializers/lecun-normal.ts'
import { ones } from '../initializers/ones.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { withoutPadding } from '../modules/without-padding.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

const options = {
  indices: option.integer({
    minimum: 1,
    words: 'how many indices there are: inputs are whole numbers from 0 to one less',
  }),
  units: option.integer({ minimum: 1, words: 'how many numbers each index becomes' }),
  concatenates: option.flag({
    default: false,
    words:
      'whether the rows of the last axis stand side by side: [n, steps, k] → [n, steps, k · units]',
  }),
  tableInitializer: option.method({
    kind: 'initializer',
    default: lecunNormal,
    words: 'the first values of the table, each of whose units has one input',
  }),
}

/** Options of `new Embedding`. */
export type EmbeddingOptions = GivenOptions<typeof options> & WeightSource

/** A learnt row for each index: [n, ...] of whole numbers → [n, ..., units], or [n, ..., k] → [n, ..., k · units]. */
export class Embedding extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'embedding',
    inputs: 'indices',
    summary: 'Makes numbers of indices: each has a row of a table, which is learnt.',
    formula:
      'y[…, :] = table[x[…], :]; with concatenates y[…, :] = [table[x[…, 1], :], …, table[x[…, k], :]]',
    paper: {
      authors: 'Bengio, Ducharme, Vincent & Jauvin',
      year: 2003,
      title: 'A neural probabilistic language model',
    },
    cost: 'a copy of a row for each index; indices × units parameters',
    when: 'Inputs that are codes of words, products or places. A few categories are as well one-hot, which a config makes of a column of words.',
    notes:
      'Takes int32, or floats that hold whole numbers, such as the columns of a config with data.scale: none, and puts an axis of units behind the others, or with concatenates joins it with the last, as sequences of steps with k codes want. An index that is not in the table, or no whole number, is a RangeError, also in a compiled program, which calls it gather and names the indices, with −1 for a fraction. Nothing is differentiated by indices: a penalty on the input gradient is an error. The first values have variance 1.',
    aliases: ['embed', 'lookupTable'],
    options,
    example: {
      options: { indices: 3, units: 2, tableInitializer: ones },
      inputs: [[2, 0]],
      value: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
    plan: ({ indices, units, concatenates, tableInitializer }) => ({
      outputShape: (inputs) => shapeOfRows(inputs, units, concatenates),
      parameters: () => indices * units,
      build: (_, rng, { dtype = 'float32' } = {}) =>
        new Embedding({ indices, units, concatenates, tableInitializer, rng, dtype }),
    }),
  })

  /** [indices, units]. */
  readonly table: Variable
  /** Whether the rows of the last axis stand side by side. */
  readonly concatenates: boolean

  constructor({ rng, dtype = 'float32', ...given }: EmbeddingOptions) {
    super()
    checkSource('Embedding', { rng, dtype })
    const { indices, units, concatenates, tableInitializer } = readOptions(
      'Embedding',
      options,
      given,
    )
    this.concatenates = concatenates
    // A unit adds up one input: of all indices one is there.
    const fans = { fanIn: 1, fanOut: units, unitsAxis: 1 }
    const table = tableInitializer(rng.split('table'), [indices, units], { dtype, fans })
    this.table = new Variable(table, { name: 'table', role: 'embedding' })
  }

  override get maskRule(): MaskRule {
    return this.concatenates ? 'kept' : 'elementwise'
  }

  /** Throws a RangeError for what is no index of the table, a DTypeError for bool. */
  override call(x: Tensor, mode?: Mode): Tensor {
    checkTensors('Embedding', { x })
    if (x.dtype === 'bool')
      throw new DTypeError(
        'Embedding: x must be int32, or float32 or float64 that hold whole numbers, got bool',
      )
    const seen = withoutPadding('Embedding', x, mode?.mask)
    try {
      const rows = gather(this.table.value, seen.dtype === 'int32' ? seen : wholeNumbers(seen))
      const [n = 0, ...example] = x.shape
      const shape = shapeOfRows(example, this.table.shape[1] ?? 0, this.concatenates)
      return rows.reshape([n, ...shape])
    } catch (error) {
      if (error instanceof RangeError) throw indexError(seen, this.table.shape[0] ?? 0)
      throw error
    }
  }
}

/** The shape of what becomes of one example. */
function shapeOfRows(example: Shape, units: number, concatenates: boolean): Shape {
  const [k] = example.slice(-1)
  if (concatenates && k === undefined)
    throw new ShapeError('Embedding: inputs must be [n, ..., k] to concatenate k rows, got [n]')
  return concatenates ? [...example.slice(0, -1), (k ?? 1) * units] : [...example, units]
}

/** Floats as int32; −1, which is no index, for a fraction. */
const wholeNumbers = (x: Tensor): Tensor => where(x.equal(x.floor()), x, -1).cast('int32')

function indexError(x: Tensor, indices: number): RangeError {
  const wrong = x.data.find((index) => !(Number.isInteger(index) && index >= 0 && index < indices))
  return new RangeError(
    `Embedding: x must hold whole numbers from 0 to ${indices - 1}, rows of the table, got ${describeValue(wrong)}`,
  )
}
