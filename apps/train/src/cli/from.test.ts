import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { blobs, blobsConfig, Project, plane } from './project.fixture.ts'

const project = new Project()
let run = ''
let first: Record<string, unknown> = {}

/** The blobs with other names or columns, and the config for them. */
const variant = (name: string, change: (text: string) => string): string => {
  project.write(`${name}.csv`, change(blobs(80)))
  project.write(`${name}.yaml`, blobsConfig.replace('blobs.csv', `${name}.csv`))
  return `${name}.yaml`
}

/** The cells of every line in another order. */
const reordered =
  (...order: readonly number[]) =>
  (text: string): string =>
    `${text
      .trimEnd()
      .split('\n')
      .map((line) => order.map((at) => line.split(',')[at]).join(','))
      .join('\n')}\n`

const train = async (
  ...args: readonly string[]
): Promise<{ code: number; err: string; result: Record<string, unknown> }> => {
  const { code, out, err } = await project.run(['train', ...args, '--json', '-q'])
  return { code, err, result: code === 0 ? JSON.parse(out) : {} }
}

beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
  first = (await train('blobs.yaml')).result
  run = String(first.run)
})
afterAll(() => project.remove())

/** Trains not at all: the weights stay those that it began with. */
const still = ['--set', 'training.epochs=1', '--set', 'optimizer.adam.learningRate=0']

describe('train --from', () => {
  test('finds columns by their names', async () => {
    const config = variant('swapped', reordered(1, 2, 0))
    const { result } = await train(config, '--from', run, ...still)
    expect(result.digest).toBe(first.digest)
    expect(result.validation).toEqual(
      (await train('blobs.yaml', '--from', run, ...still)).result.validation,
    )
  })

  test('tells of categories and missing cells that the checkpoint was not trained on', async () => {
    const table = (colours: readonly string[]): string =>
      `colour,x,label\n${Array.from({ length: 40 }, (_, i) => `${colours[i % colours.length]},${i / 10},${i % 2 === 0 ? 'no' : 'yes'}`).join('\n')}\n`
    project.write('blobs.colours.csv', table(['red', 'green', 'blue']))
    project.write('colours.yaml', blobsConfig.replace('blobs.csv', 'blobs.colours.csv'))
    const { result } = await train('colours.yaml')
    const again = ['train', 'colours.yaml', '--from', String(result.run), ...still]
    expect((await project.run(again)).err).not.toContain('colour"')
    project.write('blobs.codes.csv', table(['1', '2', '']))
    const codes = await project.run([
      ...again,
      '--set',
      `data.file=${project.path('blobs.codes.csv')}`,
    ])
    expect(codes.err).toMatch(
      /^note: .*"colour": \d+ of 32 training rows have "[12]", "[12]", which no training row of the checkpoint has: taken as none/m,
    )
    expect(codes.err).toMatch(
      /^note: .*"colour": \d+ of 32 training rows have no value, as no training row of the checkpoint did/m,
    )
  })

  test('keeps the scales of the checkpoint, and says where data are far from them', async () => {
    const config = variant('scaled', (text) => text.replaceAll(/^(-?)(\d)\.(\d{3})/gm, '$1$2$3.'))
    const { err } = await project.run(['train', config, '--from', run, ...still])
    expect(err).toContain(
      'last.safetensors: training starts from it, with its scales, fillings, categories and classes\n',
    )
    expect(err).toMatch(/scaled\.csv column "x": lies \d+ scales of 1\.1\d away from 0\.0\d+, /)
    expect(err).not.toContain('column "y": lies')
    const same = await project.run(['train', 'blobs.yaml', '--from', run, ...still])
    expect(same.err).not.toContain(': lies')
  })

  test.each([
    [
      'renamed classes',
      (text: string) => text.replaceAll(',a\n', ',apple\n').replaceAll(',b\n', ',zebra\n'),
      'row 2, column "label": a class must be one that the model was trained on, got "apple" beside a and b',
    ],
    [
      'a column it lacks',
      (text: string) => text.replace('x,', 'width,'),
      'the columns the model was trained on must be here: no column is named "x"',
    ],
    [
      'a column that is new',
      (text: string) => text.replaceAll('\n', ',1\n').replace('label,1', 'label,extra'),
      'the checkpoint was not trained on "extra"; leave out what it does not know: data.exclude: [extra]',
    ],
    [
      'text in a numeric column',
      (text: string) => text.replaceAll(/^(?!x)[^,]*/gm, 'red').replace(/red$/, ''),
      'column "x": must be a number, got "red"',
    ],
  ])('refuses data with %s', async (name, change, fault) => {
    const runs = project.runs()
    const { code, err } = await train(variant(name.replaceAll(' ', '-'), change), '--from', run)
    expect([code, err]).toEqual([2, expect.stringContaining(fault)])
    expect(project.runs()).toEqual(runs)
  })

  test.each([
    ['data.scale=minMax', 'data.columns.x.scale: must be standardize as in the checkpoint'],
    ['data.columns.y={missing: median}', 'data.columns.y.missing: must be mean as in'],
    ['data.columns.y={type: categorical}', 'data.columns.y.type: must be numeric as in'],
    ['data.target=x', 'data.target: must be "label" as in'],
    ['data.task=regression', 'data.task: must be classification as in'],
    ['data.exclude=[x]', 'data.exclude: must not name "x", which the checkpoint was trained on'],
    ['data.exclude=[z]', 'data.exclude: no column is named "z"'],
    [
      'model.layers.0.dense.activation=relu',
      'model.layers.0.dense.activation: must be tanh as in the checkpoint',
    ],
  ])('refuses %s', async (override, fault) => {
    const { code, err } = await train('blobs.yaml', '--from', run, '--set', override)
    expect([code, err]).toEqual([2, expect.stringContaining(fault)])
  })

  test('refuses another activation within a layer that holds layers', async () => {
    const layer = 'model.layers=[{residual: [{dense: {units: 2, activation: tanh}}]}]'
    const { result } = await train('blobs.yaml', '--set', layer, '--set', 'name=block')
    const { code, err } = await train(
      ...['blobs.yaml', '--from', String(result.run), '--set', layer.replace('tanh', 'relu')],
    )
    const fault = 'model.layers.0.residual.layers.0.dense.activation: must be tanh as in'
    expect([code, err]).toEqual([2, expect.stringContaining(fault)])
  })

  test('refuses another scale of the target', async () => {
    project.write('plane.csv', plane(40))
    project.write(
      'plane.yaml',
      'data: { file: plane.csv, target: height }\nmodel: { layers: [] }\ntraining: { epochs: 1 }\n',
    )
    const { result } = await train('plane.yaml')
    const args = ['plane.yaml', '--from', String(result.run), '--set', 'data.scaleTarget=false']
    expect((await train(...args)).err).toContain(
      'data.scaleTarget: must be true as in the checkpoint',
    )
  })
})

describe('a run that started from a checkpoint', () => {
  test('repeats from its own config, which names the file and its digest', async () => {
    const { result } = await train('blobs.yaml', '--from', 'runs/blobs', '--set', 'seed=9')
    const { from } = parse(readFileSync(`${result.run}/config.yaml`, 'utf8'))
    expect(from).toEqual({
      checkpoint: expect.stringMatching(/last\.safetensors$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(result.from).toEqual(from)
    const again = await train(`${result.run}/config.yaml`)
    expect([again.err, again.result.digest]).toEqual(['', result.digest])
    const { out } = await project.run(['evaluate', String(result.run), '--json'])
    expect(JSON.parse(out).figures).toEqual(result.validation)
  })

  test('does not repeat from a checkpoint that has changed', async () => {
    const { result } = await train('blobs.yaml', '--from', run)
    const other = (await train('blobs.yaml', '--set', 'seed=5')).result
    const config = readFileSync(`${result.run}/config.yaml`, 'utf8')
    project.write('moved.yaml', config.replace(run, String(other.run)))
    const { code, err } = await train('moved.yaml')
    expect([code, err]).toEqual([2, expect.stringContaining('has changed: from.sha256 says ')])
    writeFileSync(project.path('moved.yaml'), config.replace(/sha256: .*/, 'sha256: null'))
    expect((await train('moved.yaml')).result.digest).toBe(result.digest)
  })

  test('may name it in the config, from the folder of the config', async () => {
    project.write('from.yaml', `${blobsConfig}from: { checkpoint: ${run} }\n`)
    const { result } = await train('from.yaml', ...still)
    expect(result.digest).toBe(first.digest)
  })
})
