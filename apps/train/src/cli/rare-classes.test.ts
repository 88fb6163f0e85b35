import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { Project, plane } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const noise = (index: number): number => (Math.imul(index + 7, 0x9e3779b1) >>> 8) / 2 ** 23 - 1
const rows = Array.from({ length: 120 }, (_, i) => {
  const isSick = i % 8 === 0
  return `${(noise(i) + (isSick ? 0.5 : 0)).toFixed(3)},${noise(i + 500).toFixed(3)},${isSick ? 'sick' : 'healthy'}\n`
})
project.write('rare.csv', `a,b,y\n${rows.join('')}`)
project.write('plane.csv', plane(30))
project.write('three.csv', `a,b,y\n${rows.join('')}0,0,dead\n0.1,0,dead\n`)
const config = `
data: { file: rare.csv, target: y }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
training: { epochs: 3, batchSize: 16, batches: balanced }
metrics: { f1: { average: binary } }
threshold: f1
`

it('a threshold is moved to where a metric is best, and kept in what predicts, is evaluated and exported', async () => {
  project.write('rare.yaml', config)
  const trained = await project.run(['train', 'rare.yaml', '--json', '-q'])
  const { validation, calibration, run } = JSON.parse(trained.out)
  const { threshold } = calibration.numbers
  expect(threshold).not.toBe(0.5)
  const evaluated = JSON.parse((await project.run(['evaluate', run, '--json'])).out)
  expect(evaluated.figures).toEqual(validation)
  const last = JSON.parse(
    project
      .read(`${run}/metrics.jsonl`.replace(`${project.folder}/`, ''))
      .trim()
      .split('\n')
      .at(-1) ?? '',
  )
  expect(validation.f1).toBeGreaterThan(last.validation.f1)
  expect(validation.auc).toBe(last.validation.auc)
  const predicted = await project.run(['predict', run, 'rare.csv', '-q'])
  const cells = predicted.out
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  const guesses = cells.map((row) => row[3])
  expect(guesses).toEqual(cells.map((row) => (Number(row[5]) > threshold ? 'sick' : 'healthy')))
  expect(guesses).not.toEqual(cells.map((row) => (Number(row[5]) > 0.5 ? 'sick' : 'healthy')))
  await project.run(['export', run, '-o', 'model.js', '-q'])
  const { predict } = await import(pathToFileURL(project.path('model.js')).href)
  const exported = predict(cells.map(([a, b]) => ({ a, b })))
  expect(exported.map((row: { prediction: string }) => row.prediction)).toEqual(guesses)
  expect((await project.run(['verify', run, '-q'])).code).toBe(0)
})

it.each([
  [
    ['threshold=auc'],
    'threshold: must be a number, or a metric of predicted classes such as f1 or balancedAccuracy, got auc',
  ],
  [['threshold=f2'], 'there is no metric "f2"'],
  [['threshold=1.5'], 'threshold: must be a number between 0 and 1'],
  [
    ['threshold=0.2', 'loss=hinge'],
    'threshold: is for classifiers of two classes with probabilities, got a loss without probabilities',
  ],
  [
    ['threshold=0.2', 'data.file=three.csv', 'metrics=null'],
    'threshold: is for classifiers of two classes with probabilities, got 3 classes; leave it out',
  ],
  [
    [
      'threshold=0.2',
      'data.file=plane.csv',
      'data.target=height',
      'metrics=null',
      'training.batches=shuffled',
    ],
    'got regression',
  ],
  [
    ['threshold=null', 'data.file=plane.csv', 'data.target=height', 'metrics=null'],
    'training.batches: balanced needs rows with a class each, got regression',
  ],
])('%j is refused', async (settings, message) => {
  project.write('rare.yaml', config)
  const { code, err } = await project.run([
    'validate',
    'rare.yaml',
    ...settings.flatMap((text) => ['--set', text]),
  ])
  expect(code).toBe(2)
  expect(err).toContain(message)
})
