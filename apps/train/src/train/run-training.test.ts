import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import { readCheckpoint } from '../run/checkpoint.ts'
import { type Prepared, prepare } from './prepare.ts'
import { runTraining } from './run-training.ts'
import { startRun } from './start-run.ts'

const project = new Project()
let prepared: Prepared
beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  const config = await loadConfig(project.write('blobs.yaml', blobsConfig))
  const signal = new AbortController().signal
  prepared = await prepare(config, { signal, onReading() {} })
})
afterAll(() => project.remove())

const invocation = {
  command: ['train'],
  workingDirectory: project.folder,
  vectorBits: 128,
  threads: 1,
} as const

const quiet = { signal: new AbortController().signal, onStep() {}, onEpoch() {} }

test('a failure while the folder is filled leaves none', () => {
  const dataset = {
    ...prepared.dataset,
    get sources(): never {
      throw new Error('no space')
    },
  }
  const start = () => startRun({ ...prepared, dataset }, project.path('runs'), invocation)
  expect(start).toThrow('no space')
  expect(existsSync(project.path('runs'))).toBe(false)
})

test('a failure before the end of the first epoch leaves no folder', async () => {
  const folder = startRun(prepared, project.path('runs'), invocation)
  expect(existsSync(folder.config)).toBe(true)
  const running = runTraining(prepared, folder, {
    ...quiet,
    onStep() {
      throw new Error('no more memory')
    },
  })
  await expect(running).rejects.toThrow('no more memory')
  expect(existsSync(project.path('runs'))).toBe(false)
})

test('a later failure keeps the run, and the last epoch is on disk', async () => {
  const folder = startRun(prepared, project.path('runs'), invocation)
  const running = runTraining(prepared, folder, {
    ...quiet,
    onEpoch({ epoch }) {
      if (epoch === 3) throw new Error('no more memory')
    },
  })
  await expect(running).rejects.toThrow('no more memory')
  expect(readCheckpoint(folder.last).description.epoch).toBe(3)
  expect(existsSync(folder.result)).toBe(false)
})

test.each(['is stopped', 'fails'] as const)(
  'an ensemble whose second training %s keeps the first member alone',
  async (how) => {
    const several = `${blobsConfig}\nensemble: { deepEnsemble: 3 }\n`
    const config = await loadConfig(project.write('ensemble.yaml', several))
    const controller = new AbortController()
    const preparedEnsemble = await prepare(config, { signal: quiet.signal, onReading() {} })
    const folder = startRun(preparedEnsemble, project.path('runs'), invocation)
    const running = runTraining(preparedEnsemble, folder, {
      ...quiet,
      signal: controller.signal,
      onEpoch({ member, epoch }) {
        if (member !== 2 || epoch !== 2) return
        if (how === 'fails') throw new Error('no more memory')
        controller.abort()
      },
    })
    if (how === 'fails') await expect(running).rejects.toThrow('no more memory')
    else {
      const { status, epochs, validation } = await running
      expect(status).toBe('interrupted')
      expect(epochs).toBe(config.training.epochs)
      expect(validation).not.toBeNull()
    }
    const { weights, description } = readCheckpoint(folder.last)
    expect(description.epoch).toBe(config.training.epochs)
    expect([...weights.keys()].every((name) => name.startsWith('members.0.'))).toBe(true)
  },
)
