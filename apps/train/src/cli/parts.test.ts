import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

const train = async (
  ...args: readonly string[]
): Promise<{ code: number; err: string; result: Record<string, unknown> }> => {
  const { code, out, err } = await project.run(['train', 'blobs.yaml', '--json', '-q', ...args])
  return { code, err, result: code === 0 ? JSON.parse(out) : {} }
}

describe('a test part', () => {
  test('is measured once, at the end, with the final weights, and chooses nothing', async () => {
    const { result } = await train('--set', 'data.test={fraction: 0.2}')
    expect(result.rows).toEqual({ training: 48, validation: 16, test: 16 })
    const { out } = await project.run(['evaluate', String(result.run), '--part', 'test', '--json'])
    const evaluated = JSON.parse(out)
    expect(evaluated).toMatchObject({ part: 'test', rows: 16, dataChanged: false })
    expect(evaluated.figures).toEqual(result.test)
    expect(result.test).not.toEqual(result.validation)
    expect(JSON.parse(readFileSync(`${result.run}/result.json`, 'utf8')).test).toEqual(result.test)
    expect(readFileSync(`${result.run}/metrics.jsonl`, 'utf8')).not.toContain('test')
  })

  test('is measured with the weights of the best epoch where that is the final one', async () => {
    const { result } = await train(
      ...['--set', 'data.test={fraction: 0.2}', '--set', 'training.epochs=100'],
      ...['--set', 'training.earlyStopping={monitor: accuracy, patience: 3}'],
    )
    expect(result).toMatchObject({ status: 'stoppedEarly', checkpoint: 'best.safetensors' })
    const { out } = await project.run(['evaluate', String(result.run), '--part', 'test', '--json'])
    expect(JSON.parse(out).figures).toEqual(result.test)
  })

  test('is told apart by a person', async () => {
    const { out, err } = await project.run([
      ...['train', 'blobs.yaml', '--set', 'data.test={fraction: 0.2}'],
    ])
    expect(err).toContain('48 training rows, 16 validation rows, 16 test rows, ')
    expect(out).toMatch(/\nvalidation, last epoch 5\n(.|\n)*\ntest, last epoch 5\n {2}loss /)
  })

  test('cannot be evaluated where there is none, nor beside a file', async () => {
    const { result } = await train()
    expect(result.test).toBe(null)
    const none = await project.run(['evaluate', String(result.run), '--part', 'test'])
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('the run has no test part')])
    const file = ['evaluate', String(result.run), 'blobs.csv', '--part', 'test']
    const both = await project.run(file)
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('leave one out')])
  })
})

describe('a figure that the validation part does not allow', () => {
  /** The blobs with all rows of class `a` to train on, and six of class `b` alone to validate. */
  const oneClass = (): string => {
    const [head, ...rows] = blobs(80).trimEnd().split('\n')
    const part = (i: number): string => (i % 2 === 1 && i < 12 ? 'val' : 'fit')
    return `part,${head}\n${rows.map((row, i) => `${part(i)},${row}\n`).join('')}`
  }
  const settings = [
    ...['--set', 'data.file=one.csv', '--set', 'data.validation={column: part, value: val}'],
  ]
  beforeAll(() => {
    project.write('one.csv', oneClass())
    project.write('one.yaml', blobsConfig.replace('blobs.csv', 'one.csv'))
  })
  const run = (...args: readonly string[]): ReturnType<Project['run']> =>
    project.run(['train', 'one.yaml', ...settings.slice(2), ...args])

  test('is refused before training where early stopping watches it', async () => {
    const { code, err } = await run('--set', 'training.earlyStopping={monitor: auc}')
    expect(code).toBe(2)
    expect(err).toContain(
      'training.earlyStopping.monitor: auc cannot be computed of the validation part: it needs rows of both classes, got only "b"',
    )
  })

  test('is null with a reason where nothing watches it', async () => {
    const { code, out } = await run('--json', '-q')
    const { validation, remarks } = JSON.parse(out)
    expect([code, validation.auc, validation.accuracy]).toEqual([0, null, expect.any(Number)])
    expect(remarks.validation.auc).toBe('it needs rows of both classes, got only "b"')
    const person = await run()
    expect(person.out).toMatch(/auc +none: it needs rows of both classes, got only "b"\n/)
    expect(person.out + person.err).not.toContain('NaN')
  })

  test.each([
    ['1 row', '7', 'it needs 2 rows, got 1'],
    ['one target', '7\n8', 'the target never differs'],
  ])('is refused for the R² of %s', async (_, inputs, reason) => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i},${i}.5\n`)
    project.write('line.csv', `x,y\n${lines.join('')}`)
    project.write(
      'few.csv',
      `x,y\n${inputs
        .split('\n')
        .map((x) => `${x},2.5\n`)
        .join('')}`,
    )
    project.write(
      'line.yaml',
      `data: { file: line.csv, target: y, validation: { file: few.csv } }\nmodel: { layers: [] }\ntraining: { epochs: 2 }\n`,
    )
    const args = ['train', 'line.yaml', '--json', '-q']
    const monitored = await project.run([...args, '--set', 'training.earlyStopping={monitor: r2}'])
    expect([monitored.code, monitored.err]).toEqual([2, expect.stringContaining(reason)])
    const { validation, remarks } = JSON.parse((await project.run(args)).out)
    expect([validation.r2, remarks.validation.r2]).toEqual([null, reason])
  })
})

test('evaluating the file that was trained on is told', async () => {
  const { result } = await train()
  const { out } = await project.run(['evaluate', String(result.run), 'blobs.csv', '--json'])
  expect(JSON.parse(out).notices).toEqual([
    expect.objectContaining({
      text: expect.stringContaining('is the file that the run was trained on'),
    }),
  ])
  project.write('more.csv', blobs(82))
  const other = await project.run(['evaluate', String(result.run), 'more.csv', '--json'])
  expect(JSON.parse(other.out).notices).toEqual([])
})

test('beside the accuracy stands what the most frequent class alone reaches', async () => {
  const { result } = await train()
  expect(result.remarks).toMatchObject({
    validation: { accuracy: 'always "a" reaches 0.5000' },
    test: {},
  })
})

describe('data that has changed since training', () => {
  const other = new Project()
  afterAll(() => other.remove())
  // Rows in another order: the same preprocessing, but other rows validate.
  const shuffled = (text: string): string => {
    const [head, ...rows] = text.trimEnd().split('\n')
    return `${[head, ...rows.slice(40), ...rows.slice(0, 40)].join('\n')}\n`
  }

  test.each([
    ['data', 'blobs.csv', ''],
    ['validation', 'val.csv', 'validation: { file: val.csv }'],
    ['test', 'test.csv', 'test: { file: test.csv }'],
  ])('the %s file is refused, unless it is asked for', async (_, name, settings) => {
    for (const [file, rows] of [
      ['blobs.csv', 80],
      ['val.csv', 60],
      ['test.csv', 70],
    ] as const) {
      other.write(file, blobs(rows))
    }
    other.write('blobs.yaml', blobsConfig.replace('label }', `label, ${settings} }`))
    await other.run(['train', 'blobs.yaml', '-q'])
    const before = await other.run(['evaluate', 'runs/blobs', '--json'])
    expect(before.code).toBe(0)
    other.write(name, shuffled(other.read(name)))
    const { code, err } = await other.run(['evaluate', 'runs/blobs'])
    expect(code).toBe(2)
    expect(err).toContain(`${name}: has changed since training`)
    expect(err).toContain('--data-changed')
    const { out } = await other.run(['evaluate', 'runs/blobs', '--data-changed', '--json'])
    expect(JSON.parse(out)).toMatchObject({ part: 'validation', dataChanged: true })
    const person = await other.run(['evaluate', 'runs/blobs', '--data-changed'])
    expect(person.out).toContain('which has changed since training')
  })

  test('without a column that the model needs says so, with --data-changed', async () => {
    other.write('blobs.csv', blobs(80).replace('x,y', 'z,y'))
    const { code, err } = await other.run(['evaluate', 'runs/blobs', '--data-changed'])
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(
        'the columns the model was trained on must be here: no column is named "x"',
      ),
    ])
  })
})
