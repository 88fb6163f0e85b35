import { defineMetric } from '../catalogue/define.ts'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'
import { areaUnderCurve } from './mean-ranks.ts'

export const macroAuc = defineMetric({
  name: 'macroAuc',
  summary:
    'The chance that a random example of a class is given a higher probability of it than one of another class, the mean over the classes.',
  formula: 'mean over the classes that occur of the auc of the class against all others',
  paper: {
    authors: 'Provost & Domingos',
    year: 2003,
    title: 'Tree induction for probability-based ranking',
  },
  cost: 'a sort of the examples for each class',
  when: 'More than two classes of which some are rare. It does not see whether probabilities are right; logLoss does. With two classes auc, which orders by log-odds that do not round to 0 or 1.',
  notes:
    'Of classes against all others, each counts alike, as roc_auc_score of scikit-learn with multi_class "ovr"; classes that no example is of are left out, where scikit-learn refuses them. NaN where all examples are of one class, and for probabilities that are not numbers. Probabilities are [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['rocAucOvr', 'multiclassAuc', 'aucOvr'],
  better: 'larger',
  takes: 'probabilities',
  needsDifferentTargets: true,
  options: {},
  example: {
    predictions: [
      [0.6, 0.3, 0.1],
      [0.2, 0.5, 0.3],
      [0.3, 0.3, 0.4],
      [0.5, 0.2, 0.3],
    ],
    targets: [0, 1, 2, 1],
    value: 0.8333333333333334,
  },
  compute(probabilities, targets) {
    checkClasses('macroAuc', probabilities, targets)
    // Only for its errors, which name this metric.
    pickTargets('macroAuc', probabilities, targets)
    const labels = targets.data
    const classes = probabilities.shape[1] ?? 0
    const occurring = [...new Set(labels)]
    const areas = occurring.map((label) => {
      const column = Array.from(labels, (_, row) => probabilities.data[row * classes + label] ?? 0)
      return areaUnderCurve(column, (row) => labels[row] === label)
    })
    return areas.reduce((sum, area) => sum + area, 0) / areas.length
  },
})
