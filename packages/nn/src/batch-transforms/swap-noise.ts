import { takeAlongAxis, where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { numberAt } from '../schedules/number-at.ts'
import { drawnForCells } from './cells.ts'

export const swapNoise = defineBatchTransform({
  name: 'swapNoise',
  summary: 'Replaces some cells of a table with those of other rows in the same column.',
  formula: 'xᵢⱼ with probability 1 − rate, else xₖⱼ, k any row of the batch, for each cell its own',
  paper: {
    authors: 'Yoon, Zhang, Jordon & van der Schaar',
    year: 2020,
    title: 'VIME: extending the success of self- and semi-supervised learning to tabular domain',
    place: 'equation 3',
  },
  cost: 'two random numbers for each cell and a copy of the inputs',
  when: 'Tables with many columns that say nearly the same, where the model should not hang on one of them. Unlike gaussianNoise it keeps the distribution of every column, whatever it is.',
  advice: {
    wants: ['fewRows', 'wrongColumns', 'noise'],
    suggested:
      'A rate of 0.1 to 0.15, the latter in Jahrer’s winning solution of Kaggle’s Porto Seguro competition (2017).',
    notWith:
      'Few columns, each of which counts: what is swapped is wrong for its target. Images, whose places are no columns. Sequences of differing lengths, whose padding may be swapped in.',
    limits: 'It breaks what columns have in common.',
  },
  tuning: {
    strength: { option: 'rate', from: 0.05, to: 0.2, scale: 'linear' },
    group: 'inputNoise',
  },
  notes:
    'The paper corrupts rows so for training without targets; here targets stay. A row may be drawn for itself, so that the share of cells that change is a little below the rate. A cell is all that a column of the table became, such as the numbers of a category; in the library that is so with elements in the layout of the objective, without which each number is a cell.',
  aliases: ['cellSwap', 'shuffleNoise', 'vimeCorruption', 'marginalNoise'],
  options: {
    rate: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      words: 'the share of the cells that are replaced',
    }),
  },
  short: 'rate',
  example: {
    options: { rate: 0.5 },
    inputs: [
      [1, 10],
      [2, 20],
      [3, 30],
    ],
    targets: [0, 1, 2],
    value: {
      inputs: [
        [1, 10],
        [1, 20],
        [1, 30],
      ],
      targets: [0, 1, 2],
    },
  },
  make:
    ({ rate }) =>
    ({ inputs, targets }, { rng, step, layout }) => {
      const dtype = floatDType('swapNoise: inputs', inputs)
      const chances = drawnForCells(inputs, layout, (shape) =>
        rng.split('cells').uniform(shape, { dtype }),
      )
      // In float64, whose draws times n are below n.
      const places = drawnForCells(inputs, layout, (shape) =>
        rng.split('rows').uniform(shape, { dtype: 'float64' }),
      )
      const rows = places
        .mul(inputs.shape[0] ?? 0)
        .floor()
        .cast('int32')
      const isSwapped = chances.less(numberAt(rate, step, dtype))
      const others = takeAlongAxis(inputs, rows, 0)
      return { inputs: where(isSwapped, others, inputs), targets }
    },
})
