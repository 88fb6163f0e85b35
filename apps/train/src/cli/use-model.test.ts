import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { blobs, Project } from './project.fixture.ts'
import { type TrainedBlobs, trainBlobs } from './trained-blobs.fixture.ts'

const project = new Project()
let run = ''
let validation: unknown
let tables: TrainedBlobs['tables']
beforeAll(async () => {
  ;({ run, validation, tables } = await trainBlobs(project))
})
afterAll(() => project.remove())

describe('evaluate', () => {
  test('without a file: the figures that training ended with', async () => {
    const { code, out } = await project.run(['evaluate', run, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      checkpoint: project.path(`${run}/last.safetensors`),
      data: null,
      part: 'validation',
      dataChanged: false,
      rows: 16,
      figures: validation,
      tables,
      classes: ['a', 'b'],
      baselines: { accuracy: 0.5 },
      remarks: { accuracy: 'always "a" reaches 0.5000' },
      notices: [],
    })
    expect(tables.confusionMatrix.counts.flat()).toHaveLength(4)
  })

  test('on a file, for people', async () => {
    const { out } = await project.run(['evaluate', 'runs/blobs', 'blobs.csv'])
    expect(out).toMatch(/last\.safetensors on blobs\.csv, 80 rows\n {2}loss +0\.\d+\n/)
    expect(out).toMatch(/\n {2}accuracy +[01]\.\d+ {2}\(always "a" reaches 0\.5000\)\n/)
    expect(out).toMatch(
      /\nconfusionMatrix: \d+ of 80 wrong; .*\n +a +b\n {2}a +\d+ +[\d·]+\n {2}b /,
    )
    expect(project.read(`${run}/metrics.jsonl`)).not.toContain('confusionMatrix')
  })
})

describe('what can be read only once', () => {
  const csv = blobs(80)
  test('standard input gives what the file gives, and leaves nothing behind', async () => {
    const temporary = project.path('temporary')
    mkdirSync(temporary)
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    const file = await project.run(['predict', run, 'blobs.csv'])
    const piped = await project.run(['predict', run, '-'], project.io({ stdin: csv }))
    expect(piped).toEqual(file)
    const evaluated = await project.run(
      ['evaluate', run, '-', '--json', '--importance'],
      project.io({ stdin: csv }),
    )
    expect(JSON.parse(evaluated.out)).toMatchObject({ data: '-', rows: 80 })
    expect(readdirSync(temporary)).toEqual([])
  })

  test('a named pipe too', async () => {
    const pipe = project.path('pipe')
    execFileSync('mkfifo', [pipe])
    const writing = writeFile(pipe, csv)
    const [piped] = await Promise.all([project.run(['predict', run, 'pipe']), writing])
    expect(piped.out).toBe((await project.run(['predict', run, 'blobs.csv'])).out)
  })

  test('a message names standard input', async () => {
    const io = project.io({ stdin: 'x,y\n1,one\n' })
    const { code, err } = await project.run(['predict', run, '-'], io)
    expect(code).toBe(2)
    expect(err).toMatch(/^error: standard input row 2,? column "y"/)
  })

  test('so does a notice, and the JSON', async () => {
    const evaluated = await project.run(['evaluate', run, '-'], project.io({ stdin: csv }))
    expect(evaluated.err).toMatch(/^note: standard input: is the file that the run was trained on/)
    const holes = project.io({ stdin: 'x,y\n1,\n' })
    const predicted = await project.run(['predict', run, '-', '--json'], holes)
    expect(predicted.err).toMatch(/^note: standard input column "y": 1 of 1 row has no value/)
    expect(JSON.parse(predicted.out)).toMatchObject({
      data: 'standard input',
      notices: [{ place: 'standard input', column: 'y' }],
    })
  })
})

test.each([
  ['evaluate', []],
  ['predict', ['blobs.csv']],
  ['export', ['-o', 'by-name.safetensors']],
])('%s takes a run by its id or name, in the folder of all runs', async (command, words) => {
  for (const [reference, runs] of [
    [basename(run), 'runs'],
    ['blobs', 'runs'],
    ['blobs', project.path('runs')],
  ] as const) {
    const { code } = await project.run([command, reference, ...words, '--runs', runs])
    expect([reference, runs, code]).toEqual([reference, runs, 0])
  }
  const { code, err } = await project.run([command, 'blob', ...words])
  expect([code, err]).toEqual([2, 'error: blob: no such run; did you mean "blobs"?\n'])
  const elsewhere = await project.run([command, 'blobs', ...words, '--runs', 'nowhere'])
  expect(elsewhere.err).toContain('blobs: no such run')
})

test.each(['evaluate', 'predict'])('%s of a config or a table says what it is', async (command) => {
  const config = await project.run([command, 'blobs.yaml', 'blobs.csv'])
  expect([config.code, config.err]).toEqual([
    2,
    'error: blobs.yaml: is a config; give the run that was trained from it, such as runs/<its name>\n',
  ])
  const table = await project.run([command, 'blobs.csv', 'blobs.csv'])
  expect(table.err).toMatch(/^error: blobs\.csv: is no checkpoint; give a run folder/)
})

describe('--set says how a file is read', () => {
  test('a file with another delimiter, and other words for what is missing', async () => {
    const csv = blobs(80)
    project.write('pipes.csv', csv.replaceAll(',', ';').replace(/\n[^;]*;/, '\nunknown;'))
    const wrong = await project.run(['predict', run, 'pipes.csv', '--set', 'data.delimiter=;'])
    expect(wrong.err).toMatch(/row 2, column "x": must be a number, got "unknown"/)
    const right = await project.run([
      ...['predict', run, 'pipes.csv', '--set', 'data.delimiter=;'],
      ...['--set', 'data.missingValues=[unknown]'],
    ])
    expect(right.code).toBe(0)
    expect(right.err).toMatch(/^note: \S*pipes\.csv column "x": 1 of 80 rows has no value/)
    const plain = await project.run(['predict', run, 'blobs.csv'])
    expect(right.out.replaceAll(';', ',').split('\n').slice(2)).toEqual(
      plain.out.split('\n').slice(2),
    )
  })

  test('evaluate finds the data where it has gone', async () => {
    project.write('moved/blobs.csv', blobs(80))
    const { out } = await project.run([
      ...['evaluate', run, '--json', '--set', `data.file=${project.path('moved/blobs.csv')}`],
    ])
    expect(JSON.parse(out).figures).toEqual(validation)
  })

  test('evaluate measures what is asked for beside what the run measured', async () => {
    const set = ['--set', 'metrics.fgsm=0', '--set', 'metrics.roc.rocCurve={}']
    const { code, out } = await project.run(['evaluate', run, '--json', ...set])
    const result = JSON.parse(out)
    expect(code).toBe(0)
    expect(result.figures).toEqual({ ...Object(validation), fgsm: result.figures.accuracy })
    expect(Object.keys(result.tables)).toEqual(['confusionMatrix', 'roc'])
    expect(result.tables.roc.threshold[0]).toBeNull()
    const wrong = await project.run(['evaluate', run, '--set', 'metrics.r2={}'])
    expect([wrong.code, wrong.err]).toEqual([
      2,
      'error: metrics.r2: r2 is for regression; leave it out\n',
    ])
  })

  test('evaluate reads the files of the run as in training', async () => {
    const set = 'data.missingValues={add: [none]}'
    const { code, err } = await project.run(['evaluate', run, '--set', set])
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--set data.missingValues: goes with a CSV file only'),
    ])
    expect((await project.run(['evaluate', run, 'blobs.csv', '--set', set])).code).toBe(0)
  })

  test.each(['evaluate', 'predict'])('%s refuses what would change the model', async (command) => {
    const { code, err } = await project.run([command, run, 'blobs.csv', '--set', 'seed=4'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /^error: --set seed: a trained model takes only data\.file, .*; train again/,
    )
  })
})
