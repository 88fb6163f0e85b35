import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { InputError } from '../errors.ts'
import { findRun, listRuns } from './find-run.ts'
import { StoredRun } from './read-run.ts'
import { RunLock } from './run-lock.ts'

const project = new Project()
const ids: string[] = []
beforeAll(async () => {
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
  for (const more of [[], ['--set', 'optimizer={ sgd: { learningRate: 3e38 } }']]) {
    await project.run(['train', 'blobs.yaml', ...more])
    ids.push(project.runs().at(-1)?.split('/').at(-1) ?? '')
  }
})
afterAll(() => project.remove())

const runOf = (index: number): StoredRun => new StoredRun(project.path(`runs/blobs/${ids[index]}`))

test('a finished run: its state, config, environment, epochs and result', () => {
  const run = runOf(0)
  expect([run.state, run.name, run.id, run.failure]).toEqual(['finished', 'blobs', ids[0], null])
  expect(run.config).toMatchObject({ seed: 3, training: { epochs: 5, batchSize: 16 } })
  expect(run.environment.data).toMatchObject([{ path: project.path('blobs.csv'), rows: 40 }])
  expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5])
  expect(run.epochs[4]?.validation).toEqual(run.result?.validation)
  expect(run.started.toISOString()).toBe(run.environment.started)
})

test('a diverged run says why, and has no result', () => {
  const run = runOf(1)
  expect([run.state, run.result, run.epochs]).toEqual(['diverged', null, []])
  expect(run.failure?.message).toMatch(/^step \d+ \(epoch 1\): .*; the last good checkpoint is /)
})

test('a run that trains, and one that was killed', () => {
  const path = project.path('elsewhere/x/1')
  mkdirSync(path, { recursive: true })
  const run = new StoredRun(path)
  writeFileSync(run.files.config, 'name: x\n')
  writeFileSync(
    run.files.metrics,
    '{"epoch":1,"step":2,"training":{"loss":null},"validation":{}}\n{"ep',
  )
  const lock = RunLock.take(run.files.lock)
  expect(run.state).toBe('running')
  lock.release()
  expect(run.state).toBe('unfinished')
  expect([run.name, run.result]).toEqual(['x', null])
  expect(run.environment).toMatchObject({ data: [], packages: {} })
  expect(run.epochs).toEqual([
    { epoch: 1, step: 2, training: { loss: null, penalties: {} }, validation: {} },
  ])
  expect(run.started.getTime()).toBeGreaterThan(Date.now() - 60_000)
  writeFileSync(run.files.result, '{')
  expect(run.state).toBe('unfinished')
  expect(() => run.result).toThrow(`${run.files.result}: damaged`)
  writeFileSync(run.files.metrics, '{"epoch":"1"}\n')
  expect(() => new StoredRun(path).epochs).toThrow(
    `${run.files.metrics}:1: is not what a run writes: epoch: `,
  )
  rmSync(project.path('elsewhere'), { recursive: true })
})

describe('findRun', () => {
  const find = (reference: string, output?: string): string =>
    findRun(reference, { workingDirectory: project.folder, output }).path

  test.each([
    ['its folder', () => `runs/blobs/${ids[0]}`, 0],
    ['a file in it', () => `runs/blobs/${ids[0]}/last.safetensors`, 0],
    ['its absolute folder', () => project.path(`runs/blobs/${ids[0]}`), 0],
    ['its place below runs', () => `blobs/${ids[0]}`, 0],
    ['its id', () => ids[0] ?? '', 0],
    ['its name: the latest', () => 'blobs', 1],
    ['the folder of its name: the latest', () => 'runs/blobs', 1],
    ['the folder of all runs: the latest', () => 'runs', 1],
  ])('by %s', (_, reference, index) => {
    expect(find(reference())).toBe(runOf(index).path)
  })

  test('in another folder of all runs', () => {
    expect(() => find(ids[0] ?? '', 'nowhere')).toThrow(InputError)
    expect(find(ids[0] ?? '', project.path('runs'))).toBe(runOf(0).path)
  })

  test.each([
    ['blob', 'blob: no such run; did you mean "blobs"?'],
    ['xyz', "xyz: no such run; give a run's folder, its id, or a name below runs"],
    ['blobs.csv', "blobs.csv: holds no run; give a run's folder, such as runs/<name>/<id>"],
  ])('%s is none', (reference, words) => {
    expect(() => find(reference)).toThrow(words)
  })
})

test('listRuns has all, in the order of their starts, whatever else lies there', () => {
  project.write('runs/notes.txt', 'mine')
  project.write('runs/empty/.hidden/config.yaml', '')
  expect(listRuns(project.path('runs')).map(({ id }) => id)).toEqual(ids)
  expect(listRuns(project.path('nowhere'))).toEqual([])
  expect(resolve(runOf(0).path)).toBe(runOf(0).path)
})
