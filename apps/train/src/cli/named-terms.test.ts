import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { blobs, blobsConfig, type Outcome, Project } from './project.fixture.ts'

const project = new Project()

beforeAll(() => {
  project.write('blobs.csv', blobs(60))
  project.write('blobs.yaml', blobsConfig)
  project.write(
    'mine.ts',
    `import { mean, type Tensor } from '@sobolev/core'
import { definePenalty, type Evaluation, option } from '@sobolev/nn'

export const confidence = definePenalty({
  name: 'confidence',
  summary: 'Keeps the outputs near a number.',
  formula: 'mean (f − c)²',
  paper: { authors: 'Pereyra et al.', year: 2017, title: 'Regularizing neural networks by penalizing confident output distributions' },
  cost: 'none to speak of',
  when: 'In a test.',
  options: { centre: option.number({ default: 0, words: 'the number' }) },
  example: { value: 1 },
  make: ({ centre }) => ({ outputs }: Evaluation): Tensor => mean(outputs.sub(centre).square()),
})
`,
  )
})
afterAll(() => project.remove())

const config = `
seed: 3
use: mine.ts
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 8, activation: tanh } }] }
optimizer: { adam: { learningRate: 0.05 } }
penalties:
  flat: { inputGradient: { weight: 0.01, p: 1 } }
  smooth: { inputGradient: { weight: 0.02, p: 2 } }
  confidence: { weight: 0.03, centre: 0.5 }
metrics:
  worst: { inputGradientNorm: {} }
training: { epochs: 30, batchSize: 16, earlyStopping: { monitor: worst, patience: 2 } }
`

describe('two penalties of one kind, one of the user’s own, and a metric that is watched', () => {
  let outcome: Outcome
  let run: string

  beforeAll(async () => {
    project.write('terms.yaml', config)
    outcome = await project.run(['train', 'terms.yaml', '--json', '--quiet'])
    run = JSON.parse(outcome.out).run
  })

  test('train, each under its own name', () => {
    expect([outcome.code, outcome.err]).toEqual([0, ''])
    const [first] = project.read(`${run}/metrics.jsonl`.slice(project.folder.length)).split('\n')
    const { training, validation } = JSON.parse(first ?? '')
    expect(Object.keys(training.penalties)).toEqual(['flat', 'smooth', 'confidence'])
    expect(training.penalties.flat).not.toBe(training.penalties.smooth)
    expect(validation.worst).toBe(validation.inputGradientNorm)
  })

  test('stop by the metric, whose smallest value is best', () => {
    const result = JSON.parse(outcome.out)
    const lines = project
      .read(`${run}/metrics.jsonl`.slice(project.folder.length))
      .trim()
      .split('\n')
    const values = lines.map((line): number => JSON.parse(line).validation.worst)
    expect(result.status).toBe('stoppedEarly')
    expect(result.bestEpoch).toBe(values.indexOf(Math.min(...values)) + 1)
    expect(result.epochs).toBe(result.bestEpoch + 2)
  })

  test('are written down with the digest of the user’s file, and repeat', async () => {
    const written = project.read(`${run}/config.yaml`.slice(project.folder.length))
    expect(written).toMatch(/use:\n {2}- file: .*mine\.ts\n {4}sha256: [0-9a-f]{64}/)
    const again = await project.run(['train', `${run}/config.yaml`, '--json', '--quiet'])
    expect(again.err).toBe('')
    expect(JSON.parse(again.out).digest).toBe(JSON.parse(outcome.out).digest)
  })

  test('a user’s file that changed is refused, but not by what does without it', async () => {
    const before = project.read('mine.ts')
    project.write('mine.ts', `${before}\n// changed\n`)
    const again = await project.run(['train', `${run}/config.yaml`, '--json', '--quiet'])
    expect(again.code).toBe(2)
    expect(again.err).toMatch(
      /mine\.ts: has changed, or a file that it imports: use says sha256 \w+, got \w+; bring it back/,
    )
    const evaluated = await project.run(['evaluate', run, '--json', '--quiet'])
    expect([evaluated.code, evaluated.err]).toEqual([0, ''])
    project.write('mine.ts', before)
  })
})

test.each([
  [
    'training.best=accurcy',
    'training.best: there is no metric "accurcy"; did you mean "accuracy"?',
  ],
  [
    'training.earlyStopping.monitor=meanSquaredError',
    'training.earlyStopping.monitor: meanSquaredError is for regression',
  ],
  [
    'training.earlyStopping.monitor=mse',
    'training.earlyStopping.monitor: there is no metric "mse"; did you mean "meanSquaredError"?',
  ],
  ['metrics={ loss: { accuracy: {} } }', 'metrics.loss: must have another name'],
  ['metrics={ trained.loss: { accuracy: {} } }', 'metrics.trained.loss: must have another name'],
  [
    'metrics={ error: { meanAbsoluteError: {} } }',
    'metrics.error: meanAbsoluteError is for regression',
  ],
  ['metrics={ topK: 3 }', 'metrics.topK: topK: k must be at most the number of classes 2, got 3'],
  ['metrics={ accurcy: {} }', 'metrics.accurcy: unknown key; did you mean "accuracy"?'],
  ['penalties={ flat: 1 }', 'penalties.flat: must be a map with one of '],
  [
    'penalties={ flat: { inputGradient: 1, l2: 1 } }',
    'penalties.flat: must name exactly one method',
  ],
  ['penalties={ inputGradient: { l2: 1 } }', 'penalties.inputGradient.l2: unknown key'],
])('%s is a fault', async (override, fault) => {
  const set = ['--set', 'average.ema=0.9', '--set', override]
  const { code, err } = await project.run(['train', 'blobs.yaml', ...set])
  expect(code).toBe(2)
  expect(err).toContain(fault)
  expect(project.runs().filter((path) => path.includes('blobs'))).toEqual([])
})

test('an average is what is validated and kept; the weights that are trained are kept beside it', async () => {
  const train = (...set: string[]): Promise<Outcome> =>
    project.run([
      'train',
      'blobs.yaml',
      '--json',
      '--quiet',
      ...set.flatMap((one) => ['--set', one]),
    ])
  const [plain, averaged] = [await train(), await train('average.ema=0.9')]
  expect([averaged.code, averaged.err]).toEqual([0, ''])
  const [{ run: first }, { run: second, validation }] = [
    JSON.parse(plain.out),
    JSON.parse(averaged.out),
  ]
  const [alone, kept] = [first, second].map((run) => readCheckpoint(`${run}/last.safetensors`))
  const bytes = (data: ArrayLike<number> | undefined): number[] => Array.from(data ?? [])
  const path = 'layers.0.kernel'
  expect(bytes(kept?.training.get(`weights.${path}`)?.data)).toEqual(
    bytes(alone?.weights.get(path)?.data),
  )
  expect(bytes(kept?.weights.get(path)?.data)).not.toEqual(bytes(alone?.weights.get(path)?.data))
  expect(validation['trained.loss']).toBe(JSON.parse(plain.out).validation.loss)
  const evaluated = await project.run(['evaluate', second, '--json', '--quiet'])
  expect(JSON.parse(evaluated.out).figures.loss).toBe(validation.loss)
})

test('a schedule-free optimizer is validated and kept with the weights that it evaluates', async () => {
  const run = (...set: string[]): Promise<Outcome> =>
    project.run([
      'train',
      'blobs.yaml',
      '--json',
      '--quiet',
      '--set',
      'optimizer=scheduleFreeAdamw',
      ...set,
    ])
  const free = await run()
  expect([free.code, free.err]).toEqual([0, ''])
  const { run: folder, validation } = JSON.parse(free.out)
  const kept = readCheckpoint(`${folder}/last.safetensors`)
  const path = 'layers.0.kernel'
  const base = kept.optimizer.get(`scheduleFree.base.${path}`)?.data ?? []
  const trained = kept.training.get(`weights.${path}`)?.data ?? []
  // y = (1 − β₁) z + β₁ x.
  for (const [index, x] of Array.from(kept.weights.get(path)?.data ?? []).entries())
    expect(trained[index]).toBeCloseTo(0.1 * Number(base[index]) + 0.9 * Number(x), 5)
  expect(validation['trained.loss']).not.toBe(validation.loss)
  const evaluated = await project.run(['evaluate', folder, '--json', '--quiet'])
  expect(JSON.parse(evaluated.out).figures.loss).toBe(validation.loss)
  const both = await run('--set', 'average=ema', '--set', 'constraints={maxNorm: 1}')
  expect(both.code).toBe(2)
  for (const key of ['average', 'constraints'])
    expect(both.err).toContain(
      `${key}: must be left out with scheduleFreeAdamw, which trains other weights than it evaluates`,
    )
})

test('a rate falls on a plateau of what chooses the best epoch, and checkpoints hold how far it is', async () => {
  const rate = '{ from: 0.05, patience: 1, factor: 0.5, improvement: 10 }'
  const train = (...set: string[]): Promise<Outcome> =>
    project.run([
      ...['train', 'blobs.yaml', '--json', '-q'],
      ...[`optimizer={ sgd: { learningRate: { reduceOnPlateau: ${rate} } } }`, ...set].flatMap(
        (override) => ['--set', override],
      ),
    ])
  const watched = await train('training.best=accuracy')
  expect([watched.code, watched.err]).toEqual([0, ''])
  const { run, epochs } = JSON.parse(watched.out)
  const { training } = readCheckpoint(`${run}/last.safetensors`)
  const remembered = (name: string): number =>
    Number(training.get(`schedules.sgd.learningRate.${name}`)?.data[0])
  // The first figure is better than none, and no other is by 10.
  expect(remembered('scale')).toBe(0.5 ** (epochs - 1))
  expect(-remembered('best')).toBeGreaterThan(0.4)
})

test('terms of one method have plateaus of their own', async () => {
  const limit = '{ reduceOnPlateau: { from: 1, to: 0.01, patience: 1, improvement: 10 } }'
  const terms = `{ early: { clipByNorm: { limit: ${limit} } }, late: { clipByNorm: { limit: ${limit} } } }`
  const { code, err, out } = await project.run([
    ...['train', 'blobs.yaml', '--json', '-q', '--set', `gradientTransforms=${terms}`],
  ])
  expect([code, err]).toEqual([0, ''])
  const { run, epochs } = JSON.parse(out)
  const { training } = readCheckpoint(`${run}/last.safetensors`)
  const scales = ['early', 'late'].map(
    (name) => training.get(`schedules.${name}.clipByNorm.limit.scale`)?.data[0],
  )
  expect(scales).toEqual(Array(2).fill(expect.closeTo(0.1 ** (epochs - 1))))
})

test('groups of variables are checked against the model', async () => {
  const train = (groups: string): Promise<Outcome> =>
    project.run([
      'train',
      'blobs.yaml',
      '-q',
      '--set',
      `optimizer={ grouped: { optimizer: adam, groups: ${groups} } }`,
    ])
  const twice = await train('{ a: { includes: kernel }, b: { includes: layers.0.kernel } }')
  expect([twice.code, twice.err]).toEqual([
    2,
    expect.stringContaining(
      'optimizer.grouped: grouped: each variable must be in one group, got layers.0.kernel in "a" and "b"',
    ),
  ])
  const none = await train('{ a: { includes: scale } }')
  expect([none.code, none.err]).toEqual([
    2,
    expect.stringContaining('optimizer.grouped.groups.a.includes: the role "scale" must select'),
  ])
  const minimizer = await train('{ a: { includes: kernel, optimizer: lbfgs } }')
  expect([minimizer.code, minimizer.err]).toEqual([
    2,
    expect.stringContaining(
      'optimizer.grouped.groups.a.optimizer: must be an optimizer that goes by the gradient of a batch, got lbfgs',
    ),
  ])
})

test('a changed file that a user’s file imports is refused', async () => {
  const times = (number: number): string => `export const times: number = ${number}\n`
  project.write('helpers/times.ts', times(2))
  const text = project.read('mine.ts').replaceAll('confidence', 'scaled')
  const scaled = text.replace('.square())', '.square()).mul(times)')
  project.write('scaled.ts', `import { times } from './helpers/times.ts'\n${scaled}`)
  const set = ['--set', 'penalties.scaled=0.1', '--set', `use=${project.path('scaled.ts')}`]
  const first = await project.run(['train', 'blobs.yaml', '--json', '--quiet', ...set])
  expect([first.code, first.err]).toEqual([0, ''])
  const { run, digest } = JSON.parse(first.out)
  const again = (): Promise<Outcome> =>
    project.run(['train', `${run}/config.yaml`, '--json', '--quiet'])
  expect(JSON.parse((await again()).out).digest).toBe(digest)
  project.write('helpers/times.ts', times(3))
  const { code, err } = await again()
  expect([code, err]).toEqual([2, expect.stringContaining('scaled.ts: has changed, or a file')])
})
