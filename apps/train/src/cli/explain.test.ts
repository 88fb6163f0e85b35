import {
  catalogue,
  countMethods,
  countTable,
  describeMethod,
  kinds,
  methodsByWant,
} from '@sobolev/nn'
import { afterAll, describe, expect, it } from 'vitest'
import { memoryIo } from './memory-io.fixture.ts'
import { type Outcome, Project } from './project.fixture.ts'
import { widthOf } from './text-width.ts'

const project = new Project()
afterAll(() => project.remove())

const explain = (...words: readonly string[]): Promise<Outcome> =>
  project.run(['explain', ...words])

const lineOf = (name: string, summary: string): RegExp =>
  new RegExp(`^  ${name} +${summary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm')

const styleBegins = '\u001b'

describe('sobolev explain', () => {
  it('lists every method by kind, with counts', async () => {
    const { code, out, err } = await explain()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const { kind, name } of catalogue.definitions) {
      expect(out).toContain(`${kinds[kind].plural} (${catalogue.of(kind).size}): `)
      expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
    }
    expect(out).toContain(`\n${catalogue.definitions.length} methods; sobolev explain NAME`)
  })

  it('counts methods by kind, how many regularize, and how many differentiate a derivative', async () => {
    const counts = countMethods(catalogue)
    expect(JSON.parse((await explain('--count', '--json')).out)).toEqual(counts)
    const { code, out, err } = await explain('--count')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/))
    expect(rows.slice(1)).toEqual(countTable(counts).slice(1))
    expect(await explain('penalties', '--count')).toMatchObject({ code: 2, out: '' })
  })

  it('lists what to take for each want, and for one', async () => {
    const groups = methodsByWant(catalogue)
    const { code, out, err } = await explain('--wants')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const { want, words, first, also } of groups) {
      // A method has the name of a want, and is what its name stands for.
      if (want === 'lipschitz') continue
      const ofWant = await explain(want.toUpperCase())
      expect(out).toContain(ofWant.out)
      expect(ofWant.out).toContain(`${want}: ${words}\n`)
      const [before = '', after = ''] = ofWant.out.split('\nFor something else first:\n')
      for (const { name, summary } of first) expect(before).toMatch(lineOf(name, summary))
      for (const { name, summary } of also) expect(after).toMatch(lineOf(name, summary))
    }
    expect(JSON.parse((await explain('--wants', '--json')).out)).toEqual(groups)
    expect(JSON.parse((await explain('noise', '--json')).out)).toEqual([groups[0]])
    expect(await explain('noise', '--wants')).toMatchObject({ code: 2, out: '' })
    expect((await explain('noize')).err).toContain('did you mean "noise"?')
  })

  it.each(['penalty', 'penalties', 'Penalties'])(
    'lists the methods of a kind: %s',
    async (word) => {
      const { out } = await explain(word)
      const lines = out.trimEnd().split('\n')
      expect(lines).toHaveLength(1 + catalogue.of('penalty').size)
      expect(out).toMatch(/^ {2}inputGradient +Keeps the gradient of each example’s loss/m)
    },
  )

  it.each(['inputGradient', 'input_gradient', 'INPUT-GRADIENT'])(
    'shows a card: %s',
    async (word) => {
      const { out } = await explain(word)
      const { summary, paper, notes = '' } = catalogue.of('penalty').get('inputGradient') ?? {}
      const text = out.replace(/\s+/g, ' ')
      expect(out).toMatch(/^inputGradient +penalty\n/)
      expect(text).toContain(summary)
      expect(text).toContain(notes)
      expect(text).toContain(`Paper Drucker & LeCun 1992, “${paper?.title}”`)
      expect(text).toContain('option default may be p 2 1, 2 or "infinity" the norm')
      expect(text).toContain(
        'weight required a finite number of at least 0, a schedule or a weighting in a config: ',
      )
      expect(out).toContain('\n  penalties:\n    inputGradient: { weight: 0.1, p: 1 }\n')
      expect(out).toContain('\n  inputGradient({ p: 1 })\n    gives 36 for ')
      expect(out).not.toContain(styleBegins)
    },
  )

  it.each([
    ['classWeights', 'classWeights (how much the rows of each class count in training)'],
    ['accumulate', 'training.accumulate (batches of a training step'],
    ['data.shape', 'data.shape (what the inputs of a row are taken for'],
    ['early_stopping', 'training.earlyStopping; config.md'],
  ])('tells a key of a config from a method: %s', async (word, told) => {
    const { code, err } = await explain(word)
    expect(code).toBe(2)
    expect(err).toContain(`"${word}" is no method but a key of a config: ${told}`)
  })

  it.each([40, 60, 80, 200])('fits into a terminal of %i columns', async (columns) => {
    // A card holds lines of YAML and of code, which are as wide as they are.
    const cards = columns < 60 ? [] : ['inputGradient', 'huber', 'r2', 'elu']
    for (const name of [...cards, 'activations', 'metrics']) {
      const io = memoryIo()
      await project.run(['explain', name], {
        ...io,
        stdout: { ...io.stdout, isTTY: true, columns },
      })
      const plainText = io
        .out()
        .replaceAll(`${styleBegins}[1m`, '')
        .replaceAll(`${styleBegins}[0m`, '')
      expect(plainText).not.toBe(io.out())
      const widths = plainText.split('\n').map(widthOf)
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns)
    }
  })

  it('leaves styles out where NO_COLOR asks for it', async () => {
    const io = memoryIo({ isTTY: true, env: { NO_COLOR: '1' } })
    await project.run(['explain'], io)
    expect(io.out()).not.toContain(styleBegins)
  })

  it('prints the definitions as data', async () => {
    const json = async (...words: readonly string[]): Promise<unknown> =>
      JSON.parse((await explain(...words, '--json')).out)
    const inputGradient = catalogue.of('penalty').get('inputGradient')
    expect(await json()).toHaveLength(catalogue.definitions.length)
    expect(await json('penalties')).toHaveLength(catalogue.of('penalty').size)
    expect(await json('inputGradient')).toEqual([inputGradient && describeMethod(inputGradient)])
  })

  it.each([
    ['dropuot', '"dropout"'],
    ['crossEntropy', '"softmaxCrossEntropy" or "logLoss"'],
    ['mse', '"squaredError" or "meanSquaredError"'],
    ['double_backprop', '"inputGradient"'],
    ['coefficientOfDetermination', '"r2"'],
    ['swish', '"silu"'],
    ['penaltys', '"penalties"'],
    ['hubert', '"huber"'],
  ])('knows what is meant by %s', async (word, meant) => {
    const { code, out, err } = await explain(word)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`no method and no kind is called "${word}"; did you mean ${meant}?`)
  })

  it('says where all are listed, for a word that is near to none', async () => {
    expect((await explain('xylophone')).err).toContain('"xylophone"; sobolev explain lists them')
  })

  it('explains a method of the user’s own', async () => {
    project.write(
      'mine.ts',
      `import { definePenalty } from '@sobolev/nn'
export const mine = definePenalty({
  name: 'mine',
  summary: 'Hello \\u001b[31mred.',
  formula: 'f', cost: 'c', when: 'w',
  paper: { authors: 'Me', year: 2026, title: 'Notes' },
  options: {},
  example: { value: 1 },
  make: () => ({ outputs }) => outputs.square().mean(),
})`,
    )
    const { code, out } = await explain('mine', '--use', 'mine.ts')
    expect(code).toBe(0)
    expect(out).toMatch(/^mine +penalty\nHello \\u001b\[31mred\.\n/)
    const schema = await project.run(['schema', '--use', 'mine.ts'])
    expect(schema.out).toMatch(/^ +"mine": \{$/m)
    expect((await explain('mine', '--use', 'gone.ts')).err).toMatch(
      /^error: --use: must be a TypeScript or JavaScript file, got gone\.ts, which is not there/,
    )
  })
})
