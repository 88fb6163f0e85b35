import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { halves, idxBytes } from '../data/idx.fixture.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
const put = (name: string, bytes: Uint8Array): void => writeFileSync(project.path(name), bytes)

const config = `
seed: 1
data: { file: some-images-idx3-ubyte.gz, target: label, test: { file: test-images.idx3-ubyte } }
model: { layers: [{ convolution: { filters: 4, activation: relu } }, flatten] }
optimizer: { adam: { learningRate: 0.02 } }
training: { epochs: 4, batchSize: 16 }
`

beforeAll(async () => {
  const [some, others] = [halves(80), halves(30, 80)]
  put('some-images-idx3-ubyte.gz', gzipSync(some.images))
  put('some-labels-idx1-ubyte.gz', gzipSync(some.labels))
  put('test-images.idx3-ubyte', others.images)
  put('test-labels.idx1-ubyte', others.labels)
  project.write('a.yaml', config)
  const { code, err } = await project.run(['train', 'a.yaml', '-q'])
  expect(`${code} ${err}`).toBe('0 ')
})
afterAll(() => project.remove())

describe('images of IDX files', () => {
  test('have their shape, classes and one scale for all pixels', async () => {
    const { out, err } = await project.run(['validate', 'a.yaml', '--json'])
    const { rows, classes, features, columns, notices } = JSON.parse(out)
    expect(err).toBe('')
    expect(rows).toEqual({ training: 64, validation: 16, test: 30 })
    expect(classes).toEqual(['0', '1'])
    expect(features).toHaveLength(16)
    const scales = columns.flatMap((column: { role: string; scaledBy: object }) =>
      column.role === 'input' ? [JSON.stringify(column.scaledBy)] : [],
    )
    expect(new Set(scales).size).toBe(1)
    // The last column of every image is dark, which is nothing odd.
    expect(JSON.stringify(notices)).not.toMatch(/tells nothing/)
  })

  test('are one line of the table', async () => {
    const { out } = await project.run(['validate', 'a.yaml'])
    expect(out).toMatch(/^pixel1–16 +numbers +0 to 239 +0 /m)
    expect(out).not.toMatch(/^pixel2/m)
    expect((await project.run(['validate', 'a.yaml', '--all-columns'])).out).toMatch(/^pixel2 /m)
  })

  test('are what data.shape says, or numbers without order where a pixel is left out', async () => {
    const validate = (...settings: string[]) =>
      project.run(['validate', 'a.yaml', '--json', ...settings.flatMap((text) => ['--set', text])])
    const dense = 'model={ layers: [{ dense: { units: 3 } }] }'
    expect((await validate(dense)).code).toBe(2)
    expect((await validate(dense, 'data.shape=[16]')).code).toBe(0)
    const { out } = await validate(dense, 'data.exclude=[pixel16]')
    expect(JSON.parse(out).features).toHaveLength(15)
  })

  test('are of a number, if the config says so', async () => {
    const { out } = await project.run([
      'validate',
      'a.yaml',
      '--json',
      '--set',
      'data.task=regression',
    ])
    expect(JSON.parse(out)).toMatchObject({ task: 'regression', classes: [] })
  })

  test('are known without a telling name, plain or packed, and from standard input', async () => {
    put('digits.bin', gzipSync(halves(5).images))
    const named = await project.run(['predict', 'runs/a', 'digits.bin', '-q'])
    expect(named.out.trim().split('\n')).toHaveLength(6)
    const piped = await project.run(['predict', 'runs/a', '-', '-q'], {
      ...project.io(),
      stdin: [halves(5).images],
    })
    expect(piped.out).toBe(named.out)
    const { err } = await project.run(['evaluate', 'runs/a', 'digits.bin'])
    expect(err).toMatch(/digits\.bin: has no labels; they are looked for beside a file/)
  })

  test('may move, labels and all', async () => {
    mkdirSync(project.path('moved'))
    for (const name of ['some-images-idx3-ubyte.gz', 'some-labels-idx1-ubyte.gz']) {
      renameSync(project.path(name), project.path(`moved/${name}`))
    }
    const place = `data.file=${project.path('moved/some-images-idx3-ubyte.gz')}`
    const { code, err } = await project.run(['evaluate', 'runs/a', '-q', '--set', place])
    for (const name of ['some-images-idx3-ubyte.gz', 'some-labels-idx1-ubyte.gz']) {
      renameSync(project.path(`moved/${name}`), project.path(name))
    }
    expect(`${code} ${err}`).toBe('0 ')
  })

  test('go on from a checkpoint', async () => {
    const argv = ['train', 'a.yaml', '-q', '--set', `from.checkpoint=${project.path('runs/a')}`]
    const { code, err } = await project.run([...argv, '--set', 'name=b'])
    expect(`${code} ${err}`).toBe('0 ')
  })

  test('are learnt, and measured in another file', async () => {
    const { code, out } = await project.run([
      'evaluate',
      'runs/a',
      'test-images.idx3-ubyte',
      '--json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out).figures.accuracy).toBe(1)
  })

  test('are predicted beside their labels, or without any', async () => {
    const labelled = await project.run(['predict', 'runs/a', 'test-images.idx3-ubyte', '-q'])
    expect(labelled.out.split('\n')[0]).toMatch(/^label,prediction,/)
    expect(labelled.out.trim().split('\n')).toHaveLength(31)
    put('new.idx3-ubyte', halves(2).images)
    const bare = await project.run(['predict', 'runs/a', 'new.idx3-ubyte', '-q'])
    expect(bare.out.split('\n')[0]).toMatch(/^prediction,/)
    expect(bare.out.trim().split('\n')).toHaveLength(3)
  })

  test('are the same as CSV rows, but for the scale', async () => {
    const csv = project.write('rows.csv', await rowsOf(20))
    const { out } = await project.run(['evaluate', 'runs/a', csv, '--json'])
    expect(JSON.parse(out)).toMatchObject({ rows: 20, figures: { accuracy: 1 } })
  })

  test('and labels that have changed since training are told', async () => {
    const path = 'some-labels-idx1-ubyte.gz'
    renameSync(project.path(path), project.path('kept'))
    put(path, gzipSync(idxBytes([80], new Uint8Array(80))))
    const changed = await project.run(['evaluate', 'runs/a'])
    renameSync(project.path('kept'), project.path(path))
    expect(changed.code).toBe(2)
    expect(changed.err).toMatch(/some-labels-idx1-ubyte\.gz: has changed since training/)
    expect((await project.run(['evaluate', 'runs/a', '--json'])).code).toBe(0)
  })
})

test('rows of an IDX file that are no images are columns, each with its own scale', async () => {
  put(
    'flat-images.idx2',
    idxBytes(
      [20, 2],
      Array.from({ length: 40 }, (_, i) => i * (1 + (i % 2))),
    ),
  )
  put(
    'flat-labels.idx1',
    idxBytes(
      [20],
      Array.from({ length: 20 }, (_, i) => i % 2),
    ),
  )
  const file = `data.file=${project.path('flat-images.idx2')}`
  const dense = 'model={ layers: [{ dense: { units: 3 } }] }'
  const settings = [file, dense, 'data.test=null'].flatMap((text) => ['--set', text])
  const { out } = await project.run(['validate', 'a.yaml', '--json', ...settings])
  const [first, second] = JSON.parse(out).columns.slice(1)
  expect(first.scaledBy.scale).not.toBe(second.scaledBy.scale)
})

describe('IDX files that do not fit', () => {
  test.each([
    [
      'no labels',
      { 'x-images.idx3': halves(4).images },
      /x-images\.idx3: has no labels; put them beside it as x-labels\.idx1/,
    ],
    [
      'labels of another count',
      { 'y-images.idx3': halves(4).images, 'y-labels.idx1': halves(5).labels },
      /y-labels\.idx1: must hold one label for each of the 4 rows of .*, got 5/,
    ],
    [
      'labels alone',
      { 'z-labels.idx1': halves(5).labels },
      /must hold rows of numbers, such as images, got single numbers/,
    ],
    [
      'another format',
      { 'w-images.idx3': Buffer.from('x,y\n1,2\n') },
      /w-images\.idx3: must begin with the header of an IDX file/,
    ],
    [
      'a file cut off',
      { 'v-images.idx3': halves(5).images.subarray(0, 40) },
      /v-images\.idx3: must be 96 bytes unpacked, .* got less, 40/,
    ],
  ] as const)('%s', async (_, files, message) => {
    for (const [name, bytes] of Object.entries(files)) put(name, bytes)
    const [file = ''] = Object.keys(files)
    const { code, err } = await project.run([
      'validate',
      'a.yaml',
      '--set',
      `data.file=${project.path(file)}`,
    ])
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('a missing file, and settings of CSV files', async () => {
    const missing = await project.run([
      'validate',
      'a.yaml',
      '--set',
      `data.file=${project.path('u.idx3')}`,
    ])
    expect(missing.err).toMatch(/u\.idx3: no such IDX file/)
    const set = ['--set', 'data.delimiter=;', '--set', 'data.header=false']
    const { err } = await project.run(['validate', 'a.yaml', ...set])
    expect(err).toMatch(/data\.delimiter: must be left out for an IDX file/)
    expect(err).toMatch(/data\.header: must be left out for an IDX file/)
  })

  test('images of another size, for a trained model', async () => {
    put('large.idx3', idxBytes([1, 8, 8], new Uint8Array(64)))
    const { code, err } = await project.run(['predict', 'runs/a', 'large.idx3'])
    expect(code).toBe(2)
    expect(err).toMatch(/large\.idx3: must hold rows of shape \[1, 4, 4\] .*, got \[1, 8, 8\]/)
  })
})

async function rowsOf(count: number): Promise<string> {
  const { images, labels } = halves(count)
  const names = Array.from({ length: 16 }, (_, pixel) => `pixel${pixel + 1}`)
  const rows = Array.from({ length: count }, (_, row) =>
    [labels[8 + row], ...images.subarray(16 + 16 * row, 32 + 16 * row)].join(),
  )
  return `label,${names.join()}\n${rows.join('\n')}\n`
}
