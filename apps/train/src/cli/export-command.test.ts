import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile } from '../run/safetensors.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

type Row = Readonly<Record<string, unknown>>
type Predict = (rows: readonly Row[]) => readonly (Readonly<Record<string, unknown>> | null)[]

/** The `predict` of a module that was exported. */
async function predictOf(file: string): Promise<Predict> {
  const { predict }: { readonly predict: Predict } = await import(
    pathToFileURL(project.path(file)).href
  )
  return predict
}

/** Cells as text, by the names in the head. */
function rowsOf(csv: string): Row[] {
  const [head = [], ...lines] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])))
}

/** Compares what a module predicts of a file with what `predict --json` says. */
async function compare(run: string, csv: string, file: string): Promise<Predict> {
  expect(await project.run(['export', run, '-o', file])).toMatchObject({ code: 0 })
  const predict = await predictOf(file)
  const { out } = await project.run(['predict', run, csv, '--json', '-q'])
  const wanted: Record<string, unknown>[] = JSON.parse(out).predictions
  const found = predict(rowsOf(project.read(csv))).filter((one) => one !== null)
  expect(found).toHaveLength(wanted.length)
  wanted.forEach(({ row: _, ...prediction }, i) => {
    const other = found[i] ?? {}
    expect(Object.keys(other)).toEqual(Object.keys(prediction))
    for (const [name, value] of Object.entries(prediction))
      if (typeof value !== 'number') expect(other[name]).toBe(value)
      else {
        const distance = Math.abs(Number(other[name]) - value)
        expect(distance).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)))
      }
  })
  return predict
}

/** Numbers that are missing here and there, a text, a date, large numbers, and a percentage with a comma. */
const mixed = `size;colour;when;stamp;share;price\n${Array.from({ length: 60 }, (_, i) => {
  const size = i % 7 === 3 ? 'NA' : (i * 37) % 23
  const colour = ['red', 'green', 'blue, dark', ''][i % 4]
  const when = `2024-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + ((i * 5) % 28)).padStart(2, '0')}T${String(i % 24).padStart(2, '0')}:30:00Z`
  return `${size};${colour};${when};${1_700_000_000 + i * 86_123};${i % 10},5 %;${1000 + 3 * i - (i % 5)}`
}).join('\n')}\n`

describe('export', () => {
  beforeAll(async () => {
    project.write('blobs.csv', blobs(80))
    project.write('blobs.yaml', blobsConfig)
    await project.run(['train', 'blobs.yaml', '-q'])
  })

  test('reads what is missing where an empty text is not', async () => {
    const kinds = ['a', 'b', '?', 'b', '']
    const lines = Array.from({ length: 40 }, (_, i) => `${i % 7},${kinds[i % 5]},${i}`)
    project.write('marked.csv', ['x,kind,y', ...lines].join('\n'))
    project.write(
      'marked.yaml',
      `
data:
  file: marked.csv
  target: y
  missingValues: { only: ['?'] }
  missing: { categorical: category }
model: { layers: [{ dense: 3 }] }
training: { epochs: 2 }`,
    )
    await project.run(['train', 'marked.yaml', '-q'])
    const predict = await compare('runs/marked', 'marked.csv', 'marked.js')
    expect(predict([{ x: 1, kind: null }])).toEqual(predict([{ x: 1, kind: '?' }]))
    expect(predict([{ x: 1, kind: null }])).not.toEqual(predict([{ x: 1, kind: '' }]))
  })

  test('writes a module that predicts classes', async () => {
    const predict = await compare('runs/blobs', 'blobs.csv', 'blobs.js')
    expect(predict([{ x: 1, y: -1 }])[0]).toMatchObject({ prediction: 'a' })
    expect(predict([])).toEqual([])
    expect(() => predict([{ x: 1 }])).toThrow(
      'predict: row 1: must have the column "y", got "x"; null says that a value is missing',
    )
    for (const [y, message] of [
      ['abc', 'must be a number, got "abc"'],
      ['1e60', 'must be a finite float32 number, got "1e60"'],
      [Number.POSITIVE_INFINITY, 'must be a finite float32 number, got Infinity'],
    ] as const)
      expect(() => predict([{ x: 1, y }])).toThrow(`predict: row 1, column "y": ${message}`)
    const text = project.read('blobs.js')
    const code = text.slice(text.indexOf('*/'))
    expect(/\bimport\b|\beval\b|new Function|require\(/.exec(code)).toBeNull()
  })

  test('writes weights that others read', async () => {
    await project.run(['export', 'runs/blobs', '-o', 'blobs.safetensors'])
    const path = project.path('blobs.safetensors')
    const { tensors, metadata } = decodeFile(readFileSync(path), path)
    expect([...tensors.keys()].sort()).toEqual([
      'layers.0.bias',
      'layers.0.kernel',
      'layers.1.bias',
      'layers.1.kernel',
    ])
    const { digest } = JSON.parse(project.read(`${project.runs()[0]}/result.json`))
    expect(metadata.get('weights_sha256')).toBe(digest)
    expect(JSON.parse(metadata.get('classes') ?? '')).toEqual(['a', 'b'])
  })

  test('writes ONNX, and says what it wrote', async () => {
    const { err, code } = await project.run(['export', 'runs/blobs', '-o', 'blobs.onnx'])
    expect(code).toBe(0)
    expect(err).toMatch(/^blobs\.onnx: onnx, [\d,]+ bytes\n$/)
    const names = readFileSync(project.path('blobs.onnx'), 'latin1')
    for (const name of ['layers.0.kernel', 'probabilities', 'MatMul']) expect(names).toContain(name)
  })

  test('refuses a file whose format it cannot tell, and the checkpoint itself', async () => {
    const { code, err } = await project.run(['export', 'runs/blobs', '-o', 'blobs.bin'])
    expect(code).toBe(2)
    expect(err).toContain(
      '--output: must end in .onnx, .safetensors, .js or .mjs, or --format must be given, got blobs.bin',
    )
    const checkpoint = `${project.runs()[0]}/last.safetensors`
    const before = project.read(checkpoint)
    const same = await project.run(['export', 'runs/blobs', '-o', checkpoint])
    expect(same).toMatchObject({ code: 2 })
    expect(same.err).toContain('is the checkpoint that is exported')
    expect(project.read(checkpoint)).toBe(before)
  })

  test('predicts in units of the file, from texts, dates and missing cells, by an ensemble', async () => {
    project.write('mixed.csv', mixed)
    project.write(
      'mixed.yaml',
      `
data: { file: mixed.csv, target: price, columns: { when: { dates: [year, month, day, dayOfWeek, dayOfYear, hour, minute, days] } } }
model: { layers: [{ dense: { units: 4 } }, batchNorm] }
loss: gaussian
ensemble: { deepEnsemble: { members: 2 } }
training: { epochs: 2 }
`,
    )
    expect(await project.run(['train', 'mixed.yaml', '-q'])).toMatchObject({ code: 0 })
    project.write(
      'mixed-commas.csv',
      mixed.replaceAll(';', '|').replaceAll(',', '§').replaceAll('|', ','),
    )
    await project.run(['export', 'runs/mixed', '-o', 'mixed.js'])
    const predict = await predictOf('mixed.js')
    const { out } = await project.run(['predict', 'runs/mixed', 'mixed.csv', '--json', '-q'])
    const wanted: { prediction: number; standardDeviation: number; spread: number }[] =
      JSON.parse(out).predictions
    const rows = mixed
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [size, colour, when, stamp, share] = line.split(';')
        return { size, colour, when, stamp: Number(stamp), share }
      })
    const found = predict(rows)
    wanted.forEach((prediction, i) => {
      for (const key of ['prediction', 'standardDeviation', 'spread'] as const)
        expect(Math.abs(Number(found[i]?.[key]) - prediction[key])).toBeLessThan(
          1e-5 * Math.abs(prediction[key]) + 1e-5,
        )
    })
    const [first = {}] = rows
    const at = (when: unknown) => () => predict([{ ...first, when }])
    expect(at('2024-01-01T00:30:00')).toThrow(
      'predict: row 1, column "when": must be a date such as 2020-12-31 or 2020-12-31T23:59:00+01:00, got "2024-01-01T00:30:00"',
    )
    expect(at('2024-01-01T01:30:00+01:00')).not.toThrow()
    expect(at(new Date('2024-01-01T00:30:00Z'))()).toEqual(at('2024-01-01T00:30:00Z')())
  })

  test.each([
    ['quantile', 'quantile', 'clampPredictions: true'],
    ['power', 'power', 'categories: { encoding: auto, maxOneHot: 9 }'],
    ['robust', 'log', 'categories: { encoding: auto }, missing: { indicator: true }'],
  ])(
    'prepares columns by %s, and predicts in the units of a %s target',
    async (scale, scaleTarget, more) => {
      const lines = Array.from({ length: 60 }, (_, i) => {
        const size = i % 7 === 3 ? 'NA' : (i * 37) % 23
        return `${size},${['red', '', 'green'][(i * 5) % 3]},${(i - 30) * (i % 9)},${1 + (i % 11) * (i % 13)}`
      })
      const csv = `size,colour,change,price\n${lines.join('\n')}\n9,blue,99999,1\n`
      project.write('curves.csv', csv)
      project.write(
        `${scale}.yaml`,
        `
data: { file: curves.csv, target: price, scale: ${scale}, scaleTarget: ${scaleTarget}, ${more} }
model: { layers: [{ dense: { units: 4 } }] }
loss: gaussian
training: { epochs: 2 }
`,
      )
      expect(await project.run(['train', `${scale}.yaml`, '-q'])).toMatchObject({ code: 0 })
      await compare(`runs/${scale}`, 'curves.csv', `${scale}.js`)
    },
  )

  test('predicts sequences, of which steps may be missing', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const id = (i * 7) % 11
      return `${id},${(i * 13) % 60},${((i * 29) % 17) / 4},${id % 2 === 0 ? 'even' : 'odd'}`
    })
    project.write('walks.csv', `id,t,x,kind\n${lines.join('\n')}\n`)
    project.write(
      'walks.yaml',
      `
data: { file: walks.csv, target: kind, sequence: { id: id, time: t } }
model: { layers: [{ gru: { units: 3, direction: bidirectional } }] }
training: { epochs: 2 }
`,
    )
    expect(await project.run(['train', 'walks.yaml', '-q'])).toMatchObject({ code: 0 })
    await compare('runs/walks', 'walks.csv', 'walks.js')
  })

  test('predicts sequences with a column that is called as the input of their lengths', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const id = (i * 7) % 11
      return `${id},${((i * 29) % 17) / 4},${id % 2 === 0 ? 'even' : 'odd'}`
    })
    project.write('named.csv', `id,lengths,kind\n${lines.join('\n')}\n`)
    project.write(
      'named.yaml',
      `
data: { file: named.csv, target: kind, sequence: { id: id } }
model: { layers: [{ gru: 3 }] }
training: { epochs: 2 }
`,
    )
    expect(await project.run(['train', 'named.yaml', '-q'])).toMatchObject({ code: 0 })
    await compare('runs/named', 'named.csv', 'named.js')
  })

  test.each([
    ['flat', 'flatten, { dense: 4 }'],
    ['convolved', '{ convolution: { filters: 2, kernelSize: 1, padding: same } }, flatten'],
    ['normed', 'batchNorm, { gru: 3 }'],
  ])('predicts sequences of one length, %s', async (name, layers) => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const id = i % 20
      return `${id},${((i * 29) % 17) / 4},${id % 2 === 0 ? 'even' : 'odd'}`
    })
    project.write('alike.csv', `id,x,kind\n${lines.join('\n')}\n`)
    const config = `
name: ${name}
data: { file: alike.csv, target: kind, sequence: { id: id } }
model: { layers: [${layers}] }
training: { epochs: 2 }
`
    project.write('alike.yaml', config)
    const { out } = await project.run(['train', 'alike.yaml', '-q', '--json'])
    const { run }: { readonly run: string } = JSON.parse(out)
    const file = `${name}.js`
    const predict = await compare(run, 'alike.csv', file)
    expect(() => predict([{ id: 'short', x: 1 }])).toThrow(
      'predict: the sequence "short" must have 3 steps, as those that the model was trained on, got 1',
    )
  })

  test('refuses passes that draw random numbers', async () => {
    const draws = blobsConfig
      .replace(/^penalties.*$/m, 'ensemble: { monteCarloDropout: { members: 2 } }')
      .replace('} }] }', '} }, { dropout: 0.2 }] }')
    project.write('passes.yaml', `name: passes${draws}`)
    expect(await project.run(['train', 'passes.yaml', '-q'])).toMatchObject({ code: 0 })
    const { code, err } = await project.run(['export', 'runs/passes', '-o', 'passes.onnx'])
    expect(code).toBe(2)
    expect(err).toContain('export: an ensemble of passes draws random numbers for each prediction')
  })

  test('names a layer without operators, and writes nothing', async () => {
    project.write(
      'refused.yaml',
      `
data: { file: mixed.csv, target: price, exclude: [colour, when, stamp, share] }
model: { layers: [{ dense: 4 }, { lagrangian: { layers: [{ dense: { units: 3, activation: softplus } }] } }, { dense: 2 }] }
training: { epochs: 1 }
`,
    )
    const trained = await project.run(['train', 'refused.yaml', '-q'])
    expect(trained).toMatchObject({ code: 0 })
    const { code, err } = await project.run(['export', 'runs/refused', '-o', 'refused.onnx'])
    expect(code).toBe(2)
    expect(err).toContain(
      'export: model.layers.1 (lagrangian) cannot be exported: of "lu", there is no operator for it; predict with sobolev predict, or train without it',
    )
    expect(() => project.read('refused.onnx')).toThrow()
  })
})
