import {
  concat,
  DTypeError,
  describeValue,
  gather,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
  where,
} from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { InputElement } from '../evaluation/example-layout.ts'
import { lecunNormal } from '../initializers/lecun-normal.ts'
import { ones } from '../initializers/ones.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { featuresOf, leftAsTheyAre, pickColumns, rowsAs, rowsOf } from './column-elements.ts'
import type { LayerPlan } from './layer.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

const table = {
  dimensions: option.integer({
    minimum: 1,
    default: 8,
    words: 'how many numbers a category becomes',
  }),
  categories: option.list({
    of: option.integer({ minimum: 0, words: 'how many indices a feature has' }),
    or: ['columns'],
    default: 'columns',
    words:
      'how many indices each feature has, 0 for one that is a number: known of the columns of a table unless given',
  }),
  tableInitializer: option.method({
    kind: 'initializer',
    default: lecunNormal,
    words: 'the first values of the table, each of whose units has one input',
  }),
}

/** Options of `new ColumnEmbedding`; `categories` for each feature. */
export type ColumnEmbeddingOptions = Omit<GivenOptions<typeof table>, 'categories'> &
  WeightSource & {
    /** How many indices each feature has; 0 for one that is a number. */
    readonly categories: readonly number[]
  }

/** Makes numbers of the indices among features: [n, ..., features] → the others, then `dimensions` for each index. */
export class ColumnEmbedding extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'columnEmbedding',
    inputs: 'columns',
    summary:
      'Makes numbers of the categories of a table: each category of a column has some, which are learnt.',
    formula: '[x without the indices, table₁[x of the first index], table₂[x of the second], …]',
    paper: {
      authors: 'Guo & Berkhahn',
      year: 2016,
      title: 'Entity embeddings of categorical variables',
    },
    cost: 'a copy of a row for each index; dimensions parameters for each category',
    when: 'First in the model of a table that has columns of many categories, with data.categories.encoding: auto or index. Without such columns it leaves inputs as they are.',
    notes:
      'Index 0 is what no category of the training part has: unknown. A column of few categories is as well one-hot. What is no index of its column is a RangeError, also in a compiled program, which calls it gather. Nothing is differentiated by indices: their input gradient is 0.',
    aliases: ['entityEmbedding', 'categoricalEmbedding', 'categoryEmbedding'],
    options: table,
    short: 'dimensions',
    example: {
      options: { dimensions: 2, categories: [3, 0], tableInitializer: ones },
      inputs: [[2, 0.5]],
      value: [[0.5, 1, 1]],
    },
    plan: (options) => {
      const { categories } = options
      const plan = planOf(options, categories === 'columns' ? null : categories)
      return categories === 'columns'
        ? { ...plan, forElements: (elements) => forElements(options, elements) }
        : plan
    },
  })

  /** How many indices each feature has; 0 for one that is a number. */
  readonly categories: readonly number[]
  /** The rows of all columns, one after the other: [sum of categories, dimensions]. */
  readonly table: Variable

  constructor({ rng, dtype = 'float32', categories, ...given }: ColumnEmbeddingOptions) {
    super()
    checkSource('ColumnEmbedding', { rng, dtype })
    const { dimensions, tableInitializer } = readOptions('ColumnEmbedding', table, {
      ...given,
      categories,
    })
    this.categories = categories
    const count = categories.reduce((sum, size) => sum + size, 0)
    if (count === 0)
      throw new RangeError(
        `ColumnEmbedding: a feature must be an index of categories, got [${categories.join(', ')}] for how many each has`,
      )
    // A unit adds up one input: of all indices one is there.
    const fans = { fanIn: 1, fanOut: dimensions, unitsAxis: 1 }
    const drawn = tableInitializer(rng.split('table'), [count, dimensions], { dtype, fans })
    this.table = new Variable(drawn, { name: 'table', role: 'embedding' })
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a RangeError for what is no index of its column, a ShapeError for another number of features. */
  override call(x: Tensor): Tensor {
    checkTensors('ColumnEmbedding', { x })
    if (x.dtype !== this.table.dtype)
      throw new DTypeError(
        `ColumnEmbedding: x must be ${this.table.dtype}, as its table is, got ${x.dtype}`,
      )
    const rows = rowsOf('ColumnEmbedding', x, this.categories.length)
    const [columns, others] = [positionsOf(this.categories), othersOf(this.categories)]
    const embedded = this.#rows(pickColumns(rows, columns)).reshape([rows.shape[0] ?? 0, -1])
    if (others.length === 0) return rowsAs(embedded, x)
    return rowsAs(concat([pickColumns(rows, others), embedded], 1), x)
  }

  /** The rows of the table for indices [m, columns]: [m, columns, dimensions]. */
  #rows(indices: Tensor): Tensor {
    const sizes = this.categories.filter((size) => size > 0)
    const { dtype } = indices
    const isIndex = indices
      .equal(indices.floor())
      .logicalAnd(indices.greaterEqual(0))
      .logicalAnd(indices.less(tensor(sizes, { dtype })))
    // −1 is no row of the table.
    const places = where(isIndex, indices.add(tensor(startsOf(sizes), { dtype })), -1)
    try {
      return gather(this.table.value, places.cast('int32'))
    } catch (error) {
      if (error instanceof RangeError) throw this.#error(indices, sizes)
      throw error
    }
  }

  #error({ data }: Tensor, sizes: readonly number[]): RangeError {
    const isWrong = (value: number, size: number): boolean =>
      !(Number.isInteger(value) && value >= 0 && value < size)
    const wrong = Array.from(data, Number).findIndex((value, place) =>
      isWrong(value, sizes[place % sizes.length] ?? 0),
    )
    const column = wrong % sizes.length
    return new RangeError(
      `ColumnEmbedding: feature ${positionsOf(this.categories)[column]} must hold whole numbers from 0 to ${(sizes[column] ?? 0) - 1}, got ${describeValue(data[wrong])}`,
    )
  }
}

const positionsOf = (categories: readonly number[]): number[] =>
  categories.flatMap((size, position) => (size > 0 ? [position] : []))

const othersOf = (categories: readonly number[]): number[] =>
  categories.flatMap((size, position) => (size > 0 ? [] : [position]))

/** Where the rows of each column begin in the table of all. */
function startsOf(sizes: readonly number[]): number[] {
  let sum = 0
  return sizes.map((size) => {
    const start = sum
    sum += size
    return start
  })
}

type Options = FilledOptions<typeof table>

/** `categories`: null where no feature is known to be an index. */
function planOf(
  { dimensions, tableInitializer }: Options,
  categories: readonly number[] | null,
): LayerPlan {
  const columns = positionsOf(categories ?? []).length
  return {
    outputShape(inputs) {
      const features = featuresOf('ColumnEmbedding', inputs)
      if (categories !== null && features !== categories.length)
        throw new ShapeError(
          `ColumnEmbedding: categories must say how many indices each of ${features} features has, got ${categories.length} numbers`,
        )
      return [...inputs.slice(0, -1), features + columns * (dimensions - 1)]
    },
    parameters: () => (categories ?? []).reduce((sum, size) => sum + size, 0) * dimensions,
    build: (_, rng, { dtype = 'float32' } = {}) =>
      categories === null || columns === 0
        ? leftAsTheyAre()
        : new ColumnEmbedding({ dimensions, tableInitializer, categories, rng, dtype }),
  }
}

function forElements(
  options: Options,
  elements: readonly InputElement[],
): { plan: LayerPlan; elements: readonly InputElement[] } {
  const categories = elements.map(({ kind, indices = 0 }) => (kind === 'index' ? indices : 0))
  const others = elements.filter(({ kind }) => kind !== 'index')
  const embedded = elements.flatMap(({ kind, column }): InputElement[] =>
    kind === 'index'
      ? Array.from({ length: options.dimensions }, () => ({ column, kind: 'category' }))
      : [],
  )
  return { plan: planOf(options, categories), elements: [...others, ...embedded] }
}
