import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

const layers = ['--set', 'model.layers=[{ dense: 4 }, batchNorm, prelu]']

test('running statistics are in checkpoints, and evaluate goes by them', async () => {
  const trained = await project.run(['train', 'blobs.yaml', '--json', '-q', ...layers])
  expect(trained.err).toBe('')
  const run = project.runs()[0] ?? ''
  const { weights } = readCheckpoint(project.path(`${run}/last.safetensors`))
  const mean = Array.from(weights.get('layers.1.runningMean')?.data ?? [])
  expect(mean).toHaveLength(4)
  expect(mean).not.toContain(0)
  const evaluated = await project.run(['evaluate', run, '--json'])
  expect(JSON.parse(evaluated.out).figures).toEqual(JSON.parse(trained.out).validation)
})

test('a last batch of one row is refused before training', async () => {
  const batches = ['--set', 'training.batchSize=63']
  const { code, err } = await project.run(['train', 'blobs.yaml', '-q', ...layers, ...batches])
  expect(code).toBe(2)
  expect(err).toContain(
    'training.batchSize: batches of 63 leave one of the 64 training rows alone, and layers.1: BatchNorm: training needs at least two values for each channel',
  )
})

test.each([['average={ swa: 2 }'], ['optimizer={ scheduleFreeAdamw: { learningRate: 0.05 } }']])(
  'with %s statistics are those of the weights that are evaluated, not those of training',
  async (setting) => {
    const trained = await project.run([
      'train',
      'blobs.yaml',
      '--json',
      '-q',
      ...layers,
      '--set',
      setting,
    ])
    const { validation, run } = JSON.parse(trained.out)
    const { weights, training } = readCheckpoint(`${run}/last.safetensors`)
    const [evaluated, ofTraining] = [weights, training].map((tensors, index) =>
      Array.from(tensors.get(`${index === 0 ? '' : 'weights.'}layers.1.runningMean`)?.data ?? []),
    )
    expect(ofTraining).toHaveLength(4)
    expect(evaluated).not.toEqual(ofTraining)
    const again = await project.run(['evaluate', run, '--json'])
    expect(JSON.parse(again.out).figures).toMatchObject(
      Object.fromEntries(
        Object.entries(validation).filter(([name]) => !name.startsWith('trained')),
      ),
    )
  },
)
