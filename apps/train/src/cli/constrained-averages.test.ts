import { afterAll, expect, it } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import { tensorsOf } from '../train/stored-weights.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from({ length: 40 }, (_, row) => {
  const [a, b] = [((row * 7) % 23) / 11 - 1, ((row * 5) % 19) / 9 - 1]
  return [a, b, a * a + b].join()
})
project.write('data.csv', ['a,b,value', ...rows].join('\n'))

async function train(constraints: string) {
  project.write(
    'a.yaml',
    `
data: { file: data.csv, target: value }
model: { layers: [{ dense: { units: 8, activation: tanh } }] }
training: { epochs: 3, batchSize: 8 }
optimizer: { adam: { learningRate: 0.05 } }
average: { ema: 0.8 }
constraints: ${constraints}`,
  )
  const { out, err, code } = await project.run(['train', 'a.yaml', '--json', '-q'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { run, validation } = JSON.parse(out)
  const evaluated = await project.run(['evaluate', run, '--json', '-q'])
  expect(validation).toMatchObject(JSON.parse(evaluated.out).figures)
  const checkpoint = readCheckpoint(checkpointAt(run))
  return { kept: tensorsOf(checkpoint.weights), remembered: tensorsOf(checkpoint.training) }
}

it('keeps an average of pruned weights as sparse as they are', async () => {
  const { kept, remembered } = await train('{ magnitudePruning: 0.5 }')
  const zeros = (values: Iterable<unknown> | undefined): number =>
    [...(values ?? [])].filter((value) => value === 0).length
  expect(zeros(kept['layers.0.kernel']?.data)).toBe(8)
  expect(zeros(remembered['average.average.layers.0.kernel']?.data)).toBeLessThan(8)
})

it('keeps an average of weights of length 1 at that length', async () => {
  const { kept } = await train('{ unitNorm: { includes: layers.0.kernel } }')
  for (const length of kept['layers.0.kernel']?.square().sum(0).data ?? [0])
    expect(length).toBeCloseTo(1, 5)
})
