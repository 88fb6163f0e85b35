import { defineMetric } from '../catalogue/define.ts'
import { checkColumns } from './check-rows.ts'
import { meanRanks } from './mean-ranks.ts'

export const spearman = defineMetric({
  name: 'spearman',
  summary: 'How well outputs order the examples: 1 as the targets do, −1 the other way round.',
  formula:
    'the correlation of the ranks of outputs and targets; values that tie hold their mean rank',
  paper: {
    authors: 'Spearman',
    year: 1904,
    title: 'The proof and measurement of association between two things',
  },
  cost: 'two sorts of the examples',
  when: 'Regression in which only the order matters, or to see whether a model that is off in scale has learnt it.',
  notes:
    '0 where all outputs are equal, which order nothing. NaN where all targets are equal, for no examples, and for outputs that are not numbers. Outputs and targets are [n] or [n, 1]; other sizes are a ShapeError.',
  aliases: ['spearmanr', 'spearmanCorrelation', 'rankCorrelation'],
  better: 'larger',
  takes: 'values',
  needsDifferentTargets: true,
  options: {},
  example: { predictions: [1, 20, 300], targets: [1, 3, 2], value: 0.5 },
  compute(outputs, targets) {
    checkColumns('spearman', outputs, targets)
    if ([outputs, targets].some(({ data }) => data.some(Number.isNaN))) return Number.NaN
    const [a, b] = [meanRanks(outputs.data), meanRanks(targets.data)]
    const middle = (a.length + 1) / 2
    const products = (x: Float64Array, y: Float64Array): number =>
      x.reduce((sum, rank, index) => sum + (rank - middle) * ((y[index] ?? 0) - middle), 0)
    const [ofOutputs, ofTargets] = [products(a, a), products(b, b)]
    if (ofTargets > 0 && ofOutputs === 0) return 0
    return products(a, b) / Math.sqrt(ofOutputs * ofTargets)
  },
})
