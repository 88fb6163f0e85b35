import { afterAll, describe, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from({ length: 60 }, (_, row) => {
  const [a, b] = [((row * 7) % 23) / 11 - 1, ((row * 5) % 19) / 9 - 1]
  return [a, b, a * b + a > 0 === (row % 9 !== 0) ? 'up' : 'down', a * a + b].join()
})
project.write('data.csv', ['a,b,class,value', ...rows].join('\n'))

const configOf = (more: string, target: 'class' | 'value' = 'class'): string => `
data: { file: data.csv, target: ${target}, exclude: [${target === 'class' ? 'value' : 'class'}] }
model: { layers: [{ dense: { units: 6, activation: tanh } }, { dropout: 0.2 }] }
training: { epochs: 4, batchSize: 16 }
${more}`

interface Trained {
  readonly run: string
  readonly digest: string
  readonly steps: number
  readonly members?: number
  readonly training: { readonly penalties: Readonly<Record<string, number>> }
  readonly notices: readonly { readonly text: string }[]
  readonly validation: Readonly<Record<string, number>>
  readonly calibration?: {
    readonly numbers: { readonly temperature: number }
    readonly before: { readonly logLoss: number }
    readonly after: { readonly logLoss: number }
  }
}

async function train(config: string): Promise<Trained> {
  project.write('a.yaml', config)
  const { out, err, code } = await project.run(['train', 'a.yaml', '--json', '-q'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

const weightsOf = (run: string) => readCheckpoint(checkpointAt(run)).weights

describe.each([
  ['deepEnsemble: 2', 2],
  ['snapshotEnsemble: { cycle: 2, members: 2 }', 2],
  ['swag: { start: 1, members: 3 }', 3],
  ['monteCarloDropout: 3', undefined],
  ['batchEnsemble: 3', undefined],
  ['tabM: 3', undefined],
] as const)('ensemble: { %s }', (ensemble, members) => {
  it('trains, evaluates and predicts', async () => {
    const target = members === 3 ? 'value' : 'class'
    const trained = await train(configOf(`ensemble: { ${ensemble} }`, target))
    expect(trained.members).toBe(members)
    const names = [...weightsOf(trained.run).keys()]
    expect(names.some((name) => name === 'members.1.layers.0.kernel')).toBe(members !== undefined)
    expect(weightsDigest(weightsOf(trained.run))).toBe(trained.digest)
    const evaluated = JSON.parse((await project.run(['evaluate', trained.run, '--json', '-q'])).out)
    expect(evaluated.figures).toEqual(trained.validation)
    const { out, err } = await project.run(['predict', trained.run, 'data.csv', '--json', '-q'])
    expect(err).toBe('')
    const { predictions } = JSON.parse(out)
    expect(Object.keys(predictions[0]).at(-1)).toBe('spread')
    for (const { spread } of predictions) expect(spread).toBeGreaterThan(0)
  })
})

it('the first member of a deep ensemble is the run without one, bit for bit', async () => {
  const alone = await train(configOf(''))
  const ensemble = await train(configOf('ensemble: { deepEnsemble: 2 }'))
  const own = [...weightsOf(ensemble.run)].flatMap(([name, stored]) =>
    name.startsWith('members.0.') ? [[name.slice('members.0.'.length), stored] as const] : [],
  )
  expect(weightsDigest(new Map(own))).toBe(alone.digest)
  expect(ensemble.steps).toBe(2 * alone.steps)
  const log = project.read(`${ensemble.run.slice(project.folder.length + 1)}/metrics.jsonl`)
  const records = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records.map(({ member, epoch }) => [member, epoch])).toEqual(
    [1, 2].flatMap((member) => [1, 2, 3, 4].map((epoch) => [member, epoch])),
  )
})

it('calibration is fitted, kept, and used by evaluate; nothing but probabilities changes', async () => {
  const plain = await train(configOf(''))
  const scaled = await train(configOf('calibration: temperatureScaling'))
  const { numbers, before, after } = scaled.calibration ?? expect.fail('not calibrated')
  expect(before.logLoss).toBeCloseTo(plain.validation.logLoss ?? 0, 5)
  expect(after.logLoss).toBeLessThan(before.logLoss)
  expect(scaled.validation.logLoss).toBeCloseTo(after.logLoss, 5)
  expect(scaled.validation.accuracy).toBe(plain.validation.accuracy)
  const weights = weightsOf(scaled.run)
  expect(weights.get('calibration.temperature')?.data[0]).toBe(numbers.temperature)
  const { out } = await project.run(['evaluate', scaled.run, '--json', '-q'])
  expect(JSON.parse(out).figures).toEqual(scaled.validation)
  expect((await project.run(['train', 'a.yaml'])).out).toContain(
    'calibration on the validation part: temperature ',
  )
})

it('rows count in the calibration as in the loss', async () => {
  const weighted = rows.map((row, index) => `${row},${index % 9 === 0 ? 20 : 1}`)
  project.write('weighted.csv', ['a,b,class,value,weight', ...weighted].join('\n'))
  const { calibration, validation } = await train(
    configOf('calibration: temperatureScaling').replace(
      'file: data.csv',
      'file: weighted.csv, weight: weight',
    ),
  )
  expect(calibration?.after.logLoss).toBeLessThan(calibration?.before.logLoss ?? 0)
  expect(validation.loss).toBeCloseTo(calibration?.after.logLoss ?? 0, 5)
  expect(validation.loss).not.toBeCloseTo(validation.logLoss ?? 0, 2)
})

it.each(['tabM: 3', 'batchEnsemble: 5'])(
  'penalties see all members of %s, those on layers too',
  async (ensemble) => {
    const penalties =
      'penalties: { activity: { layer: layers.0, weight: 0.1 }, inputGradient: 0.1, l2: 0.01 }'
    const trained = await train(configOf(`ensemble: { ${ensemble} }\n${penalties}`))
    const alone = await train(configOf(penalties))
    // Nearly the same at first, as all members count alike; the mean of one of 3 would be a third.
    for (const run of [trained, alone]) {
      const { activity, inputGradient } = run.training.penalties
      expect(activity).toBeGreaterThan(0.1)
      expect(inputGradient).toBeGreaterThan(0)
    }
    expect(trained.training.penalties.activity).toBeLessThan(
      3 * (alone.training.penalties.activity ?? 0),
    )
  },
)

it('passes go by the rates at the end of training, in validation and in evaluate', async () => {
  const rate = '{ linear: { from: 0, to: 0.6, duration: 4 } }'
  const config = configOf('ensemble: { monteCarloDropout: 3 }').replace(
    'dropout: 0.2',
    `dropout: { rate: ${rate} }`,
  )
  const trained = await train(config)
  const { out } = await project.run(['evaluate', trained.run, '--json', '-q'])
  expect(JSON.parse(out).figures).toEqual(trained.validation)
})

it.each(['', ', earlyStopping: { patience: 2 }'])(
  'passes go by rates that fall on plateaus as the checkpoint has them, with %j',
  async (stopping) => {
    const config = configOf('ensemble: { monteCarloDropout: 3 }')
      .replace(
        'dropout: 0.2',
        'dropout: { rate: { reduceOnPlateau: { from: 0.6, patience: 1, improvement: 1, factor: 0.5 } } }',
      )
      .replace('epochs: 4, batchSize: 16', `epochs: 6, batchSize: 16${stopping}`)
    const trained = await train(config)
    const { out } = await project.run(['evaluate', trained.run, '--json', '-q'])
    expect(JSON.parse(out).figures).toEqual(trained.validation)
    const schedule = 'schedules.layers.1.dropout.rate.scale'
    const { training } = readCheckpoint(checkpointAt(trained.run))
    expect(training.get(schedule)?.data[0]).toBeLessThan(1)
  },
)

it('a gaussian ensemble predicts the deviation of the mixture of its members', async () => {
  const { run } = await train(configOf('loss: gaussian\nensemble: { deepEnsemble: 3 }', 'value'))
  const { out } = await project.run(['predict', run, 'data.csv', '--json', '-q'])
  const { predictions } = JSON.parse(out)
  expect(predictions).toHaveLength(60)
  for (const { standardDeviation, spread } of predictions)
    expect(standardDeviation).toBeGreaterThan(spread)
})

it.each([
  ['monteCarloDropout: 3', 'class', 'no layer draws random numbers, so that all its passes'],
  ['swag: { start: 9 }', 'value', 'gathers weights never in 4 epochs'],
  ['snapshotEnsemble: 3', 'class', 'gathers weights once in 4 epochs'],
] as const)('says that { %s } is one model', async (ensemble, target, message) => {
  const config = configOf(`ensemble: { ${ensemble} }`, target).replace(', { dropout: 0.2 }', '')
  const { notices, run } = await train(config)
  expect(notices.map(({ text }) => text).join()).toContain(message)
  const { out } = await project.run(['predict', run, 'data.csv', '--json', '-q'])
  for (const { spread } of JSON.parse(out).predictions) expect(spread).toBe(0)
})

it.each([
  ['tabM: 2', 'class', 'batchNorm keeps one running mean and variance for all members'],
  ['swag: 1', 'value', 'which are not those of drawn weights'],
] as const)('says whose the statistics of { %s } are', async (ensemble, target, message) => {
  const config = configOf(`ensemble: { ${ensemble} }`, target)
  const { notices } = await train(config.replace('{ dropout: 0.2 }', 'batchNorm'))
  expect(notices.map(({ text }) => text).join()).toContain(message)
})

it('says what a temperature is worth where all rows are right', async () => {
  project.write('apart.csv', ['x,class', ...Array.from({ length: 40 }, apartRow)].join('\n'))
  const apart = await train(`
data: { file: apart.csv, target: class }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
optimizer: { adam: { learningRate: 0.1 } }
training: { epochs: 10, batchSize: 8 }
calibration: temperatureScaling`)
  expect(apart.calibration?.numbers.temperature).toBe(1)
  expect(apart.notices.map(({ text }) => text).join()).toContain('no temperature is the best')
})

it('spreads are of calibrated members', async () => {
  const spreadsOf = async (run: string): Promise<number[]> => {
    const { out } = await project.run(['predict', run, 'data.csv', '--json', '-q'])
    const rows: Record<'spread' | 'probability_up' | 'probability_down', number>[] =
      JSON.parse(out).predictions
    for (const { probability_up, probability_down } of rows)
      expect(probability_up + probability_down).toBeCloseTo(1, 6)
    return rows.map(({ spread }) => spread)
  }
  const ensemble = 'ensemble: { deepEnsemble: 2 }'
  const plain = await train(configOf(ensemble))
  const scaled = await train(configOf(`${ensemble}\ncalibration: temperatureScaling`))
  const flatter = (scaled.calibration?.numbers.temperature ?? 1) > 1
  const sum = (spreads: number[]): number => spreads.reduce((total, spread) => total + spread, 0)
  const [before, after] = [sum(await spreadsOf(plain.run)), sum(await spreadsOf(scaled.run))]
  expect(after).not.toBe(before)
  expect(after < before).toBe(flatter)
})

const apartRow = (_: unknown, row: number): string =>
  row % 2 === 0 ? `${1 + row / 40},up` : `${-1 - row / 40},down`

it.each([
  'constraints: { unitNorm: {}, spectralLimit: 1, orthogonalWeights: {} }',
  'penalties: { weightSpectralNorm: 0.1, groupLasso: 0.1, orthogonality: 0.1, spectralIsometry: 0.1 }',
  'gradientTransforms: { adaptiveClipping: {}, centralize: {} }\noptimizer: muon',
])('what goes by units trains members that share kernels, the same compiled: %s', async (more) => {
  const { digest } = await train(configOf(`ensemble: { tabM: 3 }\n${more}`))
  const { out } = await project.run(['train', 'a.yaml', '--json', '-q', '--eager'])
  expect(JSON.parse(out).digest).toBe(digest)
})

it('refuses a layer that remembers kernels which members share', async () => {
  const layer = '{ spectralNorm: { layers: [{ dense: 6 }] } }'
  project.write('a.yaml', configOf('ensemble: { tabM: 3 }').replace('{ dropout: 0.2 }', layer))
  const { err, code } = await project.run(['train', 'a.yaml', '-q'])
  expect(code).toBe(2)
  expect(err).toContain('ensemble.tabM: members must not share what a layer remembers')
  expect(err).toContain('got SpectralNorm at layers.1; take deepEnsemble')
})

it('starts from no ensemble', async () => {
  const { run } = await train(configOf('ensemble: { snapshotEnsemble: { cycle: 1, members: 2 } }'))
  project.write('a.yaml', configOf(`from: { checkpoint: ${run} }`))
  const { code, err } = await project.run(['train', 'a.yaml', '--json', '-q'])
  expect(code).toBe(2)
  expect(err).toContain('holds the members of an ensemble, each with weights of its own')
})

it.each([
  [
    'calibration: temperatureScaling',
    'value',
    'calibration: temperatureScaling is for classifiers with probabilities, got regression',
  ],
  [
    'average: ema\nensemble: { swag: 1 }',
    'class',
    'average: must be left out with ensemble: swag, which makes members of the weights themselves',
  ],
  [
    'optimizer: lbfgs\nensemble: tabM',
    'class',
    'ensemble: tabM needs an optimizer that goes by the gradient of a batch, such as adam, got lbfgs',
  ],
] as const)('refuses %j with a sentence', async (more, target, message) => {
  project.write('a.yaml', configOf(more, target))
  const { code, err } = await project.run(['train', 'a.yaml', '--json', '-q'])
  expect(code).toBe(2)
  expect(err).toContain(message)
})
