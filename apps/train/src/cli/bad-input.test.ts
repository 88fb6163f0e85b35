import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

const config = (changes: string): string => blobsConfig.replace('data: {', `data: {${changes}`)

describe.each(['train', 'validate'])('%s', (command) => {
  test.each<[string, string | null, string | null, RegExp]>([
    ['no such config', null, null, /bad\.yaml: no such config/],
    ['broken YAML', 'data: [', null, /bad\.yaml:1:\d+ YAML/],
    [
      'unknown key',
      blobsConfig.replace('units', 'unit'),
      null,
      /bad\.yaml:4:\d+.*did you mean "units"/,
    ],
    [
      'wrong type',
      blobsConfig.replace('epochs: 5', 'epochs: five'),
      null,
      /training\.epochs.*"five"/,
    ],
    [
      'several faults at once',
      blobsConfig.replace('epochs: 5', 'epochs: -1').replace('seed: 3', 'sed: 3'),
      null,
      /error: 2 faults\n.*sed.*\n.*epochs/,
    ],
    [
      'a loss of the other task',
      `${blobsConfig}loss: huber\n`,
      null,
      /loss: huber does not go with/,
    ],
    [
      'a metric of the other task',
      blobsConfig.replace('batchSize', 'earlyStopping: {monitor: r2}, batchSize'),
      null,
      /earlyStopping\.monitor: r2 is for regression; this run measures loss, accuracy/,
    ],
    ['missing CSV', config(' delimiter: ",",').replace('blobs.csv', 'no.csv'), null, /no\.csv/],
    ['empty CSV', blobsConfig, '', /bad\.csv/],
    ['only a header', blobsConfig, 'x,y,label\n', /bad\.csv/],
    ['ragged row', blobsConfig, 'x,y,label\n1,2,a\n3,4\n', /bad\.csv row 3/],
    ['unclosed quote', blobsConfig, 'x,y,label\n1,2,a\n"3,4,b\n', /bad\.csv/],
    ['duplicate header', blobsConfig, 'x,x,label\n1,2,a\n3,4,b\n', /bad\.csv.*"x"/],
    [
      'text among numbers',
      blobsConfig.replace('label }', 'label, columns: { y: { type: numeric } } }'),
      'x,y,label\n1,2,a\n3,four,b\n',
      /bad\.csv row 3.*"y".*"four"/,
    ],
    ['missing target', blobsConfig, 'x,y,label\n1,2,a\n3,4,NaN\n5,6,b\n', /bad\.csv row 3/],
    ['one class only', blobsConfig, 'x,y,label\n1,2,a\n3,4,a\n5,6,a\n', /at least 2 classes/],
    ['unknown target', blobsConfig.replace('target: label', 'target: lable'), null, /"label"/],
  ])('%s: exit 2, a message with its place, no run folder', async (_, yaml, csv, words) => {
    if (csv !== null) project.write('bad.csv', csv)
    const text = csv === null ? yaml : (yaml ?? '').replace('blobs.csv', 'bad.csv')
    if (text !== null) project.write('bad.yaml', text)
    const path = text === null ? 'folder/bad.yaml' : 'bad.yaml'
    const { code, out, err } = await project.run([command, path])
    expect(err).toMatch(words)
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toMatch(/\n\s+at /)
    expect(project.runs()).toEqual([])
  })
})

describe('the command line', () => {
  test.each<[string, string[], RegExp]>([
    ['no command', [], /Usage: sobolev/],
    [
      'unknown command',
      ['trian', 'a.yaml'],
      /unknown command 'trian'\n\(Did you mean one of train, trial\?\)/,
    ],
    [
      'unknown option',
      ['train', 'a.yaml', '--jsn'],
      /unknown option '--jsn'\n\(Did you mean --json\?\)/,
    ],
    ['no config', ['train'], /missing required argument 'config-or-csv'/],
    ['one too many', ['train', 'a.yaml', 'b.yaml'], /too many arguments/],
    ['option without value', ['train', 'a.yaml', '--set'], /argument missing/],
    [
      'unknown key in --set',
      ['train', 'blobs.yaml', '--set', 'sed=1'],
      /--set sed.*did you mean "seed"/,
    ],
  ])('%s: exit 2 and help on stderr', async (_, argv, words) => {
    const { code, out, err } = await project.run(argv)
    expect(err).toMatch(words)
    expect([code, out]).toEqual([2, ''])
  })

  test.each([
    [['--help'], /Usage: sobolev \[options\] \[command\]/],
    [['train', '--help'], /Examples:\n {2}\$ sobolev train configs\/two-moons\.yaml\n/],
    [['help', 'predict'], /<run-or-checkpoint>/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('%j prints on stdout and exits with 0', async (argv, words) => {
    const { code, out, err } = await project.run(argv)
    expect(out).toMatch(words)
    expect([code, err]).toEqual([0, ''])
  })
})

test('a byte-order mark and CRLF change nothing', async () => {
  const windows = `\uFEFF${blobs(40).replaceAll('\n', '\r\n')}`
  project.write('windows.csv', windows)
  project.write('windows.yaml', blobsConfig.replace('blobs.csv', 'windows.csv'))
  const digests = await Promise.all(
    ['blobs.yaml', 'windows.yaml'].map(async (config) => {
      const { out } = await project.run(['train', config, '--json', '-q', '-o', 'others'])
      return JSON.parse(out).digest
    }),
  )
  expect(digests[0]).toBe(digests[1])
})

test('validate prints what would be trained and the whole config, and writes nothing', async () => {
  const { code, out, err } = await project.run(['validate', 'blobs.yaml', '--set', 'seed=9'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/\n\nblobs: classification of label \(2 classes: a, b\)\n32 training rows, /)
  expect(out).toMatch(/\nseed: 9\n/)
  expect(out).toMatch(/\n +beta1: 0\.9\n/)
  expect(project.runs()).toEqual([])
  const { out: json } = await project.run(['validate', 'blobs.yaml', '--json'])
  expect(JSON.parse(json)).toMatchObject({ task: 'classification', features: ['x', 'y'] })
})

test.each([
  [
    'validate',
    'must be a config, got a table; sobolev init writes a config for it, and sobolev train takes it with --target',
  ],
  ['train', 'the column to predict must be named by --target; the columns are x, y and label'],
])('%s of a table or a checkpoint says what it wants', async (command, message) => {
  const table = await project.run([command, 'blobs.csv'])
  expect(table.code).toBe(2)
  expect(table.err).toContain(`blobs.csv: ${message}`)
  const { err } = await project.run([command, 'runs/a/last.safetensors'])
  expect(err).toMatch(/got a checkpoint; its config is the config\.yaml in the run's folder/)
})
