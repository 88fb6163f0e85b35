import { afterAll, expect, it } from 'vitest'
import { blobs, Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())
project.write('data/blobs.csv', blobs(40))

it('init writes a config that trains, here or where it is told to, and overwrites nothing', async () => {
  const { code, out, err } = await project.run(['init', 'data/blobs.csv', '--target', 'label'])
  expect([code, out]).toEqual([0, 'wrote blobs.yaml\nnext: sobolev train blobs.yaml\n'])
  // Nothing is remarkable about this table.
  expect(err).toBe('')
  expect(project.read('blobs.yaml')).toMatch(
    /^preset: tabularSmall # for tables of less than 1,000 rows\ndata:\n {2}file: data\/blobs.csv$/m,
  )
  const train = await project.run(['train', 'blobs.yaml', '-q', '--set', 'training.epochs=1'])
  expect(train.code).toBe(0)
  const again = await project.run(['init', 'data/blobs.csv', '--target', 'label'])
  expect([again.code, again.err]).toEqual([
    2,
    'error: blobs.yaml: exists already and stays as it is; name another file with -o\n',
  ])
  await project.run(['init', 'data/blobs.csv', '--target', 'label', '-o', 'data/mine.yaml'])
  expect(project.read('data/mine.yaml')).toMatch(/file: blobs.csv/)
  const printed = await project.run(['init', 'data/blobs.csv', '--target', 'label', '-o', '-'])
  expect(printed.out).toBe(project.read('blobs.yaml'))
})

it('train takes a table and its target, shows the config and trains by it', async () => {
  const options = ['--target', 'label', '--set', 'training.epochs=1', '--set', 'seed=3']
  const { code, out, err } = await project.run(['train', 'data/blobs.csv', ...options])
  expect(code).toBe(0)
  expect(err).toMatch(/^preset: tabularSmall /m)
  expect(out).toMatch(/validation, 8 members as one, each of its last epoch/)
  const run = project.runs().at(-1) ?? ''
  expect(project.read(`${run}/config.yaml`)).toMatch(/^seed: 3$/m)
})

it('a table is trained on, and a config made, for the task that is named', async () => {
  const integers = Array.from({ length: 60 }, (_, i) => `${(i * 37) % 60},${i % 5}`).join('\n')
  project.write('levels.csv', `x,level\n${integers}\n`)
  const words = ['train', 'levels.csv', '--target', 'level', '--set', 'training.epochs=1']
  const { code, err } = await project.run([...words, '--set', 'data.task=regression'])
  expect(code).toBe(0)
  expect(err).toMatch(/task: regression # as it was asked for/)
  const made = await project.run([
    'init',
    'levels.csv',
    '--target',
    'level',
    '--task',
    'regression',
    '-o',
    '-',
  ])
  expect(made.out).toMatch(/task: regression # as it was asked for/)
  const named = await project.run([...words, '--task', 'regression'])
  expect([named.code, named.err]).toEqual([0, expect.stringMatching(/task: regression # as it/)])
  const ofConfig = await project.run(['train', 'blobs.yaml', '--task', 'regression'])
  expect([ofConfig.code, ofConfig.err]).toEqual([
    2,
    'error: --task regression: goes with a table; of a config, --set data.task=… overrides the task\n',
  ])
  const plain = await project.run(['init', 'levels.csv', '--target', 'level', '-o', '-'])
  expect(plain.out).toMatch(/task: classification/)
})

it('a table without a target is an error that names the columns and the likely one', async () => {
  for (const command of ['train', 'init']) {
    const { code, err } = await project.run([command, 'data/blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(
      'blobs.csv: the column to predict must be named by --target; the columns are x, y and label; is it --target label, by its name?',
    )
  }
  const { err } = await project.run(['train', 'data/blobs.csv', '--target', 'lable'])
  expect(err).toMatch('--target: no column is named "lable"; did you mean "label"?')
  const { err: ofConfig } = await project.run(['train', 'blobs.yaml', '--target', 'x'])
  expect(ofConfig).toMatch('--target x: goes with a table')
})
