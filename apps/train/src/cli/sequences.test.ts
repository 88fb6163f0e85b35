import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, Project } from './project.fixture.ts'

const project = new Project()

/** Sequences of 2 to 6 steps; the class is the sign of the last step, which the padding would hide. */
function sequences(count: number): string {
  const value = (i: number, t: number): number => (((i * 7 + t * 13) % 17) - 8 || 1) / 4
  const rows = Array.from({ length: count }, (_, i) => {
    const length = 2 + (i % 5)
    const name = value(i, length - 1) > 0 ? 'up' : 'down'
    return Array.from({ length }, (_, t) => `s${i},${t},${value(i, t)},${name}\n`)
  })
  return `id,t,x,y\n${rows.flat().join('')}`
}

const config = `
seed: 1
data: { file: a.csv, target: y, sequence: { id: id, time: t } }
model: { layers: [{ gru: 8 }] }
optimizer: { adam: { learningRate: 0.03 } }
training: { epochs: 6, batchSize: 16 }
`
const run = (...argv: string[]): Promise<Outcome> => project.run(argv)
const validate = (...settings: string[]): Promise<Outcome> =>
  run('validate', 'a.yaml', ...settings.flatMap((setting) => ['--set', setting]))

beforeAll(async () => {
  project.write('a.csv', sequences(200))
  project.write('a.yaml', config)
  const { code, err } = await run('train', 'a.yaml', '-q')
  expect(`${code} ${err}`).toBe('0 ')
})
afterAll(() => project.remove())

describe('sequences of differing lengths', () => {
  test('are what is counted, and the columns that make them are told', async () => {
    const { out } = await validate()
    expect(out).toMatch(/^160 training sequences, 40 validation sequences, up to 6 steps, 1 feat/m)
    expect(out).toMatch(/^id +sequences +200: s0, s1, /m)
    expect(out).toMatch(/^t +time +0 to 5 +0$/m)
    const { rows, steps, columns } = JSON.parse((await run('validate', 'a.yaml', '--json')).out)
    expect([rows, steps]).toEqual([{ training: 160, validation: 40, test: 0 }, 6])
    expect(columns.map(({ role }: { role: string }) => role)).toEqual([
      'target',
      'id of sequences',
      'time',
      'input',
    ])
  })

  test('are learnt, and measured by their own last step', async () => {
    const { out } = await run('evaluate', 'runs/a')
    expect(out).toMatch(/a\.csv, 40 sequences$/m)
    const { figures } = JSON.parse((await run('evaluate', 'runs/a', '--json')).out)
    expect(figures.accuracy).toBeGreaterThan(0.95)
    const other = JSON.parse((await run('evaluate', 'runs/a', 'a.csv', '--json')).out)
    expect(other.rows).toBe(200)
  })

  test('have the same loss for an optimizer that evaluates it several times a step', async () => {
    const lossWith = async (optimizer: string): Promise<number> => {
      const settings = [`optimizer=${optimizer}`, 'training.batchSize=160', 'training.epochs=1']
      const set = settings.flatMap((setting) => ['--set', setting])
      const { out } = await run('train', 'a.yaml', '-q', ...set, '--set', 'name=first')
      return JSON.parse(project.read(`${out.trim()}/metrics.jsonl`)).training.loss
    }
    expect(await lossWith('lbfgs')).toBeCloseTo(await lossWith('adam'), 6)
  })

  test('have one line each in the predictions, whatever stands beside them in the file', async () => {
    const steps = 'b,0,1\na,1,-1\na,0,-2\nb,1,0.5\n'
    project.write('few.csv', `id,t,x\n${steps}`)
    project.write('more.csv', `id,t,x\n${steps}${'c,0,1\n'.repeat(30)}`)
    const [few, more] = [
      await run('predict', 'runs/a', 'few.csv', '-q'),
      await run('predict', 'runs/a', 'more.csv'),
    ]
    const lines = few.out.trim().split('\n')
    expect(lines[0]).toBe('id,prediction,probability_down,probability_up')
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
      ['b', 'up'],
      ['a', 'down'],
    ])
    expect(more.out.trim().split('\n').slice(0, 3)).toEqual(lines)
    expect(more.err).toContain('the longest sequence has 30 steps, more than the 6 of the longest')
    const { predictions, rows } = JSON.parse(
      (await run('predict', 'runs/a', 'few.csv', '--json')).out,
    )
    expect(rows).toBe(2)
    expect(predictions).toMatchObject([
      { id: 'b', prediction: 'up' },
      { id: 'a', prediction: 'down' },
    ])
  })

  test('train on from a checkpoint that has the same columns', async () => {
    const more = ['train', 'a.yaml', '-q', '--from', 'runs/a', '--set', 'name=more']
    expect((await run(...more, '--set', 'training.epochs=1')).code).toBe(0)
    const { code, err } = await run(...more, '--set', 'data.sequence.time=null')
    expect(code).toBe(2)
    expect(err).toContain('data.sequence.time: must be t as in the checkpoint')
  })

  test('are refused by layers that might take the padding for steps, before anything is trained', async () => {
    const { code, err } = await validate('model.layers=[flatten]')
    expect(code).toBe(2)
    expect(err).toMatch(
      /must take the sequences of the training part, which have different numbers/,
    )
    expect(err).toMatch(/Flatten/)
    const equal = project.write('equal.csv', sequences(200).replace(/^s\d+,[2-9],.*\n/gm, ''))
    expect((await validate(`data.file=${equal}`, 'model.layers=[flatten]')).err).toBe('')
  })

  test('become a model of the same weights from a file in another order', async () => {
    const [header = '', ...rows] = sequences(200).trimEnd().split('\n')
    const digestOf = async (): Promise<unknown> => {
      const { out } = await run('train', 'a.yaml', '--json', '-q', '--set', 'training.epochs=1')
      return JSON.parse(out).digest
    }
    const digest = await digestOf()
    const last = rows.filter((row) => !row.includes(',0,')).toReversed()
    const first = rows.filter((row) => row.includes(',0,'))
    project.write('a.csv', `${[header, ...first, ...last].join('\n')}\n`)
    expect(await digestOf()).toBe(digest)
  })
})
