import { afterAll, describe, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
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

const weightsOf = (run: string) => readCheckpoint(findCheckpoint(run)).weights

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
