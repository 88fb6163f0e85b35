import { afterAll, expect, test } from 'vitest'
import { startTuning } from '../tune/start-tuning.ts'
import type { TunePlan } from '../tune/tune-plan.ts'
import { blobs, Project } from './project.fixture.ts'
import { remarksOf } from './tune-report.ts'

const project = new Project()
afterAll(() => project.remove())
project.write('blobs.csv', blobs(40))
project.write(
  'blobs.yaml',
  `
data: { file: blobs.csv, target: label, validation: { folds: 2 } }
model: { layers: [{ dense: 4 }] }
optimizer: adam
training: { epochs: 2 }`,
)
const plan: TunePlan = {
  ...{ points: 4, minutes: null, measured: null },
  rounds: [{ points: 4, epochs: 2, seeds: [0] }],
}
const results = {
  end: 'finished',
  rounds: [1, 1],
  objective: { metric: 'f1', direction: 'maximize' },
} as const

test.each([
  [[], []],
  [['training.earlyStopping={ patience: 2 }'], ['took its epoch by the rows that score it']],
  [['threshold=f1'], ['took its threshold by the rows that score it: f1']],
  [['threshold=balancedAccuracy'], []],
  [['data.test={ fraction: 0.2 }'], ['drawn anew with each seed of the last round']],
])('what makes figures too good is said: %j', async (set, wanted) => {
  const start = await startTuning({
    ...{ path: project.path('blobs.yaml'), set, cwd: project.folder, only: ['dropout'] },
    ...{ without: [], signal: new AbortController().signal, onReading() {} },
  })
  const remarks = remarksOf(results, start, plan)
  expect(remarks).toHaveLength(wanted.length)
  for (const text of wanted) expect(remarks.join()).toContain(text)
})
