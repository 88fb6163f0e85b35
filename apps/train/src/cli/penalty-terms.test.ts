import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EpochRecord } from '../train/records.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

const train = async (penalties: string, ...more: readonly string[]) => {
  const settings = [`penalties=${penalties}`, ...more].flatMap((text) => ['--set', text])
  const { err, out } = await project.run(['train', 'blobs.yaml', '--json', '-q', ...settings])
  expect(err).toBe('')
  const result = JSON.parse(out)
  const lines = readFileSync(join(result.run, 'metrics.jsonl'), 'utf8').trim().split('\n')
  return { result, epochs: lines.map((line): EpochRecord => JSON.parse(line)) }
}

const flat = (options: string): string =>
  `{ flat: { inputGradient: { squared: false, ${options} } } }`

test('each epoch tells value, weight and share of each penalty, the first the norms of gradients too', async () => {
  const { result, epochs } = await train(flat('weight: 0.5'))
  const last = epochs.at(-1)?.training
  expect(last?.weights).toEqual({ flat: 0.5 })
  const part = 0.5 * (last?.penalties.flat ?? Number.NaN)
  expect(last?.shares?.flat).toBeCloseTo(part / (part + (last?.loss ?? 0)), 12)
  expect(epochs[0]?.training.gradientNorms).toEqual({
    loss: expect.any(Number),
    penalties: { flat: expect.any(Number) },
  })
  expect(last?.gradientNorms).toBeUndefined()
  expect(result.training).toEqual(last)
  expect(result.notices).toEqual([])
  const asked = await train(flat('weight: 0.5'), 'training.gradientNorms=true')
  expect(asked.epochs.every(({ training }) => training.gradientNorms)).toBe(true)
  expect(asked.epochs[0]?.training).toEqual(epochs[0]?.training)
  // Measuring changes nothing.
  expect(asked.result.digest).toBe(result.digest)
})

test('every, and weights that find themselves, give the same bits compiled and not', async () => {
  const settings = ['training.accumulate=2', 'training.batchSize=8']
  const penalties =
    '{ flat: { inputGradient: { squared: false, weight: { atMost: 0.001 } } }, lazy: { l2: { weight: auto, every: 3 } } }'
  const { result, epochs } = await train(penalties, ...settings)
  const eager = await project.run([
    ...['train', 'blobs.yaml', '--json', '-q', '--eager'],
    ...[`penalties=${penalties}`, ...settings].flatMap((text) => ['--set', text]),
  ])
  expect(JSON.parse(eager.out).digest).toBe(result.digest)
  expect(epochs.map(({ training }) => Object.keys(training.penalties).sort())).toContainEqual([
    'flat',
    'lazy',
  ])
  expect(epochs.at(-1)?.training.weights?.flat).toBeGreaterThan(0)
})

test('a penalty that outweighs the loss is told, in result.json and on the terminal', async () => {
  const { result } = await train(flat('weight: 100000'))
  expect(result.notices).toEqual([
    {
      place: 'penalties.flat',
      column: null,
      text: expect.stringMatching(/^was \d+ times the loss/),
    },
  ])
  const penalties = `penalties=${flat('weight: 0')}`
  const { err, out } = await project.run(['train', 'blobs.yaml', '--set', penalties])
  expect(err).toContain('note: penalties.flat: was never a millionth of the total')
  expect(out).toMatch(/penalties, last epoch 5\n {2}flat {2}\S+, weight 0, 0 % of the total\n/)
})

test('a hinge that has come to 0, its gradient with it, is not told to be flat', async () => {
  // At first it is not 0, as the mean over the epoch says.
  const { result, epochs } = await train(
    '{ monotone: { columns: { x: -1 }, weight: 3 } }',
    'training.batchSize=4',
  )
  const { penalties, gradientNorms } = epochs[0]?.training ?? {}
  expect(penalties?.monotone).toBeGreaterThan(0)
  expect(gradientNorms?.penalties.monotone).toBe(0)
  expect(result.notices).toEqual([])
})

test('a bound that was not kept is told', async () => {
  const { result } = await train(flat('weight: { atMost: 0.0001 }'))
  expect(result.notices.map(({ text }: { text: string }) => text)).toContainEqual(
    expect.stringMatching(
      /^came to \S+ in the last epoch, above its bound of 0.0001; train longer/,
    ),
  )
})

test('a minimizer takes neither weights that find themselves nor penalties of some steps', async () => {
  const settings = [
    'optimizer=lbfgs',
    'training.batchSize=80',
    `penalties=${flat('weight: auto, every: 2')}`,
  ]
  const { code, err } = await project.run([
    ...['train', 'blobs.yaml', '-q'],
    ...settings.flatMap((text) => ['--set', text]),
  ])
  expect(code).toBe(2)
  expect(err).toContain(
    'penalties.flat.weight: lbfgs needs the same objective each time it evaluates, and lossShare finds another weight in each step',
  )
  expect(err).toContain(
    'penalties.flat.every: lbfgs goes by the whole objective in every step; leave it out',
  )
})
