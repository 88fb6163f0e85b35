import { afterAll, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

// Noise: what a model says of rows that it was trained on is far better than of others.
const noise = (row: number, by: number): number => (((row + 1) * by * 7919) % 1009) / 504 - 1
const rows = Array.from({ length: 47 }, (_, row) =>
  [noise(row, 3), noise(row, 7), noise(row, 11) > 0.3 ? 'up' : 'down', noise(row, 13)].join(),
)
project.write('data.csv', ['a,b,class,value', ...rows].join('\n'))

interface Trained {
  readonly run: string
  readonly digest: string
  readonly members: number
  readonly rows: { readonly training: number; readonly validation: number }
  readonly validation: Readonly<Record<string, number>>
  readonly calibration: { readonly after: { readonly logLoss: number } }
}

async function train(settings: readonly string[] = []): Promise<Trained> {
  const config = project.write(
    'a.yaml',
    `
data: { file: data.csv, target: class, exclude: [value], validation: { folds: 4 } }
model: { layers: [{ dense: { units: 24, activation: tanh } }] }
optimizer: { adam: { learningRate: 0.1 } }
training: { epochs: 30, batchSize: 16 }
calibration: temperatureScaling`,
  )
  const { code, out, err } = await project.run([
    ...['train', config, '--json', '-q', ...settings.flatMap((setting) => ['--set', setting])],
  ])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

it('each row is validated by the models that were not trained on it, and none is lost', async () => {
  const trained = await train()
  expect(trained).toMatchObject({ members: 4, rows: { training: 47, validation: 47, test: 0 } })
  const { out } = await project.run(['predict', trained.run, 'data.csv', '--json', '-q'])
  const predictions: readonly { readonly spread: number }[] = JSON.parse(out).predictions
  const figuresOf = async (part: string): Promise<Trained['validation']> => {
    const evaluated = await project.run(['evaluate', trained.run, '--part', part, '--json', '-q'])
    return JSON.parse(evaluated.out).figures
  }
  // All members together know the noise of rows that all but one were trained on.
  const { accuracy = 0 } = await figuresOf('training')
  expect(accuracy).toBeGreaterThan((trained.validation.accuracy ?? 1) + 0.1)
  expect(trained.validation.logLoss).toBeCloseTo(trained.calibration.after.logLoss, 6)
  for (const { spread } of predictions) expect(spread).toBeGreaterThan(0)
  expect(await figuresOf('validation')).toEqual(trained.validation)
})

it('one after the other or together, the weights and the figures are the same', async () => {
  const together = await train(['training.epochs=3'])
  const apart = await train(['training.epochs=3', 'ensemble={ deepEnsemble: 4 }'])
  expect({ ...apart, run: '', seconds: 0 }).toEqual({ ...together, run: '', seconds: 0 })
})

it('a member is the model that is trained without its fold', async () => {
  const { run } = await train(['training.epochs=2', 'calibration=null'])
  const figures = project
    .read(`${run.slice(project.folder.length + 1)}/metrics.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ epoch }) => epoch === 2)
  const weights = readCheckpoint(checkpointAt(run)).weights
  expect([...weights.keys()].filter((name) => name.endsWith('layers.0.kernel'))).toHaveLength(4)
  // Of 47 rows folds have 12, 12, 12 and 11: the mean over rows is that of all figures.
  const mean = figures.reduce(
    (sum, { validation }, fold) => sum + validation.logLoss * (fold === 3 ? 11 : 12),
    0,
  )
  const evaluated = JSON.parse((await project.run(['evaluate', run, '--json', '-q'])).out)
  expect(mean / 47).toBeCloseTo(evaluated.figures.logLoss, 5)
})

it('the report, and what a model goes by, are of the same predictions', async () => {
  const { run, rows: counts, validation } = await train()
  const { out } = await project.run(['evaluate', run, '--importance', '--json', '-q'])
  expect(JSON.parse(out).figures).toEqual(validation)
  const page = await project.run(['report', run, '-o', project.path('page.html')])
  expect(page.code).toBe(0)
  const right = Math.round((validation.accuracy ?? 0) * counts.validation)
  expect(project.read('page.html')).toContain(`${right} of ${counts.validation} are right`)
})

it('a report of more rows than are looked at, and of the plane, goes by folds of its own', async () => {
  const many = Array.from({ length: 1203 }, (_, row) =>
    [noise(row, 3), noise(row, 7), noise(row, 3) > 0 ? 'up' : 'down'].join(),
  )
  project.write('many.csv', ['a,b,class', ...many].join('\n'))
  const settings = ['data.file=many.csv', 'data.exclude=[]', 'training.epochs=2']
  const { run } = await train(settings)
  const { out } = await project.run(['evaluate', run, '--importance', '--json', '-q'])
  expect(JSON.parse(out).figures).toMatchObject({ accuracy: expect.any(Number) })
  const page = await project.run(['report', run, '-o', project.path('many.html')])
  expect(page).toMatchObject({ code: 0, err: '' })
  expect(project.read('many.html')).toContain('What is predicted over the plane of the inputs')
})

it('says how many rows occur in another fold too', async () => {
  project.write('twice.csv', ['a,b,class,value', ...rows, ...rows.slice(0, 20)].join('\n'))
  const words = ['validate', 'a.yaml', '--set', 'data.file=twice.csv']
  const { code, out, err } = await project.run(words)
  expect(code).toBe(0)
  const [, count] = /(\d+) of 67 rows \(.* %\) occur in another fold too/.exec(out + err) ?? []
  // Of 20 pairs a quarter lies within a fold, more or less.
  expect(Number(count)).toBeGreaterThan(16)
  expect(Number(count)).toBeLessThanOrEqual(40)
  expect(Number(count) % 2).toBe(0)
})

it('a metric that a fold does not allow cannot be watched', async () => {
  const rare = rows.map((row, index) => row.replace(/up|down/, index < 3 ? 'up' : 'down'))
  project.write('rare.csv', ['a,b,class,value', ...rare].join('\n'))
  const words = ['data.file=rare.csv', 'training.earlyStopping={ patience: 2, monitor: auc }']
  const sets = words.flatMap((word) => ['--set', word])
  const { code, err } = await project.run(['validate', 'a.yaml', ...sets])
  expect(code).toBe(2)
  expect(err).toContain('training.earlyStopping.monitor: auc cannot be computed of fold ')
  expect(err).toContain('it needs rows of both classes, got only "down"; take fewer folds')
})

it('regression has folds too, with several members for each', async () => {
  const trained = await train([
    ...['data.target=value', 'data.exclude=[class]', 'calibration=null', 'training.epochs=2'],
    'ensemble={ deepEnsemble: { members: 8, together: true } }',
  ])
  expect(trained.members).toBe(8)
  const { out } = await project.run(['evaluate', trained.run, '--json', '-q'])
  expect(JSON.parse(out).figures).toEqual(trained.validation)
})

it.each([
  [
    'data.validation={ folds: 1 }',
    'data.validation.folds: must be a whole number of folds from 2 to 1000, got 1',
  ],
  ['data.validation={ folds: 4, fraction: 0.2 }', 'got fraction and folds together'],
  ['data.validation={ folds: 60 }', 'rows must be at least as many as data.validation.folds, 60'],
  [
    'ensemble={ tabM: 4 }',
    'ensemble: must be left out with data.validation.folds, or be deepEnsemble',
  ],
  [
    'ensemble={ deepEnsemble: 3 }',
    'ensemble.deepEnsemble.members: must be at least data.validation.folds, 4',
  ],
])('refuses %s with a sentence', async (setting, message) => {
  const { code, err } = await project.run(['validate', 'a.yaml', '--set', setting])
  expect(code).toBe(2)
  expect(err.replace(/\s+/g, ' ')).toContain(message)
})
