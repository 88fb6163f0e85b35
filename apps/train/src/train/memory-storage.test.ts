import { expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import { createRunFolder } from '../run/run-folder.ts'
import { MemoryStorage } from './memory-storage.ts'
import { prepare } from './prepare.ts'
import { runTraining } from './run-training.ts'
import type { RunListener } from './train-member.ts'
import { trainRun } from './train-run.ts'

const listener: RunListener = {
  signal: new AbortController().signal,
  onStep() {},
  onEpoch() {},
}

test('kept in memory, stopped in its second training and continued, a run is the one of a folder', async () => {
  const project = new Project()
  try {
    project.write('blobs.csv', blobs(80))
    const path = project.write('blobs.yaml', blobsConfig)
    const overrides = [
      ...['ensemble.deepEnsemble.members=2', 'model.layers=[]', 'penalties={}'],
      ...['training.epochs=3', 'training.earlyStopping.patience=2'],
    ]
    const prepared = async () =>
      prepare(await loadConfig(path, overrides), { signal: listener.signal, onReading() {} })
    const inFolder = await prepared()
    const folder = createRunFolder(project.path('runs'), 'blobs')
    const expected = await runTraining(inFolder, folder, listener)

    const inMemory = await prepared()
    const storage = new MemoryStorage('blobs')
    const stop = new AbortController()
    const stopped = await trainRun(inMemory, storage, {
      ...{ ...listener, signal: stop.signal },
      onStep(share) {
        if (share > 0.8) stop.abort('SIGINT')
      },
    })
    expect(stopped.status).toBe('interrupted')
    const { notices, digest, steps } = await trainRun(inMemory, storage, listener, storage.point)
    expect({ notices, digest, steps }).toEqual({
      notices: expected.notices,
      digest: expected.digest,
      steps: expected.steps,
    })
  } finally {
    project.remove()
  }
})
