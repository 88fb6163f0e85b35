import { afterAll, expect, it } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { plain } from '../data/notation.ts'
import type { Part } from '../data/part.ts'
import type { NumericInput, Preprocessing } from '../data/preprocessing.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import { inspectModel } from './inspect-model.ts'

const project = new Project()
afterAll(() => project.remove())

const ROWS = 60
const noise = (index: number): number => (Math.imul(index + 7, 0x9e3779b1) >>> 8) / 2 ** 23 - 1
const numeric = (name: string): NumericInput => ({
  ...{ kind: 'numeric', name, fileColumn: name, notation: plain, missing: 'mean', fill: 0 },
  ...{ offset: 10, scale: 2 },
})
const preprocessing: Preprocessing = {
  ...{
    version: 1,
    delimiter: null,
    comment: null,
    header: true,
    missingValues: [],
    missingTarget: 'error',
  },
  inputs: [
    ...['step', 'wave', 'twin', 'none'].map(numeric),
    {
      kind: 'categorical',
      name: 'kind',
      missing: 'category',
      fill: null,
      categories: ['a', 'b', null],
    },
  ],
  target: { kind: 'number', name: 'y', notation: plain, mean: 100, scale: 10 },
}

/** Rows of step, wave, twin and none, and three numbers of kind. */
const inputs = Float32Array.from({ length: ROWS * 7 }, (_, i) => {
  const [row, column] = [Math.floor(i / 7), i % 7]
  if (column >= 4) return row % 3 === column - 4 ? 1 : 0
  return noise(row + (column === 2 ? 1 : column) * 100)
})
const predictionOf = (row: ArrayLike<number>): number =>
  ((row[0] ?? 0) > 0 ? 2 : -2) + 0.05 * (row[1] ?? 0) + (row[5] ?? 0)
const rowAt = (part: Part, row: number): Float32Array => part.inputs.subarray(row * 7, row * 7 + 7)
const targets = Float32Array.from({ length: ROWS }, (_, row) => {
  const exact = predictionOf(inputs.subarray(row * 7, row * 7 + 7))
  return row === 17 ? exact + 3 : exact + 0.1 * noise(row + 900)
})
const part: Part = {
  ...{ rows: ROWS, steps: null, lengths: null, inputs, targets },
  rowNumbers: Int32Array.from({ length: ROWS }, (_, row) => row + 2),
}
/** A step in one column, whose slope is none, and a steep slope in another that hardly moves the prediction. */
const model: ModelOnRows = {
  guess: (of) => ({
    ...{ scores: null, probabilities: null, logOdds: null },
    values: Float64Array.from(
      { length: of.rows },
      (_, row) => 100 + 10 * predictionOf(rowAt(of, row)),
    ),
  }),
  losses: (of) =>
    Float32Array.from({ length: of.rows }, (_, row) => {
      const error = predictionOf(rowAt(of, row)) - (of.targets[row] ?? 0)
      return error * error
    }),
  inputGradients: (of) =>
    Float32Array.from({ length: of.rows * 7 }, (_, i) =>
      i % 7 === 1 ? 4 : i % 7 === 3 ? 0.01 : 0,
    ),
}
const inspection = inspectModel({ preprocessing, learner: { inputShape: [7] } }, model, part)

it('orders columns by what permuting them costs, beside the input gradient', () => {
  const [first, second] = inspection.importance
  expect([first?.column, second?.column]).toEqual(['step', 'kind'])
  expect(first?.lossGained.mean).toBeGreaterThan(4)
  expect(first?.lossGained.least).toBeLessThanOrEqual(first?.lossGained.mean ?? 0)
  expect(first?.scoreLost.mean).toBeGreaterThan(0.5)
  const none = inspection.importance.find(({ column }) => column === 'none')
  expect(none?.lossGained).toEqual({ mean: 0, least: 0, most: 0 })
  expect(inspection.importance.find(({ column }) => column === 'wave')?.gradient).toBeCloseTo(4, 6)
})

it('says where the two disagree, and which columns tell the same', () => {
  const remarks = inspection.remarks.join('\n')
  expect(remarks).toMatch(
    /"step" is 1st by permutation, \d\w\w by gradient: it matters in which part of its range/,
  )
  expect(remarks).toMatch(
    /"wave" is \d\w\w by permutation, 1st by gradient: the loss is steep in it/,
  )
  expect(remarks).toContain('"wave" and "twin" tell much the same (correlation 1.00)')
})

it('numbers of categories have no gradient, and are no columns that tell the same', () => {
  const inputs = preprocessing.inputs.slice(0, 4)
  const categories = Array.from({ length: 12 }, (_, code) => `c${code}`)
  const indexed: Preprocessing = {
    ...preprocessing,
    inputs: [
      ...inputs.slice(0, 2),
      ...['twin', 'none'].map((name) => ({
        ...{ kind: 'categorical' as const, name, missing: 'category' as const, fill: null },
        ...{ categories, encoding: 'index' as const },
      })),
      ...preprocessing.inputs.slice(4),
    ],
  }
  const { importance, remarks } = inspectModel(
    { preprocessing: indexed, learner: { inputShape: [7] } },
    model,
    part,
  )
  const withGradient = importance.flatMap(({ column, gradient }) =>
    gradient === null ? [] : [column],
  )
  expect(new Set(withGradient)).toEqual(new Set(['step', 'wave', 'kind']))
  expect(remarks.join()).toContain('"wave" is 3rd by permutation, 1st by gradient')
  expect(remarks.join()).not.toContain('tell much the same')
})

it('says what is predicted where all rows have one value, in the units of the file', () => {
  const step = inspection.dependence.find(({ column }) => column === 'step')
  expect(step?.values).toHaveLength(9)
  expect(step?.values[0]).toBeGreaterThan(8)
  expect(step?.values.at(-1)).toBeLessThan(12)
  const predictions = step?.predictions.y ?? []
  expect((predictions.at(-1) ?? 0) - (predictions[0] ?? 0)).toBeCloseTo(40, 3)
  const kind = inspection.dependence.find(({ column }) => column === 'kind')
  expect(kind?.values).toEqual(['(missing)', 'a', 'b'])
  expect((kind?.predictions.y?.[2] ?? 0) - (kind?.predictions.y?.[1] ?? 0)).toBeCloseTo(10, 3)
})

it('finds the worst row by its number in the file', () => {
  const [worst] = inspection.worst
  expect(worst?.row).toBe(19)
  expect(worst?.loss).toBeCloseTo(9, 3)
  expect(Number(worst?.target) - Number(worst?.prediction)).toBeCloseTo(30, 3)
})

it('looks at the worst of images alone', () => {
  const ofImages = inspectModel({ preprocessing, learner: { inputShape: [1, 1, 7] } }, model, part)
  expect(ofImages.importance).toEqual([])
  expect(ofImages.worst[0]?.row).toBe(19)
})

it('evaluate --importance prints it, and --json has it', async () => {
  project.write(
    'step.csv',
    `x,z,y\n${Array.from({ length: 60 }, (_, i) => `${noise(i)},${noise(i + 70)},${noise(i) > 0 ? 'up' : 'down'}\n`).join('')}`,
  )
  project.write(
    'step.yaml',
    'data: { file: step.csv, target: y }\nmodel: { layers: [] }\noptimizer: { adam: { learningRate: 0.3 } }\ntraining: { epochs: 5 }\n',
  )
  await project.run(['train', 'step.yaml', '-q'])
  const { out } = await project.run(['evaluate', 'runs/step', '--importance', '-q'])
  expect(out).toMatch(
    /importance of columns, on 12 rows[^\n]*\n +loss gained +accuracy lost +mean \|gradient\|\n {2}x /,
  )
  expect(out).toMatch(/worst rows: the largest losses\n {2}row +loss +target +prediction\n/)
  const { out: json } = await project.run([
    'evaluate',
    'runs/step',
    'step.csv',
    '--importance',
    '--json',
  ])
  const found = JSON.parse(json).inspection
  expect(found.rows).toBe(60)
  expect(found.importance[0].column).toBe('x')
  expect(Object.keys(found.dependence[0].predictions)).toEqual(['up'])
})
