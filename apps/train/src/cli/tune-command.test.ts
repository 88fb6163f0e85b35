import { afterAll, beforeAll, expect, test } from 'vitest'
import { roundsOf } from '../tune/tune-plan.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

test('what would be tried is listed, with what does not go with the config and why', async () => {
  const { code, out } = await project.run(['tune', 'blobs.yaml', '--dry-run'])
  expect(code).toBe(0)
  expect(out).toMatch(
    /^tried\n {2}batchNorm +with it and without\n {2}dropout +rate from 0.05 to 0.5\n/,
  )
  expect(out).toMatch(/inputGradient +weight from 0.01 to 1.*; there already: without it, too\n/)
  expect(out).toMatch(
    /do not go with the config\n {2}cMixup +batchTransforms.cMixup: cMixup is for /,
  )
  const some = await project.run([
    'tune',
    'blobs.yaml',
    '--dry-run',
    '--json',
    '--only',
    'average,sam',
    '--without',
    'swa',
  ])
  const names = JSON.parse(some.out).tried.flatMap(
    ({ choices }: { choices: readonly { name: string }[] }) => choices.map(({ name }) => name),
  )
  expect(names).toEqual(['sam', 'ema'])
  expect(project.runs()).toEqual([])
})

test.each([
  [['--only', 'dropuot'], '--only dropuot: must be one of batchNorm, dropout, '],
  [['--only', 'cMixup'], 'nothing of the catalogue goes with it: cMixup: batchTransforms.cMixup: '],
  [['--objective', 'r2', '--only', 'sam'], '--objective r2: a run measures loss, '],
  [['--target', 'label'], '--target label: goes with a table; '],
  [['--points', '3'], 'must be a whole number from 4 to 1000'],
  [['--minutes', 'x'], 'must be a number of minutes above 0'],
  [
    ['--points', '9', '--output', 'begun', '--only', 'sam'],
    'was begun with --points 5, by which it goes on; ',
  ],
])('%j is refused', async (words, message) => {
  const rounds = roundsOf({ points: 5, epochs: 5, seed: 3 })
  const plan = { points: 5, rounds, minutes: null, measured: null }
  project.write('begun/blobs/plan.json', JSON.stringify(plan))
  const { code, err, out } = await project.run(['tune', 'blobs.yaml', ...words])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(message)
})

test('a search that came to nothing in its time is told to have more of it in another folder', async () => {
  const rounds = roundsOf({ points: 5, epochs: 5, seed: 3 })
  const measured = { perTrial: 1, perEpoch: 1, overhead: 0, cores: 1 }
  // Over before it begins.
  project.write('over/blobs/plan.json', JSON.stringify({ points: 5, rounds, minutes: 0, measured }))
  const search = ['tune', 'blobs.yaml', '--output', 'over', '--only', 'sam']
  expect(await project.run(search)).toMatchObject({
    code: 2,
    err: expect.stringContaining('give it more --minutes, in another folder with --output\n'),
  })
  // As the same folder takes none.
  const longer = await project.run([...search, '--minutes', '9'])
  expect(longer.err).toContain('name another folder with --output')
})

test('a table needs its target, and a folder is of one', async () => {
  const without = await project.run(['tune', 'blobs.csv'])
  expect(without).toMatchObject({ code: 2, err: expect.stringContaining('is it --target label') })
  const words = ['tune', 'blobs.csv', '--dry-run', '--quiet', '--only', 'sam', '--target']
  expect(await project.run([...words, 'label'])).toMatchObject({ code: 0 })
  const { err } = await project.run([...words, 'x'])
  expect(err).toContain('was made of the table for another search; name another folder')
})
