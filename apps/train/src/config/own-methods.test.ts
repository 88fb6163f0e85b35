import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rng, tensor } from '@sobolev/core'
import { catalogue, Dense, objective, squaredError } from '@sobolev/nn'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../errors.ts'
import { loadOwnMethods, type OwnMethods } from './own-methods.ts'

const folder = mkdtempSync(join(tmpdir(), 'sobolev-own-'))
afterAll(() => rmSync(folder, { recursive: true }))

const words = `
  summary: 'Keeps outputs small.',
  formula: 'mean |f|',
  paper: { authors: 'me', year: 2026, title: 'notes' },
  cost: 'none',
  when: 'never',
  example: { value: 1 },`

/** A penalty in TypeScript whose body stands on line 13. */
const penalty = (body: string, name = 'mine'): string => `import { mean } from '@sobolev/core'
import { definePenalty, type Evaluation, option } from '@sobolev/nn'

export const ${name} = definePenalty({${words}
  name: '${name}',
  options: { scale: option.number({ minimum: 0, default: 2, words: 'times what' }) },
  make: ({ scale }) => (evaluation: Evaluation) => ${body},
})
`

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const load = (...paths: readonly string[]): Promise<OwnMethods> =>
  loadOwnMethods(paths.map((path) => ({ path, place: 'a.yaml:1:6' })))

/** The lines of the InputError that a promise ends in, without the folder. */
async function faultsOf(loading: Promise<unknown>): Promise<string[]> {
  try {
    await loading
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message.replaceAll(`${folder}/`, '').split('\n')
  }
  throw new Error('nothing was thrown')
}

/** A step of training with a penalty of a user's own. */
function train({ catalogue }: OwnMethods, options?: unknown): number {
  const definition = catalogue.of('penalty').get('mine')
  if (definition === undefined) throw new Error('not loaded')
  const model = new Dense(2, 1, { rng: new Rng(0) })
  const penalties = { mine: { penalty: definition.make(options), weight: 1 } }
  const step = objective({ model, loss: squaredError, penalties })
  const { total, loss } = step(tensor([[1, 1]]), tensor([[0]]), { training: false })
  return total.sub(loss).item()
}

const outputs = 'mean(evaluation.outputs.abs()).mul(scale)'

it('adds the methods of a TypeScript file, which use this very library', async () => {
  const file = write('mine.ts', penalty(outputs))
  const own = await load(file)
  expect(own.catalogue.definitions).toHaveLength(catalogue.definitions.length + 1)
  expect(train(own, { scale: 3 })).toBeGreaterThan(0)
  expect(train(own, { scale: 0 })).toBe(0)
  const sha256 = createHash('sha256').update(penalty(outputs)).digest('hex')
  expect(own.sources).toEqual([{ file, sha256 }])
  expect([...own.digests]).toEqual([[file, sha256]])
})

it('is loaded by several at once', async () => {
  const file = write('at-once.ts', penalty(outputs))
  const loaded = await Promise.all([load(file), load(file), load(file)])
  expect(loaded.map(({ sources }) => sources.length)).toEqual([1, 1, 1])
})

it('reads JavaScript, several files, and what they import', async () => {
  const helper = write('helper.ts', 'export enum Times { two = 2 }')
  const first = write(
    'first.js',
    `import { Times } from './helper.ts'\n${penalty('evaluation.outputs.sum().mul(Times.two)').replace(': Evaluation', '').replace('type Evaluation, ', '')}`,
  )
  const second = write('second.ts', penalty(outputs, 'other'))
  const own = await load(first, second, second)
  expect([...own.catalogue.of('penalty').keys()]).toEqual(expect.arrayContaining(['mine', 'other']))
  expect(own.sources.map(({ file }) => file)).toEqual([first, helper, second])
  const [ofFirst, ofHelper, ofSecond] = own.sources.map(({ sha256 }) => sha256)
  const printed = `${ofFirst}  first.js\n${ofHelper}  helper.ts\n`
  expect([...own.digests]).toEqual([
    [first, createHash('sha256').update(printed).digest('hex')],
    [second, ofSecond],
  ])
})

describe('an error names the file and the line', () => {
  it.each([
    ['a syntax error', 'const = 1', 'bad.ts:1:7 Expected identifier but found "="'],
    [
      'an import that is not there',
      "\nimport './gone.ts'",
      'bad.ts:2:8 Could not resolve "./gone.ts"',
    ],
    [
      'a package that is not there',
      "import 'gone'",
      'bad.ts:1:8 Could not resolve "gone"; install it, or check its name',
    ],
    ['a module that throws', "const a = 1\n\n  throw new Error('too bad')", 'bad.ts:3:9 too bad'],
    [
      'an await at the top',
      'await 1',
      'bad.ts:1:1 Top-level await is currently not supported in a file of methods',
    ],
    [
      'import.meta',
      'export const a = import.meta.url',
      'bad.ts:1:18 "import.meta" is not available in a file of methods',
    ],
    ['a module that throws no error', "throw 'up'", 'bad.ts: threw up'],
    [
      'no export',
      'const a = 1',
      'bad.ts: must export a method, made with definePenalty or the like of @sobolev/nn, got no export',
    ],
    [
      'no method among the exports',
      'export const a = 1',
      'bad.ts: must export a method, made with definePenalty or the like of @sobolev/nn, got a',
    ],
    [
      'a definition without a name',
      penalty(outputs).replace("name: 'mine',", ''),
      'bad.ts: must export a method, made with definePenalty or the like of @sobolev/nn, got mine, whose definition has no name',
    ],
    [
      'a definition without a formula',
      penalty(outputs).replace(/formula.*/, ''),
      'bad.ts:11:3 mine: must have a formula, some words, got undefined',
    ],
    [
      'a definition without a paper',
      penalty(outputs).replace(/paper.*/, ''),
      'bad.ts:11:3 mine: must have a paper, such as { authors: "me", year: 2026, title: "my notes" }, got undefined',
    ],
    [
      'an option that is called as a term of the config',
      penalty(outputs).replaceAll('scale', 'weight'),
      'bad.ts:11:3 mine: an option must not be called weight, as each penalty has one in a config, got "weight"',
    ],
    [
      'a name that is taken',
      penalty(outputs, 'inputGradient'),
      'bad.ts:11:3 inputGradient: there is a penalty of this name already; give it another',
    ],
  ])('%s', async (_, text, message) => {
    expect(await faultsOf(load(write('bad.ts', text)))).toEqual([message])
  })

  it('two methods of one name, of two files', async () => {
    const files = [write('one.ts', penalty(outputs)), write('two.ts', penalty(outputs))]
    expect(await faultsOf(load(...files))).toEqual([
      'two.ts:11:3 mine: there is a penalty of this name already; give it another',
    ])
  })

  it('a file that is not there, and a folder, by where they are named', async () => {
    expect(await faultsOf(load(join(folder, 'gone.ts'), folder))).toEqual([
      "a.yaml:1:6 must be a TypeScript or JavaScript file, got gone.ts, which is not there; a config's paths start at its own folder, those of --set and --use where the command runs, and a run whose file has moved takes --set use.0.file=…",
      `a.yaml:1:6 must be a TypeScript or JavaScript file, got ${folder}, which is a folder; a config's paths start at its own folder, those of --set and --use where the command runs, and a run whose file has moved takes --set use.0.file=…`,
    ])
  })

  it.each([
    ['throws', "{ throw new Error('at once') }", 'bad.ts:13:60 mine: at once'],
    [
      'calls an operation wrongly',
      'evaluation.outputs.reshape([7])',
      'bad.ts:13:71 mine: reshape: ',
    ],
    [
      'gives many numbers',
      'evaluation.outputs.abs()',
      'bad.ts:11:3 mine: a penalty must give a tensor of one number, got shape [1, 1]; mean(x) makes one of many',
    ],
    ['gives no tensor', '1', 'bad.ts:11:3 mine: a penalty must give a tensor of one number, got 1'],
  ])('a penalty that %s', async (_, body, message) => {
    const own = await load(write('bad.ts', penalty(body)))
    const [fault] = await faultsOf((async () => train(own))())
    expect(fault).toContain(message)
  })

  it('a make that gives no penalty', async () => {
    const text = penalty(outputs).replace(/make: .*/, 'make: () => null as never,')
    const own = await load(write('bad.ts', text))
    expect(await faultsOf((async () => train(own))())).toEqual([
      'bad.ts:11:3 mine: make must give a function, got null',
    ])
  })
})
