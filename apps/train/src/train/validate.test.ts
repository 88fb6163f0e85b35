import { Rng, tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { MethodConfig } from '../config/method-config.ts'
import { plain } from '../data/notation.ts'
import type { Part } from '../data/part.ts'
import { buildLearner, type Learner } from './learner.ts'
import { measuresOf, unmeasuredNotices } from './measures.ts'
import { validator } from './validate.ts'

const config = parseConfig('data: { file: a.csv, target: y }\nmodel: { layers: [] }', 'a.yaml')

const measures = (task: 'classification' | 'regression', classes: readonly string[]) =>
  measuresOf(config, { task, features: [], classes })

/** A linear model with the given kernel, [inputs, outputs]. */
function linear(kernel: number[][], classes: readonly string[]): Learner {
  const task = classes.length === 0 ? 'regression' : 'classification'
  const features = kernel.map((_, index) => `x${index}`)
  const learner = buildLearner(config, { task, features, classes }, new Rng(1))
  learner.variables['layers.0.kernel']?.assign(tensor(kernel))
  return learner
}

test('regression: the loss as trained, errors in the units of the file, over more rows than go at once', () => {
  const rows = 2500
  const error = (row: number): number => (row % 5) - 2
  const part: Part = {
    rows,
    inputs: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 7) - 3),
    targets: new Float32Array(rows),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(rows),
  }
  for (let row = 0; row < rows; row++) {
    const output = 3 * (part.inputs[2 * row] ?? 0) - 4 * (part.inputs[2 * row + 1] ?? 0)
    part.targets[row] = output - error(row)
  }
  const target = { kind: 'number', name: 'y', notation: plain, mean: 100, scale: 10 } as const
  const { figures } = validator(linear([[3], [-4]], []), target, measures('regression', []))(part)
  // Errors are −2, −1, 0, 1, 2 in turn; in the file's units ten times that.
  expect(figures.loss).toBe(2)
  expect(figures.meanSquaredError).toBeCloseTo(200, 3)
  expect(figures.meanAbsoluteError).toBeCloseTo(12, 4)
  // ‖∂(w·x − t)²/∂x‖ = 2 |error| ‖w‖, and ‖w‖ = 5.
  expect(figures.inputGradientNorm).toBeCloseTo(12, 5)
  expect(Object.keys(figures).sort()).toEqual([
    'inputGradientNorm',
    'loss',
    'meanAbsoluteError',
    'meanSquaredError',
    'r2',
  ])
})

test('scores that are no logits: no figure of probabilities is measured, and a line says so', () => {
  const hinge = parseConfig(
    'data: { file: a.csv, target: y }\nmodel: { layers: [] }\nloss: hinge',
    'a.yaml',
  )
  const problem = { task: 'classification', features: ['x'], classes: ['a', 'b'] } as const
  const names = measuresOf(hinge, problem).map(({ name }) => name)
  expect(names.sort()).toEqual(['accuracy', 'auc', 'confusionMatrix', 'inputGradientNorm'])
  expect(unmeasuredNotices(hinge, problem).map(({ text }) => text)).toEqual([
    'logLoss needs probabilities, and the scores of the loss hinge are no logits: not measured',
  ])
  expect(unmeasuredNotices(config, problem)).toEqual([])
})

test('regression by a loss of logarithms: the exponentials of the outputs are measured', () => {
  const part: Part = {
    rows: 2,
    inputs: Float32Array.of(0, Math.LN2),
    targets: Float32Array.of(1, 5),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(2),
  }
  const target = { kind: 'number', name: 'y', notation: plain, mean: 0, scale: 1 } as const
  const poisson = parseConfig(
    'data: { file: a.csv, target: y, scaleTarget: false }\nmodel: { layers: [] }\nloss: poisson',
    'a.yaml',
  )
  const problem = { task: 'regression', features: ['x'], classes: [] } as const
  const learner = buildLearner(poisson, problem, new Rng(1))
  learner.variables['layers.0.kernel']?.assign(tensor([[1]]))
  const { figures } = validator(learner, target, measures('regression', []))(part)
  // The outputs 0 and log 2 mean 1 and 2: errors 0 and −3.
  expect(figures.meanAbsoluteError).toBeCloseTo(1.5, 6)
  expect(figures.loss).toBeCloseTo((1 + 2 - 5 * Math.LN2) / 2, 6)
})

test('regression of several outputs: metrics take the prediction, and pinball the quantiles that it asks for', () => {
  const problem = { task: 'regression', features: ['x'], classes: [] } as const
  const config = (loss: string, metrics: string) =>
    parseConfig(
      `data: { file: a.csv, target: y }\nmodel: { layers: [] }\nloss: ${loss}\nmetrics: ${metrics}`,
      'a.yaml',
    )
  const pinballs = '{ pinball: [0.1, 0.9], high: { pinball: 0.9 } }'
  const quantiles = config('{ quantile: [0.1, 0.5, 0.9] }', pinballs)
  const learner = buildLearner(quantiles, problem, new Rng(1))
  // The outputs −1, 0 and 2 in another order.
  learner.variables['layers.0.kernel']?.assign(tensor([[2, -1, 0]]))
  const part: Part = {
    rows: 1,
    inputs: Float32Array.of(1),
    targets: Float32Array.of(3),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(1),
  }
  const target = { kind: 'number', name: 'y', notation: plain, mean: 100, scale: 10 } as const
  const { figures } = validator(learner, target, measuresOf(quantiles, problem))(part)
  // In the units of the file: the target 130, the quantiles 90, 100 and 120.
  expect(figures.meanAbsoluteError).toBeCloseTo(30, 4)
  expect(figures.high).toBeCloseTo(9, 4)
  expect(figures.pinball).toBeCloseTo((0.1 * 40 + 0.9 * 10) / 2, 4)
  expect(() => measuresOf(config('gaussian', pinballs), problem)).toThrow(
    'metrics.pinball: pinball is of the columns quantile_0.1 and quantile_0.9, but the loss predicts prediction and standardDeviation',
  )
})

test('classification: accuracy, log loss, and the gradient of the cross-entropy', () => {
  const part: Part = {
    rows: 4,
    inputs: Float32Array.of(1, 1, -1, -1),
    targets: Int32Array.of(1, 0, 0, 0),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(4),
  }
  const target = { kind: 'classes', name: 'y', classes: ['no', 'yes'] } as const
  // log-odds of yes are ±2; one of four is wrong.
  const names = ['no', 'yes']
  const learner = linear([[-1, 1]], names)
  const { figures } = validator(learner, target, measures('classification', names))(part)
  const [right, wrong] = [0.12692801, 2.126928]
  expect(figures.accuracy).toBe(0.75)
  expect(figures.loss).toBeCloseTo((3 * right + wrong) / 4, 6)
  expect(figures.logLoss).toBeCloseTo((3 * right + wrong) / 4, 6)
  // The positive ties with one of three negatives and beats two.
  expect(figures.auc).toBeCloseTo(2.5 / 3, 12)
  // |∂L/∂x| = 2 (1 − p), where p = sigmoid(±2) is what the true class got.
  expect(figures.inputGradientNorm).toBeCloseTo((3 * 0.238405844 + 1.761594156) / 4, 6)
})

test('the accuracy under attack is of classifiers, by one output or several, over more rows than go at once', () => {
  const rows = 1500
  const attacked = parseConfig(
    'data: { file: a.csv, target: y }\nmodel: { layers: [] }\nmetrics: { fgsm: 0.5, pgd: { epsilon: 0.5, maximum: 0.25 } }',
    'a.yaml',
  )
  const problem = { task: 'classification', features: ['x'], classes: ['no', 'yes'] } as const
  const target = { kind: 'classes', name: 'y', classes: ['no', 'yes'] } as const
  // Told right but for those at 0, which tie; half a step away, those at ±1 alone, and those that may not go above 0.25.
  const part: Part = {
    rows,
    inputs: Float32Array.from({ length: rows }, (_, row) => [-1, 1, -0.25, 0, 1][row % 5] ?? 0),
    targets: Int32Array.from({ length: rows }, (_, row) => [0, 1, 0, 1, 1][row % 5] ?? 0),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(rows),
  }
  const expected = { accuracy: 0.8, fgsm: 0.6, pgd: 0.6 }
  for (const loss of ['softmaxCrossEntropy', 'binaryCrossEntropy']) {
    const both = { ...attacked, loss: new MethodConfig(loss) }
    const learner = buildLearner(both, problem, new Rng(1))
    const kernel = loss === 'binaryCrossEntropy' ? [[2]] : [[-1, 1]]
    learner.variables['layers.0.kernel']?.assign(tensor(kernel))
    const { figures } = validator(learner, target, measuresOf(attacked, problem))(part)
    expect(figures).toMatchObject(expected)
  }
  expect(() => measuresOf(attacked, { ...problem, task: 'regression', classes: [] })).toThrow(
    'metrics.fgsm: fgsm is for classification; leave it out',
  )
})

test('metrics that give tables are no figures: counts, columns by class, and points of a curve', () => {
  const asked = parseConfig(
    'data: { file: a.csv, target: y }\nmodel: { layers: [] }\nmetrics: { classReport: {}, roc: rocCurve }',
    'a.yaml',
  )
  const names = ['no', 'yes']
  const problem = { task: 'classification', features: ['x'], classes: names } as const
  const target = { kind: 'classes', name: 'y', classes: names } as const
  const chosen = measuresOf(asked, problem)
  const part = (targets: number[]): Part => ({
    rows: 4,
    inputs: Float32Array.of(1, 1, -1, -1),
    targets: Int32Array.from(targets),
    steps: null,
    lengths: null,
    rowNumbers: new Int32Array(4),
  })
  const validate = validator(linear([[-1, 1]], names), target, chosen)
  const { figures, tables } = validate(part([1, 0, 0, 0]))
  expect(Object.keys(figures)).not.toContain('confusionMatrix')
  expect(tables()).toEqual({
    confusionMatrix: {
      counts: [
        [2, 1],
        [0, 1],
      ],
    },
    classReport: {
      precision: [1, 0.5],
      recall: [2 / 3, 1],
      f1: [0.8, 2 / 3],
      examples: [3, 1],
    },
    roc: {
      threshold: [Number.POSITIVE_INFINITY, 2, -2],
      falsePositiveRate: [0, 1 / 3, 1],
      truePositiveRate: [0, 1, 1],
    },
  })
  expect(validate(part([1, 1, 1, 1])).tables()).toMatchObject({ roc: null })
  const many = Array.from({ length: 101 }, (_, index) => String(index))
  const usual = measuresOf(config, { ...problem, classes: many })
  expect(usual.map(({ name }) => name)).not.toContain('confusionMatrix')
  for (const monitor of ['confusionMatrix', 'roc'])
    expect(() =>
      measuresOf({ ...asked, training: { ...asked.training, best: monitor } }, problem),
    ).toThrow(`training.best: ${monitor} is a table, by which no epoch is better; name a number`)
})
