// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the references that are tried look like it
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { catalogue, describeMethod, libraryOnly, type Option } from '@sobolev/nn'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { InputError } from '../errors.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { parseConfig } from './load.ts'
import { optionsOf } from './method-options.ts'
import { readYaml } from './read-yaml.ts'
import { configSchemaOf } from './schema.ts'

const root = new URL('../../../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

const schema = jsonSchemaOf(configSchemaOf())
// Formats and keywords that editors do not know would be passed over silently.
const accepts = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  schema,
)

const isRight = (text: string): boolean => {
  try {
    parseConfig(text, 'a.yaml')
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}

/** What the JSON Schema and what `validate` say of a config. */
const verdicts = (text: string): { editor: boolean; validate: boolean } => ({
  editor: accepts(readYaml(text, 'a.yaml').value),
  validate: isRight(text),
})

const right = { editor: true, validate: true }
const wrong = { editor: false, validate: false }

const least = 'data: { file: d.csv, target: y }\nmodel: { layers: [] }\n'

describe('the JSON Schema accepts what validate accepts', () => {
  const files = readdirSync(new URL('configs/', root), { encoding: 'utf8', recursive: true })
  // A sweep is a file of another kind.
  const configs = files.filter((name) => name.endsWith('.yaml') && !name.startsWith('sweeps'))
  it.each(configs.map((name) => join('configs', name)))('%s', (name) => {
    const text = read(name)
    expect(verdicts(text)).toEqual(right)
    const [, path = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text) ?? []
    // That it says the same is checked by `npm run check`.
    expect(JSON.parse(read(join(dirname(name), path)))).toHaveProperty(
      'title',
      'A config of sobolev',
    )
  })

  const blocks = [...read('apps/train/config.md').matchAll(/^```yaml\n(.*?)^```$/gms)]
  // Methods of the user's own are known to `sobolev schema --use` alone; files that are extended are not there.
  const ours = blocks
    .map(([, block = '']) => block)
    .filter((block) => !/use: \.\/|^extends:/.test(block))
  it.each(ours)('of the page on configs: %s', (block) => {
    const config = { ...parse(least), ...parse(block) }
    expect(verdicts(JSON.stringify(config))).toEqual(right)
  })

  it.each([
    'seed: 3',
    'optimizer: adam',
    'loss: { huber: 2 }',
    'use: [a.ts, { file: b.ts }]\nseed: 1',
    'penalties: { flat: { inputGradient: { weight: 1, p: 1 } }, smooth: { inputGradient: 0.5 }, l1: 1 }',
    'metrics: { brierScore: {}, other: { accuracy: {} }, third: logLoss, auc: }',
    'data: { file: d.csv, target: 3, delimiter: "\\t", exclude: [1, a] }\nmodel: { layers: [] }',
    'data: { file: d.csv, target: y }\nmodel: { layers: [{ residual: [{ residual: { layers: [flatten, { dense: 3 }], dropRate: 0.1 } }] }] }',
  ])('%s', (text) => {
    expect(verdicts(text.startsWith('data') ? text : least + text)).toEqual(right)
  })
})

describe('the JSON Schema admits what stands elsewhere', () => {
  const reference = '"${variables.x}"'
  it.each([
    `seed: ${reference}`,
    `name: "a-${reference.slice(1)}`,
    `training: { epochs: ${reference}, gradientNorms: ${reference}, earlyStopping: ${reference} }`,
    `optimizer: ${reference}`,
    `optimizer: { adam: { learningRate: ${reference} } }`,
    `penalties: ${reference}`,
    `loss: { huber: ${reference} }`,
    `data: { file: ${reference}, target: y, scale: ${reference}, validation: ${reference}, missingValues: ${reference} }\nmodel: { layers: ${reference} }`,
  ])('%s', (line) => {
    const config = { ...parse(least), ...parse(line), variables: { x: 1 }, env: ['A'] }
    expect(accepts(config)).toBe(true)
  })

  it.each(['training: { epochs: "$x" }', 'training: { epochs: "${a}${b}" }', 'optimizer: "a${b}"'])(
    '%s is no whole reference',
    (line) => {
      expect(accepts({ ...parse(least), ...parse(line) })).toBe(false)
    },
  )

  it.each([
    ['extends: a.yaml', true],
    ['extends: [a.yaml, b.yaml]\ndata: { file: d.csv }\nmodel: {}', true],
    ['extends: []\nsed: 1', false],
    ['extends: 3', false],
    ['data: { file: d.csv }\nmodel: { layers: [] }', false],
    ['data: { file: d.csv, target: y }\nmodel: {}', false],
    ['seed: 1', false],
  ])('%s: %s', (text, isRight) => {
    expect(accepts(parse(text))).toBe(isRight)
  })
})

describe('the JSON Schema refuses what validate refuses', () => {
  it.each([
    'sed: 1',
    'seed: 1.5',
    'seed: -1',
    'batchTransforms: { randomFlip: { probability: { linear: { from: 0.5, to: 1.5 } } } }',
    'batchTransforms: { cutout: { size: 2, value: { linear: { from: -1, to: 1 } } } }',
    'seed: one',
    'name: a/b',
    'name: 7',
    'training: 5',
    'training: { epochs: -3 }',
    'training: { epoch: 3 }',
    'training: { batchSize: 1_000 }',
    'training: { earlyStopping: { patience: 0 } }',
    'loss: hubert',
    'loss: { huber: { delta: 0 } }',
    'optimizer: adm',
    'optimizer: {}',
    'optimizer: { adm: {} }',
    'optimizer: { adam: {}, sgd: {} }',
    'optimizer: { adam: { learningRate: -1 } }',
    'optimizer: { adam: { learningRate: { cosin: { from: 1 } } } }',
    'optimizer: { adam: { beta1: 1 } }',
    'penalties: { inputGradient: -1 }',
    'penalties: { inputGradient: { weight: 1, p: 3 } }',
    'penalties: { inputGradient: { p: 1 } }',
    'penalties: { inputGradent: 1 }',
    'penalties: { flat: { inputGradient: { p: 1 } } }',
    'penalties: { flat: { inputGradient: 1, l1: 1 } }',
    'penalties: [l1]',
    'gradientTransforms: { clipByGlobalNorm: 0 }',
    'gradientTransforms: { clipByGlobalNorm: { limit: { cosine: { from: 1 } } } }',
    'clipGlobalNorm: 1',
    'average: { ema: 1 }',
    'metrics: { topp: 5 }',
    'use: 5',
    'from: runs/a',
    'from: { checkpoint: runs/a, sha256: 12 }',
    'output: 3',
  ])('%s', (line) => {
    expect(verdicts(`${least}${line}\n`)).toEqual(wrong)
  })

  it.each([
    'target: 3.5',
    'target: y, delimiter: ab',
    'target: y, comment: " "',
    'target: y, missing: { numeric: category }',
    'target: y, exclude: name',
    'target: y, columns: { age: { tpye: numeric } }',
    'target: y, columns: { age: { dates: [] } }',
    'target: y, missingValues: { remove: [zero] }',
    'target: y, missingValues: { only: [a], add: [b] }',
    'target: y, validation: { fraction: 1 }',
    'target: y, validation: { column: a, value: { b: c } }',
    'target: y, validation: { fraction: 0.1, file: f.csv }',
    'target: y, validation: { column: a }',
    'target: y, validation: { column: a, train: b }',
    'target: y, validation: { column: a, validation: b, value: c }',
    'target: y, validation: { fraction: 0.1, test: b }',
    'target: y, validation: { file: f.csv, stratify: true }',
    'target: y, test: {}',
    'target: y, test: { column: a }',
    'task: regression',
  ])('data: { file: d.csv, %s }', (data) => {
    expect(verdicts(`data: { file: d.csv, ${data} }\nmodel: { layers: [] }\n`)).toEqual(wrong)
  })

  it.each([
    'dense',
    '{}',
    '{ desne: { units: 3 } }',
    '{ dense: { units: 0 } }',
    '{ dense: { units: 2.5 } }',
    '{ dense: {} }',
    '{ dense: { units: 2, activation: rleu } }',
    '{ dense: { units: 2 }, dropout: { rate: 0.1 } }',
    '{ dropout: { rate: 1 } }',
    '{ dropout: { rate: { linear: { from: 0.5, to: 1 } } } }',
    '{ dropout: { rate: { stepDecay: { from: 0.5, every: 1, factor: 2 } } } }',
    '{ dropout: { rate: { exponential: { from: 0.5, every: 1, factor: 2 } } } }',
    '{ dropout: { rate: { piecewise: { boundaries: [1], values: [0.5, 1] } } } }',
    '{ residual: [] }',
    '{ residual: [{ residual: { layers: [{ desne: 3 }] } }] }',
    '{ residual: { layers: { dense: 3 } } }',
  ])('a layer %s', (layer) => {
    const text = `data: { file: d.csv, target: y }\nmodel: { layers: [${layer}] }\n`
    expect(verdicts(text)).toEqual(wrong)
  })
})

/** The config of a method's example, with its options changed. */
function exampleWith(
  definition: Parameters<typeof describeMethod>[0],
  change: Readonly<Record<string, unknown>>,
): string {
  const isChanged = Object.keys(change).length > 0
  const changed = (key: unknown, value: unknown): unknown => {
    if (value === definition.name && isChanged) return { [definition.name]: change }
    const isMap = typeof value === 'object' && value !== null
    return key === definition.name && isMap ? { ...value, ...change } : value
  }
  const config = parse(describeMethod(definition).example.config ?? '', changed)
  return JSON.stringify({ ...parse(least), ...config })
}

const wrongValues: { readonly [Type in Option['type']]: unknown } = {
  number: 'none of these',
  numbers: [],
  list: [],
  flag: 1,
  choice: 'none of these',
  schedule: 'soon',
  duration: 0.5,
  sizes: 0.5,
  parameters: [],
  path: '',
  text: '',
  method: 'none of these',
  layers: [],
  named: {},
  column: [],
  columns: [],
  columnMap: {},
}

describe.each(
  catalogue.definitions.flatMap((definition) =>
    libraryOnly(definition) === null
      ? [[`${definition.kind} ${definition.name}`, definition] as const]
      : [],
  ),
)('%s', (_, definition) => {
  it('has an example that both accept', () => {
    expect(verdicts(exampleWith(definition, {}))).toEqual(right)
  })

  const options = Object.entries(optionsOf(definition))
  it('has options of which both refuse what they cannot be, and any other', () => {
    for (const [name, { type }] of options)
      expect(verdicts(exampleWith(definition, { [name]: wrongValues[type] })), name).toEqual(wrong)
    expect(verdicts(exampleWith(definition, { unheardOf: 1 }))).toEqual(wrong)
  })
})

/** Rules that compare several values, which only `validate` knows. */
const onlyValidate = [
  ['a run must not be called as a device of Windows', 'name: con'],
  ['a metric that is watched must be there', 'training: { best: los }'],
  ['a name of one’s own must not be a whole number', 'penalties: { 2: { l1: 1 } }'],
  ['quantiles must rise', 'loss: { quantile: [0.9, 0.1] }'],
  ['nesterov needs a momentum', 'optimizer: { sgd: { nesterov: true } }'],
] as const

const onlyValidateOfData = [
  ['two separators must differ', 'decimal: ".", thousands: "."'],
  ['the parts leave rows to train on', 'test: { fraction: 0.9 }'],
  ['a file is one part', 'test: { file: a.csv }, validation: { file: a.csv }'],
  [
    'the test part is named once',
    'test: { fraction: 0.1 }, validation: { column: p, validation: a, test: b }',
  ],
] as const

describe('what only validate refuses', () => {
  const data = onlyValidateOfData.map(
    ([rule, text]) =>
      [rule, `data: { file: d.csv, target: y, ${text} }\nmodel: { layers: [] }\n`] as const,
  )
  it.each([...onlyValidate.map(([rule, line]) => [rule, least + line] as const), ...data])(
    '%s',
    (_, text) => {
      expect(verdicts(text)).toEqual({ editor: true, validate: false })
    },
  )
})
