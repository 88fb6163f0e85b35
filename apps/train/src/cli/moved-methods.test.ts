import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const activation = `import { tanh } from '@sobolev/core'
import { defineActivation } from '@sobolev/nn'
import { factor } from './factor.ts'

export const bent = defineActivation({
  name: 'bent',
  summary: 'A line that is bent.',
  formula: 'x + tanh x',
  paper: { authors: 'Nobody', year: 2026, title: 'A line' },
  cost: 'a hyperbolic tangent',
  when: 'In a test.',
  smoothness: Infinity,
  options: {},
  example: { x: [0], value: [0] },
  compute: (x) => x.mul(factor).add(tanh(x)),
})
`

let run: string

beforeAll(async () => {
  project.write('blobs.csv', blobs(60))
  project.write('blobs.yaml', blobsConfig)
  project.write('methods/bent.ts', activation)
  project.write('methods/factor.ts', 'export const factor = 0.5\n')
  const set = [`use=${project.path('methods/bent.ts')}`, 'model.layers.0.dense.activation=bent']
  const trained = await project.run([
    ...['train', 'blobs.yaml', '--json', '-q'],
    ...set.flatMap((one) => ['--set', one]),
  ])
  expect([trained.code, trained.err]).toEqual([0, ''])
  run = JSON.parse(trained.out).run
  mkdirSync(project.path('new'))
  renameSync(project.path('methods'), project.path('new/methods'))
})

test('a model of moved methods is used with their new place, as long as they are the same', async () => {
  const evaluate = (...more: string[]): ReturnType<Project['run']> =>
    project.run(['evaluate', run, '--json', '-q', ...more])
  const gone = await evaluate()
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('which is not there')])

  const set = ['--set', `use.0.file=${project.path('new/methods/bent.ts')}`]
  const found = await evaluate(...set)
  expect([found.code, found.err]).toEqual([0, ''])

  project.write('new/methods/factor.ts', 'export const factor = 0.25\n')
  const changed = await evaluate(...set)
  expect([changed.code, changed.err]).toEqual([2, expect.stringContaining('has changed')])

  const other = await evaluate('--set', `use=${project.path('new/methods/bent.ts')}`)
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('takes only data.file')])
  rmSync(project.path('new'), { recursive: true })
})
