import { where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { numberAt } from '../schedules/number-at.ts'
import { drawnForCells } from './cells.ts'

export const rowCutout = defineBatchTransform({
  name: 'rowCutout',
  summary: 'Covers some cells of each row of a table, so that no column is relied on alone.',
  formula:
    'value with probability rate, xᵢⱼ elsewhere, for each cell its own; nothing is scaled up',
  paper: {
    authors: 'Kadra, Lindauer, Hutter & Grabocka',
    year: 2021,
    title: 'Well-tuned simple nets excel on tabular datasets',
  },
  cost: 'a random number for each cell and a copy of the inputs',
  when: 'Tables in which cells may be missing once the model is used, or in which one column tells too much. swapNoise covers with what other rows have there.',
  advice: {
    wants: ['fewRows', 'wrongColumns'],
    suggested: 'A rate of 0.1 to 0.3.',
    notWith:
      'Few columns, each of which counts. Inputs that are not standardised, unless value is what stands for nothing.',
    limits:
      'The model sees rows in training that it will not see later: it is a little worse where nothing is missing.',
  },
  tuning: {
    strength: { option: 'rate', from: 0.05, to: 0.3, scale: 'linear' },
    group: 'inputNoise',
  },
  notes:
    'Cutout of DeVries & Taylor 2017 without places. Unlike dropout as a first layer it does not scale up what is left, so that covered cells are as missing ones: 0 is the mean of standardised inputs. The paper covers the same columns in a part of the batches; here each row has its own. A cell is all that a column of the table became, such as the numbers of a category; in the library that is so with elements in the layout of the objective, without which each number is a cell.',
  aliases: ['cellMasking', 'featureMasking', 'featureDropout', 'cellDropout', 'inputDropout'],
  options: {
    rate: option.schedule({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      words: 'the share of the cells that are covered',
    }),
    value: option.number({
      default: 0,
      words: 'what covers them; 0 is the mean of standardised inputs',
    }),
  },
  short: 'rate',
  example: {
    options: { rate: 0.5 },
    inputs: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    targets: [0, 1],
    value: {
      inputs: [
        [1, 2, 0],
        [0, 0, 0],
      ],
      targets: [0, 1],
    },
  },
  make:
    ({ rate, value }) =>
    ({ inputs, targets }, { rng, step, layout }) => {
      const dtype = floatDType('rowCutout: inputs', inputs)
      const chances = drawnForCells(inputs, layout, (shape) => rng.uniform(shape, { dtype }))
      const isCovered = chances.less(numberAt(rate, step, dtype))
      return { inputs: where(isCovered, value, inputs), targets }
    },
})
