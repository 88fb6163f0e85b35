import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
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
  ['one model', []],
  ['folds', ['data.validation={folds: 2}']],
  ['members side by side', ['ensemble={deepEnsemble: {members: 2, together: true}}']],
])('a threshold that is a number counts in every figure of %s', async (_, settings) => {
  project.write('rare.yaml', config)
  const set = ['threshold=0.999', 'metrics=null', ...settings].flatMap((text) => ['--set', text])
  const { out } = await project.run(['train', 'rare.yaml', '--json', '-q', ...set])
  const { run } = JSON.parse(out)
  const lines = project.read(`${run}/metrics.jsonl`.replace(`${project.folder}/`, '')).trim()
  const accuracies = lines.split('\n').map((line) => JSON.parse(line).validation.accuracy)
  // All are called healthy, as seven of eight are.
  for (const accuracy of accuracies) expect(accuracy).toBeCloseTo(7 / 8, 1)
  expect(accuracies.length).toBeGreaterThan(2)
})

it.each([
  ['the best epoch', []],
  ['the last epoch', ['training.earlyStopping={patience: 2}']],
  [
    'the best epoch of folds',
    ['data.validation={folds: 2}', 'ensemble.deepEnsemble.together=true'],
  ],
])('the weights of %s are calibrated beside the final ones', async (_, settings) => {
  project.write('rare.yaml', config)
  const all = ['calibration=temperatureScaling', 'training.epochs=8', ...settings]
  const set = all.flatMap((text) => ['--set', text])
  const { out, err } = await project.run(['train', 'rare.yaml', '--json', '-q', ...set])
  expect(err).toBe('')
  const { run } = JSON.parse(out)
  const checkpoints = ['best', 'last'].map((name) => readCheckpoint(`${run}/${name}.safetensors`))
  for (const { weights, description } of checkpoints) {
    expect(weights.get('calibration.temperature')?.data[0]).not.toBe(1)
    expect(weights.get('calibration.threshold')?.data[0]).not.toBe(0.5)
    expect(description.validation).not.toBeNull()
  }
  expect((await project.run(['verify', run, '-q'])).code).toBe(0)
  expect((await project.run(['resume', run, '--epochs', '9', '-q'])).code).toBe(0)
})

it.each([
  ['f1', 'calibration: threshold ', true],
  ['0.3', 'threshold: 0.3, as the config says', false],
])('the card says whether the threshold %s was fitted', async (threshold, line, isFitted) => {
  project.write('rare.yaml', config)
  const set = ['--set', `threshold=${threshold}`, '--set', 'calibration=null']
  const { out } = await project.run(['train', 'rare.yaml', ...set])
  expect(out.includes('calibration on the validation part')).toBe(isFitted)
  const card = project.read(`${project.runs().at(-1)}/README.md`)
  expect(card).toContain(line)
  expect(card.includes(', fitted on the validation part')).toBe(isFitted)
  expect(card.includes('the calibration was fitted on the validation part: its figures')).toBe(
    isFitted,
  )
})

it('a threshold is fitted on all folds, whichever of them has no row of a class', async () => {
  project.write('few.csv', `a,b,y\n${rows.filter((_row, i) => i % 8 || i < 20).join('')}`)
  project.write('rare.yaml', config)
  const set = ['data.file=few.csv', 'data.validation={folds: 6}', 'training.batches=shuffled']
  set.push('metrics={matthewsCorrelation: {}}', 'threshold=matthewsCorrelation')
  const { code, err } = await project.run([
    'validate',
    'rare.yaml',
    ...set.flatMap((text) => ['--set', text]),
  ])
  expect([code, err]).toEqual([0, ''])
})

it.each([
  [['threshold=loss'], 'got loss, which no threshold changes'],
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
