import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadRows } from '../data/load-rows.ts'
import { predictRows } from '../train/predict-rows.ts'
import { restore } from '../train/restore.ts'
import { measurer } from '../train/validate.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const rows = 3000
const project = new Project()
const many = blobs(rows)
let run = ''
beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  // Some rows without an input, which are filled, and one row that is quoted over two lines.
  project.write('many.csv', many.replace(/\n[^,\n]*,/, '\n,').replace(/,a\n/, ',"a"\n'))
  project.write('blobs.yaml', blobsConfig)
  await project.run(['train', 'blobs.yaml', '-q'])
  run = project.runs()[0] ?? ''
})
afterAll(() => project.remove())

const checkpoint = (): string => project.path(`${run}/last.safetensors`)
const linesOf = (text: string): string[] => text.trimEnd().split('\n')

/** Text in pieces of a few bytes, as a slow program writes them. */
function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size)
}

describe('rows of more than one batch', () => {
  test('have the predictions that all of them together have', async () => {
    const { out } = await project.run(['predict', run, 'many.csv'])
    const restored = await restore(checkpoint())
    const loaded = await loadRows(project.path('many.csv'), restored.preprocessing, {
      targets: 'ignore',
    })
    const predictions = predictRows(restored, loaded)
    const cells = linesOf(out).map((line) => line.split(',').slice(3).join())
    expect(cells).toEqual([
      predictions.columns.join(),
      ...Array.from({ length: rows }, (_, row) => predictions.cells(row).join()),
    ])
  })

  test('have the figures that all of them together have', async () => {
    const { out } = await project.run(['evaluate', run, 'many.csv', '--json'])
    const restored = await restore(checkpoint())
    const { preprocessing, learner, measures } = restored
    const path = project.path('many.csv')
    const { targets, ...loaded } = await loadRows(path, preprocessing, { targets: 'required' })
    const part = { ...loaded, targets: targets ?? new Int32Array() }
    const whole = measurer(learner, preprocessing.target, measures).whole(part)
    const { figures, tables, notices } = JSON.parse(out)
    expect({ figures, tables }).toEqual({ figures: whole.figures, tables: whole.tables() })
    expect(notices).toEqual(loaded.notices)
    expect(notices).toMatchObject([{ column: 'x', text: expect.stringMatching(/^1 of 3000 rows/) }])
  })

  test('come from a pipe as from a file, in whichever pieces, packed or not', async () => {
    const file = await project.run(['predict', run, 'many.csv', '-q'])
    const bytes = new TextEncoder().encode(project.read('many.csv'))
    for (const stdin of [pieces(bytes, 1000), pieces(gzipSync(bytes), 777)]) {
      const piped = await project.run(['predict', run, '-', '-q'], { ...project.io(), stdin })
      expect(piped.out).toBe(file.out)
    }
  })

  test('JSON has them all', async () => {
    const { out } = await project.run(['predict', run, 'many.csv', '--json', '-q'])
    const { predictions, ...others } = JSON.parse(out)
    expect(others).toMatchObject({ data: project.path('many.csv'), rows, leftOut: 0 })
    expect(predictions).toHaveLength(rows)
    expect(predictions.at(-1)).toMatchObject({ row: rows + 1, prediction: expect.any(String) })
  })
})

describe('what is written before the input has ended', () => {
  /** A command that reads a pipe: of more than one block, then a pause, then an end. `seen`: what it wrote by then. */
  async function stopped(argv: readonly string[], end: (io: ReturnType<Project['io']>) => string) {
    const io = project.io()
    let seen = ''
    const stdin = (async function* () {
      yield new TextEncoder().encode(`x,y,label\n${'1,2,a\n'.repeat(25_000)}`)
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
      seen = io.out()
      yield new TextEncoder().encode(end(io))
    })()
    const outcome = await project.run(argv, { ...io, stdin })
    return { ...outcome, seen }
  }
  const temporary = (): string[] => readdirSync(project.folder).filter((name) => /tmp/.test(name))

  test('goes to stdout as it comes; a bad row is an error with its number', async () => {
    const { code, err, seen, out } = await stopped(['predict', run, '-'], () => '1\n')
    expect(linesOf(seen).length).toBeGreaterThan(20_000)
    expect(out.startsWith(seen)).toBe(true)
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^error: standard input row 25002: must have 3 cells like the header, got 1/,
      ),
    ])
  })

  test('a file appears only when it is whole', async () => {
    const argv = ['predict', run, '-', '-o', 'half.csv']
    const { code } = await stopped(argv, () => '1\n')
    expect(code).toBe(2)
    expect(() => project.read('half.csv')).toThrow()
    expect(temporary()).toEqual([])
  })

  test('Ctrl-C ends the waiting for a pipe, and leaves nothing', async () => {
    const argv = ['predict', run, '-', '-o', 'half.csv']
    const { code, err } = await stopped(argv, (io) => {
      io.interrupt('SIGINT')
      return '1,2,a\n'
    })
    expect([code, err]).toEqual([130, 'error: interrupted\n'])
    expect(() => project.read('half.csv')).toThrow()
    expect(temporary()).toEqual([])
  })
})
