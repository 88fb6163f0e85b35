import { concat, ones, type Rng, ShapeError, type Tensor, tensor } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { InputElement } from '../evaluation/example-layout.ts'
import { type FloatDType, floatDType } from '../float-dtype.ts'
import { numberAt } from '../schedules/number-at.ts'

export const unknownCategories = defineBatchTransform({
  name: 'unknownCategories',
  summary: 'Makes some cells of categories unknown, as those are that training never saw.',
  formula:
    'in each column of categories, and each row, with probability rate: 0 at all numbers of the cell',
  paper: {
    authors: 'Guo & Berkhahn',
    year: 2016,
    title: 'Entity embeddings of categorical variables',
    place: 'of whose embeddings it trains the one of unknown categories',
  },
  cost: 'a random number for each cell of a category, and a product with the inputs',
  when: 'Tables that are predicted for categories which training has not: new shops, devices or people. Their numbers are 0, and an embedding of index 0 is otherwise what it was drawn as.',
  advice: {
    wants: ['otherPlaces', 'fewRows'],
    suggested:
      'A rate of 0.01 to 0.05; up to 0.3 where most of what is predicted has unknown categories.',
    notWith:
      'Tables without categories, where it does nothing. A batch transform behind it that swaps cells between rows.',
    limits: 'What is unknown is unknown at random; new categories are often unlike the others.',
  },
  notes:
    'It goes by the layout of the objective, which a config makes of its table: elements that are numbers of a category, one-hot or a sign, and indices of categories.',
  aliases: ['categoryDropout', 'unknownToken', 'wordDropout'],
  options: {
    rate: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.02,
      words: 'the share of the cells that become unknown',
    }),
  },
  short: 'rate',
  // The uniform numbers are 0.88 and 0.61 for the cells of the first row, and 0.36 and 0.04 for those of the second.
  example: {
    options: { rate: 0.2 },
    elements: [
      { column: 'age', kind: 'number' },
      { column: 'sex', kind: 'category' },
      { column: 'town', kind: 'index', indices: 9 },
    ],
    inputs: [
      [1, -1, 3],
      [2, 1, 8],
    ],
    targets: [0, 1],
    value: {
      inputs: [
        [1, -1, 3],
        [2, 1, 0],
      ],
      targets: [0, 1],
    },
  },
  make:
    ({ rate }) =>
    ({ inputs, targets }, { rng, step, layout }) => {
      const dtype = floatDType('unknownCategories: inputs', inputs)
      if (layout?.elements === undefined)
        throw new TypeError(
          'unknownCategories: goes by the elements of the layout, which say what is a category: objective({ layout: { inputs: {}, elements: [{ column: "town", kind: "index", indices: 9 }] } }), got none',
        )
      const { elements } = layout
      if (!elements.some(isOfCategory)) return { inputs, targets }
      const rows = inputs.size / elements.length
      if (!Number.isInteger(rows))
        throw new ShapeError(
          `unknownCategories: inputs must have the ${elements.length} elements of the layout in each example or step, got shape [${inputs.shape.join(', ')}]`,
        )
      const kept = keptElements(elements, rows, { rng, rate: numberAt(rate, step, dtype), dtype })
      return { inputs: inputs.mul(kept.reshape(inputs.shape)), targets }
    },
})

const isOfCategory = ({ kind }: InputElement): boolean => kind === 'category' || kind === 'index'

/** 0 at the numbers of cells that become unknown and 1 elsewhere, [rows, elements]. */
function keptElements(
  elements: readonly InputElement[],
  rows: number,
  { rng, rate, dtype }: { rng: Rng; rate: Tensor | number; dtype: FloatDType },
): Tensor {
  const columns = [...new Set(elements.filter(isOfCategory).map(({ column }) => column))]
  const isUnknown = rng.uniform([rows, columns.length], { dtype }).less(rate)
  const kept = isUnknown.cast(dtype).neg().add(1)
  // A last column stands for all that is no category.
  const places = elements.map((element) =>
    isOfCategory(element) ? columns.indexOf(element.column) : columns.length,
  )
  return concat([kept, ones([rows, 1], { dtype })], 1).gather(tensor(Int32Array.from(places)), 1)
}
