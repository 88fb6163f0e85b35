import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../bundle.fixture.ts'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { InProcess } from './in-process.fixture.ts'
import { readSweep } from './read-sweep.ts'
import { runSweep, type TrialExecutor } from './run-sweep.ts'
import { resultsOf } from './sweep-results.ts'
import { TrialProcesses } from './trial-processes.ts'

let project: Project
let program = ''
beforeAll(async () => {
  project = new Project()
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
  project.write(
    'sweep.yaml',
    `
config: blobs.yaml
set: { training.epochs: 30 }
parameters: { optimizer.adam.learningRate: [0.01, 0.02, 0.03, 0.04] }
`,
  )
  program = await bundle('./sweep/trial-process.ts', project.folder)
})
afterAll(() => project.remove())

test('processes of which one is killed in a trial train the same as one process does', async () => {
  const digestOf = async (
    executor: TrialExecutor,
    output: string,
    onStep: (index: number) => void = () => {},
  ): Promise<string> => {
    const options = { cwd: project.folder, output: project.path(output) }
    const sweep = await readSweep(project.path('sweep.yaml'), options)
    const { outcomes } = await runSweep(sweep, executor, 1, {
      signal: new AbortController().signal,
      onOutcome() {},
      onStep: (index) => onStep(index),
    })
    return resultsOf(sweep, outcomes).digest
  }
  const expected = await digestOf(new InProcess(1), 'one')
  let killed = 0
  const kill = (index: number): void => {
    if (killed++ > 0) return
    const lock = readFileSync(project.path(`two/sweep/trial-000${index}/trial.lock`), 'utf8')
    process.kill(JSON.parse(lock).pid, 'SIGKILL')
  }
  const processes = new TrialProcesses(2, ['sweep'], program)
  expect(await digestOf(processes, 'two', kill)).toBe(expected)
  expect(killed).toBeGreaterThan(0)
})
