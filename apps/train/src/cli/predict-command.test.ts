import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, Project } from './project.fixture.ts'
import { rowsOf, trainBlobs } from './trained-blobs.fixture.ts'

const project = new Project()
let run = ''
beforeAll(async () => {
  ;({ run } = await trainBlobs(project))
})
afterAll(() => project.remove())

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

  test('is said of the name of a column too', async () => {
    project.write('named.csv', blobs(40).replace('x,y', '=x,y'))
    const set = ['data.file=named.csv', 'name=named', 'penalties=null']
    const { out } = await project.run([
      ...['train', 'blobs.yaml', '--json', '-q', ...set.flatMap((text) => ['--set', text])],
    ])
    const { run } = JSON.parse(out)
    const { out: predicted, err } = await project.run(['predict', run, 'named.csv'])
    expect(predicted).toMatch(/^'=x,y,/)
    expect(err).toContain('note: 1 cell of the file, such as "=x", begins as formulas do')
  })
})
