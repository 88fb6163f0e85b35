import { Rng } from '@sobolev/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, Project } from './project.fixture.ts'

const project = new Project()

/** Rows of 160 sequences of 2 to 6 steps, not in order of time; the class of a step is the parity of the bits so far. */
function parities(): string {
  const bits = new Rng(3).bernoulli(0.5, [160 * 6]).data
  const rows = Array.from({ length: 160 }, (_, i) => {
    let odd = 0
    return Array.from({ length: 2 + (i % 5) }, (_, t) => {
      const bit = Number(bits[6 * i + t])
      odd ^= bit
      return `s${i},${t},${bit},${odd ? 'odd' : 'even'}\n`
    })
  }).flat()
  const order = new Rng(4).permutation(rows.length).data
  return `id,t,bit,parity\n${Array.from(order, (row) => rows[row] ?? '').join('')}`
}

const config = `
seed: 1
data: { file: a.csv, target: parity, sequence: { id: id, time: t, target: step } }
model: { layers: [{ gru: { units: 8, returnSequences: true } }] }
optimizer: { adam: { learningRate: 0.05 } }
training: { epochs: 14, batchSize: 16 }
`
const run = (...argv: string[]): Promise<Outcome> => project.run(argv)
const withSettings = (settings: readonly string[]): string[] =>
  settings.flatMap((setting) => ['--set', setting])

let rows: string[][]

beforeAll(async () => {
  const text = parities()
  rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  project.write('a.csv', text)
  project.write('a.yaml', config)
  expect((await run('train', 'a.yaml', '-q')).code).toBe(0)
})
afterAll(() => project.remove())

describe('a target for each step', () => {
  test('is learnt, and every step counts in the metrics', async () => {
    const { out } = await run('evaluate', 'runs/a', '--json')
    const { rows, steps, figures, tables } = JSON.parse(out)
    expect(rows).toBe(32)
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.98)
    const counted = tables.confusionMatrix
    const cells = Object.values(counted)
      .flat(2)
      .filter((cell) => typeof cell === 'number')
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(steps)
    const other = JSON.parse((await run('evaluate', 'runs/a', 'a.csv', '--json')).out)
    expect([other.rows, other.steps]).toEqual([160, 640])
  })

  test('has a line in the predictions, in the order of the file, whatever stands beside it', async () => {
    const whole = (await run('predict', 'runs/a', 'a.csv', '-q')).out.trimEnd().split('\n')
    expect(whole[0]).toBe('id,t,bit,parity,prediction,probability_even,probability_odd')
    const lines = whole.slice(1).map((line) => line.split(','))
    expect(lines.map((cells) => cells.slice(0, 4))).toEqual(rows)
    const right = lines.filter(([, , , parity, prediction]) => parity === prediction)
    expect(right.length).toBeGreaterThan(0.98 * rows.length)
    const short = rows.filter(([id]) => id === 's0').map((row) => row.slice(0, 3))
    project.write('few.csv', `id,t,bit\n${short.map((row) => `${row}\n`).join('')}`)
    const { predictions } = JSON.parse((await run('predict', 'runs/a', 'few.csv', '--json')).out)
    expect(predictions.map(({ prediction }: { prediction: string }) => prediction)).toEqual(
      lines.flatMap(([id, , , , prediction]) => (id === 's0' ? [prediction] : [])),
    )
    expect(predictions.map(({ row }: { row: number }) => row)).toEqual([2, 3])
  })

  test('trains on from a checkpoint, with a penalty and accumulated batches', async () => {
    const settings = ['name=more', 'training.epochs=1', 'training.accumulate=2']
    const others = ['penalties.inputGradient=0.01', 'metrics.fgsm=0.01', 'classWeights=balanced']
    const more = ['train', 'a.yaml', '--json', '-q', '--from', 'runs/a']
    const { out, code } = await run(...more, ...withSettings([...settings, ...others]))
    expect(code).toBe(0)
    const { validation: figures } = JSON.parse(out)
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.98)
    expect(figures.fgsm).toBeGreaterThanOrEqual(0.98)
    const { err } = await run(...more, ...withSettings(['data.sequence.target=id']))
    expect(err).toContain('data.sequence.target: must be step as in the checkpoint')
  })

  test('gives the same weights eagerly, with a penalty', async () => {
    const some = rows.filter(([id = '']) => id.length < 3)
    const file = project.write(
      'some.csv',
      `id,t,bit,parity\n${some.map((row) => `${row}\n`).join('')}`,
    )
    const settings = [`data.file=${file}`, 'penalties.inputGradient=0.1', 'training.epochs=1']
    const digest = async (...argv: string[]): Promise<string> => {
      const train = ['train', 'a.yaml', '--json', '-q', ...withSettings(['name=one', ...settings])]
      return JSON.parse((await run(...train, ...argv)).out).digest
    }
    const eager = await digest('--eager')
    expect(eager).toMatch(/^[0-9a-f]{64}$/)
    expect(await digest()).toBe(eager)
  })

  test('needs a model that keeps the steps, and the other way round', async () => {
    const validate = async (setting: string): Promise<string> =>
      (await run('validate', 'a.yaml', ...withSettings([setting]))).err
    expect(await validate('model.layers=[{gru: 8}]')).toContain(
      'model.layers: the last layer must give [6, features] of sequences [6, 1], as each step has a target, got [8]; a recurrent layer gives all steps with returnSequences: true',
    )
    expect(await validate('data.sequence.target=id')).toMatch(
      /must be the same in all rows of id .*; where each step has a target, set data.sequence.target: step/,
    )
  })
})
