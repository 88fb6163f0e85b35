import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { blobs, blobsConfig, Project, plane } from './project.fixture.ts'

const project = new Project()
let run = ''
let validation: unknown
let tables: { readonly confusionMatrix: { readonly counts: readonly number[][] } }
beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  project.write('plane.csv', plane(40))
  project.write('blobs.yaml', blobsConfig)
  const { out } = await project.run(['train', 'blobs.yaml', '--json', '-q'])
  const result = JSON.parse(out)
  validation = result.validation
  tables = result.tables.validation
  run = project.runs()[0] ?? ''
})
afterAll(() => project.remove())

const rowsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))

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

describe('predict', () => {
  test("gives the input's rows in order, with prediction and probabilities beside them", async () => {
    const { code, out, err } = await project.run(['predict', run, 'blobs.csv'])
    expect([code, err]).toEqual([0, ''])
    const [head, ...rows] = rowsOf(out)
    expect(head).toEqual(['x', 'y', 'label', 'prediction', 'probability_a', 'probability_b'])
    const input = rowsOf(blobs(80)).slice(1)
    expect(rows.map((row) => row.slice(0, 3))).toEqual(input)
    for (const row of rows) {
      const [a, b] = [Number(row[4]), Number(row[5])]
      expect(a + b).toBeCloseTo(1, 6)
      expect(row[3]).toBe(a >= b ? 'a' : 'b')
    }
    const right = rows.filter((row) => row[3] === row[2]).length
    expect(right / rows.length).toBeGreaterThan(0.8)
  })

  test('to a file, from a file without the target and with columns to spare', async () => {
    project.write('new.csv', 'id,y,x\n7,-1,1\n8,1,-1\n')
    const { code, out, err } = await project.run(['predict', run, 'new.csv', '-o', 'out.csv'])
    expect([code, out, err]).toEqual([0, '', 'out.csv: 2 predictions\n'])
    const rows = rowsOf(project.read('out.csv'))
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['id', 'y', 'x', 'prediction'],
      ['7', '-1', '1', 'a'],
      ['8', '1', '-1', 'b'],
    ])
  })

  test('--json gives the predictions by row, or beside a file what was done', async () => {
    project.write('holes.csv', 'y,x\n-1,1\n\n1,-1\n')
    const { out } = await project.run(['predict', run, 'holes.csv', '--json'])
    expect(JSON.parse(out)).toEqual({
      checkpoint: project.path(`${run}/last.safetensors`),
      data: project.path('holes.csv'),
      rows: 2,
      leftOut: 0,
      notices: [],
      predictions: [
        {
          row: 2,
          prediction: 'a',
          probability_a: expect.any(Number),
          probability_b: expect.any(Number),
        },
        {
          row: 4,
          prediction: 'b',
          probability_a: expect.any(Number),
          probability_b: expect.any(Number),
        },
      ],
    })
    const filed = await project.run(['predict', run, 'holes.csv', '--json', '-o', 'filed.csv'])
    expect(JSON.parse(filed.out)).toMatchObject({ output: project.path('filed.csv'), rows: 2 })
    expect(project.read('filed.csv')).toMatch(/^y,x,prediction,/)
  })

  test('in regression gives values in the units of the file', async () => {
    project.write(
      'plane.yaml',
      'data: { file: plane.csv, target: height }\nmodel: { layers: [] }\n' +
        'optimizer: { sgd: { learningRate: 0.1 } }\ntraining: { epochs: 40, batchSize: 8 }\n',
    )
    await project.run(['train', 'plane.yaml', '-q'])
    const { out } = await project.run(['predict', 'runs/plane', 'plane.csv'])
    const [head, ...rows] = rowsOf(out)
    expect(head).toEqual(['x', 'y', 'height', 'prediction'])
    for (const row of rows) expect(Math.abs(Number(row[2]) - Number(row[3]))).toBeLessThan(0.5)
  })

  test('of a loss of logarithms gives the exponentials of the outputs', async () => {
    project.write(
      'amounts.yaml',
      'data: { file: plane.csv, target: height, scaleTarget: false }\nmodel: { layers: [] }\nloss: gamma\n' +
        'optimizer: { sgd: { learningRate: 0.1 } }\ntraining: { epochs: 40, batchSize: 8 }\n',
    )
    await project.run(['train', 'amounts.yaml', '-q'])
    const { out } = await project.run(['predict', 'runs/amounts', 'plane.csv'])
    const [, ...rows] = rowsOf(out)
    for (const row of rows) expect(Math.abs(Number(row[2]) / Number(row[3]) - 1)).toBeLessThan(0.2)
  })

  test('says which texts the model was not trained on', async () => {
    const colours = ['red', 'green', 'blue']
    const rows = Array.from({ length: 60 }, (_, i) => `${colours[i % 3]},${i % 2 ? 'yes' : 'no'}`)
    project.write('colours.csv', `colour,label\n${rows.join('\n')}\n`)
    project.write(
      'colours.yaml',
      'data: { file: colours.csv, target: label }\nmodel: { layers: [] }\ntraining: { epochs: 1 }\n',
    )
    await project.run(['train', 'colours.yaml', '-q'])
    project.write('new.csv', 'colour\nred\nmauve\n')
    const { code, out, err } = await project.run(['predict', 'runs/colours', 'new.csv'])
    expect([code, rowsOf(out).length]).toEqual([0, 3])
    const line =
      'new.csv column "colour": 1 of 2 rows has "mauve", which no training row has: taken as none of its categories; fix the cells, or train with such rows\n'
    expect([err.slice(0, 6), err.slice(-line.length)]).toEqual(['note: ', line])
    project.write('labelled.csv', 'colour,label\n,yes\nmauve,no\n')
    const evaluated = await project.run(['evaluate', 'runs/colours', 'labelled.csv'])
    expect(evaluated.err).toContain('has "mauve"')
    expect(evaluated.err).toContain('column "colour": 1 of 2 rows has no value, as no training row')
    const quiet = await project.run(['predict', 'runs/colours', 'new.csv', '-q'])
    expect(quiet.err).toBe('')
  })

  test('does not overwrite its own input', async () => {
    const { code, err } = await project.run(['predict', run, 'blobs.csv', '-o', './blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(/blobs\.csv: is the file to be predicted/)
    expect(project.read('blobs.csv')).toBe(blobs(80))
  })

  test('leaves no half-written file where the input breaks off', async () => {
    project.write('ragged.csv', 'x,y\n1,2\n3\n')
    const { code, err } = await project.run(['predict', run, 'ragged.csv', '-o', 'ragged-out.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(/ragged\.csv.*3/)
    expect(() => project.read('ragged-out.csv')).toThrow()
  })
})

describe('a checkpoint is refused', () => {
  test('cut off', async () => {
    const path = project.path('cut.safetensors')
    copyFileSync(project.path(`${run}/last.safetensors`), path)
    truncateSync(path, readFileSync(path).length - 100)
    for (const command of ['evaluate', 'predict']) {
      const { code, err } = await project.run([command, 'cut.safetensors', 'blobs.csv'])
      expect(code).toBe(2)
      expect(err).toMatch(/error: .*cut\.safetensors: cut off/)
    }
  })

  test('with weights that are not those of its config', async () => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const { description } = checkpoint
    const config = description.config.replace('units: 8', 'units: 9')
    expect(config).not.toBe(description.config)
    writeCheckpoint(project.path('odd.safetensors'), {
      ...checkpoint,
      description: { ...description, config },
    })
    const { code, err } = await project.run(['predict', 'odd.safetensors', 'blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(/odd\.safetensors: the checkpoint does not fit the model of the config/)
    expect(err).toMatch(/layers\.0\.kernel as F32 \[2, 8\], the model needs F32 \[2, 9\]/)
  })

  test('with a byte that changed, by every command that reads it', async () => {
    const bytes = readFileSync(project.path(`${run}/last.safetensors`))
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(project.path('flipped.safetensors'), bytes)
    for (const argv of [
      ['predict', 'flipped.safetensors', 'blobs.csv'],
      ['evaluate', 'flipped.safetensors', 'blobs.csv'],
      ['train', 'blobs.yaml', '--from', 'flipped.safetensors'],
    ]) {
      const { code, out, err } = await project.run(argv)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/flipped\.safetensors: a damaged checkpoint: its content is not what/)
    }
  })

  test('whose weights are so large that its outputs are not finite', async () => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const weights = new Map(
      [...checkpoint.weights].map(([name, tensor]) => [
        name,
        { ...tensor, data: Float32Array.from(tensor.data, () => 3e38) },
      ]),
    )
    writeCheckpoint(project.path('huge.safetensors'), { ...checkpoint, weights })
    const predicted = await project.run(['predict', 'huge.safetensors', 'blobs.csv'])
    expect([predicted.code, predicted.out]).toEqual([2, ''])
    expect(predicted.err).toMatch(/predict: outputs must be finite, got NaN for row 2; look/)
    const evaluated = await project.run(['evaluate', 'huge.safetensors', 'blobs.csv'])
    expect([evaluated.code, evaluated.out]).toEqual([2, ''])
    expect(evaluated.err).toMatch(/evaluate: the loss must be finite, got NaN/)
  })

  test.each<[string, (config: string) => string, RegExp]>([
    [
      'thousands of aliases',
      (config) => `${config}more: [&a 1${', *a'.repeat(9000)}]\n`,
      /odd\.safetensors:\d+:\d+ YAML: a config must have at most 1,000 aliases/,
    ],
    [
      'brackets without end',
      (config) => `${config}more: ${'['.repeat(500_000)}`,
      /odd\.safetensors:\d+:\d+ YAML: a config must nest at most 64 deep/,
    ],
    [
      'another target than the preprocessing',
      (config) => config.replace('target: label', 'target: x'),
      /odd\.safetensors: a checkpoint that contradicts itself: its config predicts "x", its pre/,
    ],
  ])('with %s in its config', async (_, change, words) => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const { description } = checkpoint
    const config = change(description.config)
    expect(config).not.toBe(description.config)
    writeCheckpoint(project.path('odd.safetensors'), {
      ...checkpoint,
      description: { ...description, config },
    })
    for (const command of ['predict', 'evaluate']) {
      const { code, out, err } = await project.run([command, 'odd.safetensors', 'blobs.csv'])
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(words)
    }
  })

  test('by train --from where its config has another model, and no run folder is left', async () => {
    const before = project.runs()
    const { code, err } = await project.run([
      ...['train', 'blobs.yaml', '--from', run, '--set', 'model.layers.0.dense.units=5'],
    ])
    expect(code).toBe(2)
    expect(err).toMatch(/does not fit the model of the config/)
    expect(project.runs()).toEqual(before)
  })

  test('that is missing', async () => {
    const { code, err } = await project.run(['predict', 'runs/nowhere', 'blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /runs\/nowhere: no such run; give a run's folder, its id, or a name below runs/,
    )
  })
})

describe('a class that a spreadsheet would run as a formula', () => {
  test('is written with an apostrophe and said, or kept on request; numbers stay numbers', async () => {
    const rows = blobs(40).replaceAll(/,a$/gm, ',=cmd()').replaceAll(/,b$/gm, ',-1')
    project.write('formulas.csv', rows)
    const model = [
      '--set',
      `data.file=${project.path('formulas.csv')}`,
      '--set',
      'name=formulas',
      '--json',
      '--quiet',
    ]
    const trained = await project.run(['train', 'blobs.yaml', ...model])
    const { run } = JSON.parse(trained.out)
    const escaped = await project.run(['predict', run, 'formulas.csv'])
    expect(escaped.err).toBe(
      `note: the class "=cmd()" is written as "'=cmd()", so that no spreadsheet runs it as a formula; --formulas keep writes it as it is\n` +
        'note: 20 cells of the file, such as "=cmd()", begin as formulas do: written with an apostrophe in front, so that no spreadsheet runs them; --formulas keep writes them as they are\n',
    )
    expect(escaped.out).toMatch(/,'=cmd\(\),'=cmd\(\),/)
    expect(escaped.out).toMatch(/,-1,-1,/)
    expect(escaped.out).not.toMatch(/,=cmd\(\)|'-/)
    const kept = await project.run(['predict', run, 'formulas.csv', '--formulas', 'keep'])
    expect(kept.out).toBe(escaped.out.replaceAll("'", ''))
    expect(kept.err).toMatch(/is written as it is, and a spreadsheet may run it/)
    const json = await project.run(['predict', run, 'formulas.csv', '--json'])
    expect(json.out).toContain('"prediction": "=cmd()"')
  })
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
