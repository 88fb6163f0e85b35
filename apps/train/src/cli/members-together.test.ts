import { afterAll, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import { blobs, Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())
project.write('blobs.csv', blobs(45))

interface Trained {
  readonly run: string
  readonly digest: string
  readonly steps: number
  readonly bestEpoch: number
  readonly validation: Readonly<Record<string, number>>
}

/** Trains an ensemble; its lines of the log, in the order of members and epochs. */
async function train(
  together: boolean,
  settings: readonly string[],
): Promise<{ readonly result: Trained; readonly records: readonly unknown[] }> {
  const file = project.write(
    'a.yaml',
    `
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 5, activation: tanh } }, { dropout: 0.3 }] }
optimizer: { adamw: { learningRate: { cosine: { from: 0.05, to: 0 } } } }
penalties: { inputGradient: 0.05 }
training: { epochs: 3, batchSize: 16 }
ensemble: { deepEnsemble: { members: 3, together: ${together} } }`,
  )
  const overrides = settings.flatMap((setting) => ['--set', setting])
  const { code, out, err } = await project.run(['train', file, '--json', '-q', ...overrides])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const result: Trained = JSON.parse(out)
  const lines: { member: number; epoch: number }[] = project
    .read(`${result.run.slice(project.folder.length + 1)}/metrics.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return {
    result,
    records: lines.sort((a, b) => a.member - b.member || a.epoch - b.epoch),
  }
}

const weightsOf = (run: string) => readCheckpoint(checkpointAt(run)).weights

it.each([
  ['dropout, adamw, a schedule and an input-gradient penalty', []],
  [
    'early stopping, each by itself, with a rate that goes by figures',
    [
      'training={ epochs: 9, batchSize: 16, earlyStopping: { patience: 1 } }',
      'optimizer={ sgd: { learningRate: { reduceOnPlateau: { from: 0.9, patience: 1 } }, momentum: 0.9 } }',
      'calibration=temperatureScaling',
    ],
  ],
  [
    'steps of several batches, an average, penalties now and then, and statistics of layers',
    [
      'training={ epochs: 2, batchSize: 8, accumulate: 3 }',
      'average={ ema: 0.8 }',
      'constraints={ unitNorm: { includes: layers.0.kernel }, magnitudePruning: { sparsity: 0.4, includes: layers.0.kernel } }',
      'penalties={ inputGradient: { weight: { atMost: 0.1 }, every: 2 }, sam: 0.5 }',
      'model.layers=[{ dense: 4 }, batchNorm, { spectralNorm: [{ dense: 3 }] }]',
      'batchTransforms={ mixup: 0.4 }',
    ],
  ],
])(
  'members together are those trained one after the other, bit for bit: %s',
  async (_, settings) => {
    const [apart, together] = [await train(false, settings), await train(true, settings)]
    expect(together.records).toEqual(apart.records)
    expect({ ...together.result, run: '', seconds: 0 }).toEqual({
      ...apart.result,
      run: '',
      seconds: 0,
    })
    expect(weightsOf(together.result.run)).toEqual(weightsOf(apart.result.run))
  },
)

it('is verified, evaluated, and predicts with a spread', async () => {
  const { result } = await train(true, [])
  const verified = JSON.parse((await project.run(['verify', result.run, '--json', '-q'])).out)
  expect(verified).toMatchObject({ same: true, epochs: 9 })
  const evaluated = JSON.parse((await project.run(['evaluate', result.run, '--json', '-q'])).out)
  expect(evaluated.figures).toEqual(result.validation)
  const { out } = await project.run(['predict', result.run, 'blobs.csv', '--json', '-q'])
  for (const { spread } of JSON.parse(out).predictions) expect(spread).toBeGreaterThan(0)
})

it.each([
  [
    'optimizer=lbfgs',
    'ensemble.deepEnsemble.together: lbfgs takes no step that goes by the gradient of one batch; take another optimizer, such as adam, or leave together out',
  ],
])('refuses %s with a sentence', async (setting, message) => {
  project.write('b.yaml', project.read('a.yaml'))
  const { code, err } = await project.run(['train', 'b.yaml', '--json', '-q', '--set', setting])
  expect(code).toBe(2)
  expect(err).toContain(message)
})
