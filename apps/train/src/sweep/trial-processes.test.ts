import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../bundle.fixture.ts'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { InProcess } from './in-process.fixture.ts'
import { readSweep } from './read-sweep.ts'
import { runSweep, type TrialExecutor } from './run-sweep.ts'
import { resultsOf } from './sweep-results.ts'
import type { TrialOrder } from './trial-order.ts'
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

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a process that ended while it waited for a trial is not given one', async () => {
  const brief = project.write(
    'brief.mjs',
    `import { appendFileSync } from 'node:fs'
process.on('message', () => {
  appendFileSync(new URL('pids.txt', import.meta.url), process.pid + '\\n')
  process.send({ kind: 'outcome', outcome: null }, () => process.exit(3))
})
`,
  )
  const order: TrialOrder = {
    ...{ index: 0, point: 0, round: 0, seed: 0, parameters: {}, config: '', settings: [] },
    ...{ settingsBase: '', folder: '', name: 'trial-0000', metric: 'loss', threads: 1 },
  }
  const processes = new TrialProcesses(1, [], brief)
  expect(await processes.run(order, () => {})).toBeNull()
  const [pid = ''] = project.read('pids.txt').split('\n')
  while (isAlive(Number(pid))) await setTimeout(10)
  expect(await processes.run(order, () => {})).toBeNull()
  expect(new Set(project.read('pids.txt').trim().split('\n')).size).toBe(2)
  processes.close()
})

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
