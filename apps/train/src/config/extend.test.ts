import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import type { Config } from './config.ts'
import { loadConfig } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'sobolev-extend-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

/** The config in one of the files, whose places are told from the folder. */
async function load(name: string, overrides: readonly string[] = []): Promise<Config> {
  return loadConfig(join(folder, name), overrides, folder, {})
}

async function faultsOf(name: string, overrides: readonly string[] = []): Promise<string[]> {
  try {
    await load(name, overrides)
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(`${folder}/`, '').split('\n')
    throw error
  }
  return []
}

beforeAll(() => {
  write(
    'shared/base.yaml',
    `seed: 4
use: []
data: { file: d.csv, target: y, validation: { fraction: 0.3, stratify: false }, exclude: [a, b] }
model: { layers: [{ dense: 8 }] }
optimizer: { adam: { learningRate: 0.01, beta1: 0.8 } }
penalties: { inputGradient: { weight: 0.1, p: 1 }, l2: 0.5, flat: { inputGradient: 2 } }
training: { epochs: 7, batchSize: 16, earlyStopping: { patience: 3 } }
`,
  )
})

test('maps are merged key by key, and a path starts at the file that writes it', async () => {
  write(
    'a.yaml',
    `extends: shared/base.yaml
optimizer: { adam: { beta1: 0.7 } }
penalties: { l1: 0.2 }
training: { epochs: 9 }
data: { test: { file: t.csv } }
`,
  )
  const config = await load('a.yaml', ['training.batchSize=4'])
  expect(config).toMatchObject({
    name: 'a',
    seed: 4,
    data: {
      file: join(folder, 'shared/d.csv'),
      test: { kind: 'file', file: join(folder, 't.csv') },
    },
    optimizer: { method: 'adam', options: { learningRate: 0.01, beta1: 0.7 } },
    training: { epochs: 9, batchSize: 4, earlyStopping: { patience: 3 } },
  })
  expect([...config.penalties.byName.keys()]).toEqual(['inputGradient', 'l2', 'flat', 'l1'])
})

test('lists, other choices of a method and other ways of a part replace what was there', async () => {
  write(
    'b.yaml',
    `extends: [shared/base.yaml]
data: { exclude: [c], validation: { column: part, validation: v } }
model: { layers: [] }
optimizer: { sgd: { momentum: 0.9 } }
penalties: { flat: { l1: 1 } }
`,
  )
  const config = await load('b.yaml')
  expect(config.data.exclude).toEqual(['c'])
  expect(config.data.validation).toMatchObject({ kind: 'column', column: 'part' })
  expect(config.model.layers).toEqual([])
  expect(config.optimizer).toMatchObject({ method: 'sgd', options: { momentum: 0.9 } })
  expect(config.penalties.byName.get('flat')).toMatchObject({ method: 'l1' })
  // An override is laid over in the same way.
  const overridden = await load('b.yaml', [
    'optimizer.rmsprop.decay=0.5',
    'data.validation.fraction=0.1',
  ])
  expect(overridden.optimizer).toMatchObject({ method: 'rmsprop', options: { decay: 0.5 } })
  expect(overridden.data.validation).toMatchObject({ kind: 'fraction', fraction: 0.1 })
})

test('null takes away what is extended, and says so where there is nothing', async () => {
  write(
    'c.yaml',
    `extends: shared/base.yaml
optimizer: null
penalties: { inputGradient: null, flat: null }
training: { earlyStopping: null, batchSize: null }
`,
  )
  const config = await load('c.yaml')
  expect([...config.penalties.byName.keys()]).toEqual(['l2'])
  expect(config).toMatchObject({
    optimizer: { method: 'adam', options: { beta1: 0.9 } },
    training: { epochs: 7, batchSize: 32, earlyStopping: null },
  })
  write('d.yaml', 'extends: shared/base.yaml\nmetrics: { brierScore: null }\nloss: null')
  expect(await faultsOf('d.yaml')).toEqual([
    'd.yaml:2:24 metrics.brierScore: null takes away what an extended file says, and none says anything of it; write {} for a method without options',
  ])
})

test('of several files the later wins, and each is laid over what it extends itself', async () => {
  write('one.yaml', 'extends: shared/base.yaml\nseed: 1\ntraining: { epochs: 11 }')
  write('two.yaml', 'training: { epochs: 12 }')
  write('e.yaml', 'extends: [one.yaml, two.yaml]\nname: several')
  expect(await load('e.yaml')).toMatchObject({
    name: 'several',
    seed: 1,
    training: { epochs: 12, batchSize: 16 },
  })
})

test.each([
  ['extends: none.yaml', 'x.yaml:1:10 extends: there is no none.yaml'],
  ['extends: [tow.yaml]', 'x.yaml:1:11 extends: there is no tow.yaml; did you mean "two.yaml"?'],
  ['extends: shared', 'x.yaml:1:10 extends: must be a config, got the folder shared'],
  ['extends: 3', 'x.yaml:1:10 extends: must be the path of another config'],
  ['extends: x.yaml', 'x.yaml:1:10 extends: a config must not extend itself, got x.yaml → x.yaml'],
  [
    'extends: back.yaml',
    'back.yaml:1:10 extends: a config must not extend itself, got x.yaml → back.yaml → x.yaml',
  ],
  ['extends: list.yaml', 'list.yaml:1:1 must be a map as a config is, got a list'],
  ['extends: torn.yaml', 'torn.yaml:2:1 YAML: '],
  [
    'extends: wrong.yaml',
    'wrong.yaml:2:20 training.epochs: must be a positive integer, got "many"',
  ],
  [
    'extends: wrong.yaml\ntraining: { epochs: 0 }',
    'x.yaml:2:21 training.epochs: must be a positive integer, got 0',
  ],
])('%s is refused where it stands', async (text, fault) => {
  write('back.yaml', 'extends: x.yaml')
  write('list.yaml', '- seed: 1')
  write('torn.yaml', 'seed: [1\ndata: x')
  write('two.yaml', 'seed: 3')
  write('wrong.yaml', 'extends: shared/base.yaml\ntraining: {epochs: many}')
  write('x.yaml', text)
  const faults = await faultsOf('x.yaml')
  expect(faults[0]).toContain(fault)
  expect(faults).toHaveLength(1)
})

test('files that extend each other too deep are refused', async () => {
  for (let i = 0; i < 20; i++) write(`deep${i}.yaml`, `extends: deep${i + 1}.yaml`)
  expect((await faultsOf('deep0.yaml'))[0]).toContain('16 deep at most')
  expect(await faultsOf('a.yaml', ['extends=b.yaml'])).toEqual([
    '--set extends: extends must stand in the config; write a file that extends others',
  ])
})

test("a method of the user's own is merged as those of the library are", async () => {
  write(
    'shared/mine.ts',
    `import { mean } from '@sobolev/core'
import { definePenalty } from '@sobolev/nn'
export const mine = definePenalty({
  name: 'mine', summary: 'a', formula: 'b', cost: 'c', when: 'd', options: {}, example: { value: 1 },
  paper: { authors: 'me', year: 2026, title: 'notes' },
  make: () => ({ outputs }) => mean(outputs),
})
`,
  )
  write(
    'own.yaml',
    'extends: shared/base.yaml\nuse: ./shared/mine.ts\npenalties: { mine: { weight: { linear: { from: 0, to: 1 } } } }',
  )
  write('f.yaml', 'extends: own.yaml\npenalties: { mine: { weight: { cosine: { from: 1 } } } }')
  const { use, penalties } = await load('f.yaml')
  expect(use[0]?.file).toBe(join(folder, 'shared/mine.ts'))
  expect(penalties.byName.get('mine')?.options.weight).toMatchObject({ method: 'cosine' })
})
