import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { plain } from '../data/notation.ts'
import { buildLearner } from './learner.ts'
import { measuresOf } from './measures.ts'
import { PartMeter } from './part-meter.ts'

const rng = new Rng(1)
const rows = 500

/** The figures and tables of some rows in batches of 100, where so many outputs are kept. */
function measured(task: 'classification' | 'regression', maxOutputs: number) {
  const classes = task === 'regression' ? [] : ['a', 'b']
  const metrics =
    task === 'regression'
      ? '{ middle: medianAbsoluteError, ranks: spearman }'
      : '{ roc: rocCurve, averagePrecision: {}, brierScore: {}, classReport: {} }'
  const config = parseConfig(
    `data: { file: a.csv, target: y }\nmodel: { layers: [] }\nmetrics: ${metrics}`,
    'a.yaml',
  )
  const problem = { task, features: ['x'], classes }
  const { head } = buildLearner(config, problem, new Rng(1))
  const measures = measuresOf(config, problem).filter(({ takes }) => takes !== 'evaluation')
  const target =
    task === 'regression'
      ? ({ kind: 'number', name: 'y', notation: plain, mean: 3, scale: 2 } as const)
      : ({ kind: 'classes', name: 'y', classes } as const)
  const meter = new PartMeter({ head, target, measures }, maxOutputs)
  const outputs = rng.split(task).normal([rows, head.outputs]).data
  const noise = rng.split('noise').uniform([rows]).data
  for (let begin = 0; begin < rows; begin += 100) {
    const end = begin + 100
    const targets =
      task === 'regression'
        ? Float32Array.from(noise.slice(begin, end))
        : Int32Array.from(noise.slice(begin, end), (value) => (value > 0.3 ? 1 : 0))
    meter.add({
      examples: 100,
      outputs: Float32Array.from(outputs.slice(begin * head.outputs, end * head.outputs)),
      targets,
      losses: noise.slice(begin, end),
      weights: noise.slice(begin, end),
      byExample: {},
    })
  }
  const { figures, tables } = meter.finish()
  return { figures, tables: tables() }
}

test.each(['classification', 'regression'] as const)(
  'of %s: batches that are counted one by one come to what all of them come to',
  (task) => {
    const whole = measured(task, Number.POSITIVE_INFINITY)
    const counted = measured(task, 150)
    expect(Object.keys(counted.figures)).toEqual(Object.keys(whole.figures))
    for (const [name, figure] of Object.entries(whole.figures))
      expect(counted.figures[name], name).toBeCloseTo(Number(figure), 12)
    expect(counted.tables).toEqual(whole.tables)
    const ofAllRows = task === 'regression' ? ['middle', 'ranks'] : ['auc', 'averagePrecision']
    for (const name of ofAllRows) expect(counted.figures[name]).toBe(whole.figures[name])
  },
)
