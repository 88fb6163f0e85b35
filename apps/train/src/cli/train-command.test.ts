import { basename, relative } from 'node:path'
import { areWideVectorsCompared } from '@sobolev/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCheckpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import { parseMetrics } from '../run/metrics-log.ts'
import { blobs, blobsConfig, type Outcome, Project, plane } from './project.fixture.ts'

const project = new Project()
let first: Outcome
let run = ''
beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  project.write('plane.csv', plane(80))
  project.write('blobs.yaml', blobsConfig)
  first = await project.run(['train', 'blobs.yaml', '--json'])
  run = project.runs()[0] ?? ''
})
afterAll(() => project.remove())

const runOf = (outcome: Outcome): string => relative(project.folder, JSON.parse(outcome.out).run)
const digestOf = (outcome: Outcome): unknown => JSON.parse(outcome.out).digest

describe('a run', () => {
  test('succeeds, and learns what it was given', () => {
    expect(first.code).toBe(0)
    const result = JSON.parse(first.out)
    expect(result).toMatchObject({
      status: 'finished',
      name: 'blobs',
      run: project.path(run),
      seed: 3,
      rows: { training: 64, validation: 16 },
      features: 2,
      parameters: 2 * 8 + 8 + 8 * 2 + 2,
      epochs: 5,
      steps: 20,
      checkpoint: 'last.safetensors',
    })
    expect(result.validation.accuracy).toBeGreaterThan(0.8)
    expect(Object.keys(result.validation)).toEqual([
      'loss',
      'accuracy',
      'auc',
      'inputGradientNorm',
      'logLoss',
    ])
    expect(JSON.parse(project.read(`${run}/result.json`))).toEqual(result)
  })

  test('keeps its metrics, one line an epoch, with each penalty by name', () => {
    const records = parseMetrics(project.read(`${run}/metrics.jsonl`))
    expect(records).toHaveLength(5)
    expect(records[4]).toEqual({
      epoch: 5,
      step: 20,
      training: {
        loss: expect.any(Number),
        penalties: { inputGradient: expect.any(Number) },
        weights: { inputGradient: expect.any(Number) },
        shares: { inputGradient: expect.any(Number) },
      },
      validation: JSON.parse(first.out).validation,
      digest: digestOf(first),
      checksums: expect.stringMatching(/^(?:[0-9a-f]{8}){4}$/),
    })
  })

  test('keeps both checkpoints, whose weights have the digest that was printed', () => {
    const last = readCheckpoint(project.path(`${run}/last.safetensors`))
    expect(weightsDigest(last.weights)).toBe(digestOf(first))
    expect(last.description).toMatchObject({
      epoch: 5,
      step: 20,
      task: 'classification',
      features: ['x', 'y'],
      classes: ['a', 'b'],
    })
    expect(last.optimizer.size).toBeGreaterThan(0)
    const best = readCheckpoint(project.path(`${run}/best.safetensors`))
    expect(best.description.epoch).toBe(JSON.parse(first.out).bestEpoch)
  })

  test('keeps its environment, with the digest of the data', () => {
    const environment = JSON.parse(project.read(`${run}/environment.json`))
    expect(environment.command).toEqual(['train', 'blobs.yaml', '--json'])
    expect(environment.data).toEqual([
      {
        path: project.path('blobs.csv'),
        rows: 80,
        bytes: blobs(80).length,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
  })

  test('can be repeated from the config it kept, with the same digest', async () => {
    const again = await project.run(['train', `${run}/config.yaml`, '--json', '--quiet'])
    expect(again.err).toBe('')
    expect(digestOf(again)).toBe(digestOf(first))
    expect(JSON.parse(again.out).run).not.toBe(JSON.parse(first.out).run)
  })
})

test.each([
  [
    'model.layers=[{dense: {units: 5}}, {dropout: {rate: 0.3}}]',
    'optimizer={rmsprop: {learningRate: 0.01}}',
  ],
  ['penalties={jacobian: {weight: 0.1}, l1: 0.001}', 'gradientTransforms.clipByGlobalNorm=0.5'],
  ['constraints={maxNorm: 1}', 'average=ema'],
  [
    'model.layers=[{dense: 5}, {dropout: {rate: {linear: {from: 0.5, to: 0}}}}]',
    'lossTransforms={labelSmoothing: {smoothing: {linear: {from: 0.2, to: 0}}}}',
    'optimizer={adamw: {weightDecay: {piecewise: {boundaries: [2], values: [0.1, 0]}}}}',
    'average={ema: {decay: {linear: {from: 0.5, to: 0.9}}}}',
  ],
  ['optimizer={adamw: {learningRate: {cosine: {from: 0.1}}}}', 'training.batchSize=25'],
])('--eager gives the weights of the compiled program: %s, %s', async (...overrides) => {
  const set = overrides.flatMap((override) => ['--set', override])
  const args = ['train', 'blobs.yaml', '--json', '--quiet', ...set]
  const compiled = await project.run(args)
  const eager = await project.run([...args, '--eager'])
  expect([compiled.err, compiled.code]).toEqual(['', 0])
  expect(digestOf(eager)).toBe(digestOf(compiled))
})

test('--threads gives the same weights, and wants a number or auto', async () => {
  // Wide enough for the work to be shared.
  const wide = ['--set', 'model.layers=[{dense: {units: 300}}, {dense: {units: 300}}]']
  const args = ['train', 'blobs.yaml', '--json', '--quiet', ...wide]
  const one = await project.run([...args, '--threads', '1'])
  const two = await project.run([...args, '--threads', '2'])
  expect([one.code, two.code]).toEqual([0, 0])
  expect(digestOf(two)).toBe(digestOf(one))
  const none = await project.run([...args, '--threads', 'none'])
  expect(none.code).toBe(2)
  expect(none.err).toContain('must be "auto" or a whole number from 1 to 64')
})

test('--wide gives the same weights, and says where it cannot be had', async () => {
  const args = ['train', 'blobs.yaml', '--json', '--quiet']
  const narrow = await project.run([...args, '--no-wide'])
  const wide = await project.run([...args, '--wide'])
  const plain = await project.run(args)
  expect([narrow.code, wide.code, plain.code]).toEqual([0, 0, 0])
  expect(digestOf(wide)).toBe(digestOf(narrow))
  expect(digestOf(plain)).toBe(digestOf(narrow))
  const possible = process.arch === 'x64' && Number.parseInt(process.versions.node, 10) >= 24
  expect(wide.err.includes('--wide: needs Node 24 or later on x64')).toBe(!possible)
  const bits = [narrow, wide, plain].map(
    (outcome) => JSON.parse(project.read(`${runOf(outcome)}/environment.json`)).vectorBits,
  )
  const compared = areWideVectorsCompared() ? 256 : 128
  expect(bits).toEqual([128, possible ? 256 : 128, compared])
})

test('another seed gives another digest; --output names the folder of all runs', async () => {
  const other = await project.run([
    ...['train', 'blobs.yaml', '--set', 'seed=4', '--json', '-q', '--output', 'elsewhere'],
  ])
  expect(digestOf(other)).not.toBe(digestOf(first))
  expect(JSON.parse(other.out).run).toContain(project.path('elsewhere/blobs/'))
})

describe('what a person sees', () => {
  test('elsewhere than on a terminal: a header, a line an epoch, a summary', async () => {
    const { out, err } = await project.run(['train', 'blobs.yaml'])
    const all = err.split('\n')
    expect(all.slice(2, 8).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['to beat in validation: always "a", accuracy 0.5000'],
      [''],
      ['column', 'read as'],
      ['label', 'classes'],
      ['x', 'numbers'],
      ['y', 'numbers'],
    ])
    const lines = [...all.slice(0, 2), ...all.slice(9)]
    expect(lines[0]).toBe('blobs: classification of label (2 classes: a, b)')
    expect(lines[1]).toBe('64 training rows, 16 validation rows, 2 features, 42 parameters')
    expect(lines[2]).toMatch(/^run runs\/blobs\/\d{8}-\d{6}\.\d{3}-[0-9a-f]{4}$/)
    expect(lines[4]).toMatch(/^ +─+ training ─+ {2}─+ validation ─+$/)
    expect(lines[5]?.trim().split(/ {2,}/)).toEqual([
      ...['epoch', 'loss', 'inputGradient', 'loss', 'accuracy', 'auc'],
      ...['inputGradientNorm', 'logLoss', 'best'],
    ])
    expect(lines.slice(6, 11).map((line) => line.trim().split(' ')[0])).toEqual([
      ...['1/5', '2/5', '3/5', '4/5', '5/5'],
    ])
    expect(out).toMatch(/^\nfinished after 5 epochs, 20 steps in /)
    expect(out).toContain(`digest   ${String(digestOf(first))}`)
    expect(out).toMatch(/next: sobolev predict runs\/blobs\/\S+ blobs\.csv -o predictions\.csv\n$/)
  })

  test('validate tells how every column was read, on request of hundreds too', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `p${i}`)
    const rows = Array.from(
      { length: 30 },
      (_, row) => `${names.map((_, i) => ((row * (i + 3)) % 7) + 0.5).join(',')},${row}.5`,
    )
    project.write('wide.csv', `${[...names, 'y'].join(',')}\n${rows.join('\n')}\n`)
    project.write('wide.yaml', 'data: { file: wide.csv, target: y }\nmodel: { layers: [] }\n')
    const short = await project.run(['validate', 'wide.yaml'])
    expect(short.out).toContain('\np18 ')
    expect(short.out).not.toContain('\np19 ')
    expect(short.out).toContain('\n21 more columns; validate --all-columns lists them\n')
    const table = short.out.split('\n').filter((line) => /^(column|y|p\d+) /.test(line))
    expect(table).toHaveLength(21)
    for (const line of table) expect(line.length).toBeLessThanOrEqual(80)
    const long = await project.run(['validate', 'wide.yaml', '--all-columns'])
    expect(long.out).toContain('\np39 ')
    const json = await project.run(['validate', 'wide.yaml', '--json'])
    expect(JSON.parse(json.out).columns).toHaveLength(41)
  })

  test('says what to do next in words that work where npm runs the sources', async () => {
    const env = { npm_package_name: 'sobolev' }
    const { out } = await project.run(['train', 'blobs.yaml'], project.io({ env }))
    expect(out).toMatch(/\nnext: npm run sobolev -- predict runs\/blobs\/\S+ blobs\.csv -o \S+\n$/)
    const { err } = await project.run(['trian'], project.io({ env }))
    expect(err).toMatch(/\(npm run sobolev -- --help lists what there is\)\n$/)
    const { err: ofTrain } = await project.run(['train', '--nope'], project.io({ env }))
    expect(ofTrain).toMatch(/\(npm run sobolev -- train --help lists what there is\)\n$/)
    const npx = project.io({ env: { ...env, npm_command: 'exec' } })
    expect((await project.run(['trian'], npx)).err).toMatch(/\(npx sobolev --help lists /)
  })

  test('on a terminal: the epochs above a bar on stderr', async () => {
    const io = project.io({ isTTY: true })
    const { out } = await project.run(['train', 'blobs.yaml'], io)
    expect(io.err()).toContain('% 0:00, 0:00 left; best loss ')
    expect(io.err()).toMatch(/ 5\/5 .*\n/)
    expect(out).not.toContain('\u001b')
  })

  test('quiet: the run, for a script to go on with', async () => {
    const { out, err } = await project.run(['train', 'blobs.yaml', '-q'])
    expect([out, err]).toEqual([expect.stringMatching(/^runs\/blobs\/[-\d.]+[0-9a-f]{4}\n$/), ''])
  })
})

test('early stopping ends the run and gives the best epoch its last word', async () => {
  const { code, out } = await project.run([
    ...['train', 'blobs.yaml', '--json', '-q', '--set', 'training.epochs=200'],
    ...['--set', 'training.earlyStopping={monitor: accuracy, patience: 3}'],
  ])
  const result = JSON.parse(out)
  expect(code).toBe(0)
  expect(result.status).toBe('stoppedEarly')
  expect(result.epochs).toBe(result.bestEpoch + 3)
  expect(result.checkpoint).toBe('best.safetensors')
  const best = readCheckpoint(`${result.run}/best.safetensors`)
  expect(best.description.epoch).toBe(result.bestEpoch)
  expect(weightsDigest(best.weights)).toBe(result.digest)
  expect(best.description.validation).toEqual(result.validation)
})

test('--from starts from the weights of a run, which may be named by its id', async () => {
  const { out } = await project.run([
    ...['train', 'blobs.yaml', '--json', '-q', '--from', basename(run)],
    ...['--set', 'training.epochs=1', '--set', 'optimizer.adam.learningRate=0'],
  ])
  expect(digestOf({ code: 0, out, err: '' })).toBe(digestOf(first))
})

test('a regression reports its errors in the units of the file', async () => {
  project.write(
    'plane.yaml',
    `
data: { file: plane.csv, target: height }
model: { layers: [{ dense: { units: 16, activation: tanh } }] }
optimizer: { adam: { learningRate: 0.02 } }
training: { epochs: 60, batchSize: 16 }
`,
  )
  const { out } = await project.run(['train', 'plane.yaml', '--json', '-q'])
  const { validation } = JSON.parse(out)
  expect(Object.keys(validation)).toEqual([
    'loss',
    'inputGradientNorm',
    'meanAbsoluteError',
    'meanSquaredError',
    'r2',
  ])
  expect(validation.r2).toBeGreaterThan(0.95)
  // Heights spread by about 2: the loss is of the standardised target, the error is not.
  expect(validation.meanSquaredError / validation.loss).toBeGreaterThan(2)
})

test.each([
  ['--epochs', 'training.epochs'],
  ['--batch-size', 'training.batchSize'],
  ['--lr', 'optimizer.adam.learningRate'],
])('%s names the --set that does it', async (option, path) => {
  const { code, err } = await project.run(['train', 'blobs.yaml', option, '5'])
  expect(code).toBe(2)
  expect(err).toContain(`(did you mean --set ${path}=…?)`)
})

test('names of other programs are answered with ours, at the right place', async () => {
  project.write(
    'foreign.yaml',
    'data: { file: blobs.csv, label: label }\nlr: 0.1\nmodel: { layers: [{ linear: { size: 8 } }] }\nloss: mse\noptimizer: adamW\n',
  )
  const { err } = await project.run(['validate', 'foreign.yaml'])
  for (const words of [
    'data.label: unknown key; did you mean "target"?',
    'lr: unknown key here; did you mean "optimizer.adam.learningRate"?',
    'model.layers.0.linear: unknown key; did you mean "dense"?',
    'got "mse"; did you mean "squaredError"?',
    'got "adamW"; did you mean "adamw"?',
  ])
    expect(err).toContain(words)
})
