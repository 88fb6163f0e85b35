import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rng, ShapeError } from '@sobolev/core'
import {
  asYaml,
  catalogue,
  type Definitions,
  isMinimizer,
  type Kind,
  libraryOnly,
  type Option,
} from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../config/load.ts'
import { optionsOf, requiredOptions } from '../config/method-options.ts'
import { writeConfig } from '../config/write.ts'
import { InputError } from '../errors.ts'
import { gatherBatch } from './batch.ts'
import { prepare } from './prepare.ts'

const folder = mkdtempSync(join(tmpdir(), 'every-option-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = Array.from({ length: 24 }, (_, row) => [
  ((row * 7) % 11) / 5 - 1,
  ((row * 5) % 13) / 6 - 1,
  row % 2 === 0 ? 'even' : 'odd',
  row / 10,
  row % 3,
  row / 7 - 1,
])
const file = join(folder, 'data.csv')
const header = 'x1,x2,class,value,site,slope'
writeFileSync(file, [header, ...rows.map((row) => row.join())].join('\n'))

/** The same with codes for numbers. */
const fileOfCodes = join(folder, 'codes.csv')
const rowsOfCodes = rows.map(([, , ...targets], row) => [row % 3, (row * 5) % 2, ...targets])
writeFileSync(fileOfCodes, [header, ...rowsOfCodes].join('\n'))

type AnyDefinition = Definitions[Kind]
type NumberOption = Extract<Option, { readonly type: 'number' }>

/** The options of a config as YAML reads them. */
type Written = Readonly<Record<string, unknown>>

const axesOf = (nested: unknown): number => (Array.isArray(nested) ? 1 + axesOf(nested[0]) : 0)

/** Whether a layer takes inputs of a shape. */
function takes(definition: Definitions['layer'], shape: readonly number[]): boolean {
  try {
    definition.make(definition.example.options).outputShape(shape)
    return true
  } catch (error) {
    if (error instanceof ShapeError) return false
    throw error
  }
}

/** A layer, by itself or, where its example has several axes, between layers that make images or sequences and rows of them. */
function layersAround(name: string, layer: Written): readonly unknown[] {
  const definition = catalogue.of('layer').get(name)
  if (definition?.inputs === 'indices') return [layer, { flatten: {} }]
  if (definition === undefined || axesOf(definition.example.inputs) < 3) return [layer]
  const shape = takes(definition, [2, 5, 5]) ? [2, 5, 5] : [10, 5]
  return [{ dense: { units: 50 } }, { reshape: shape }, layer, { flatten: {} }]
}

/** Where a config has a method of each kind. */
const places: { readonly [K in Kind]: (name: string, written: unknown) => Written } = {
  layer: (name, written) => ({ model: { layers: layersAround(name, { [name]: written }) } }),
  activation: (name, written) => ({
    model: { layers: [{ dense: { units: 2, activation: { [name]: written } } }] },
  }),
  initializer: (name, written) => ({
    model: { layers: [{ dense: { units: 2, kernelInitializer: { [name]: written } } }] },
  }),
  loss: (name, written) => ({ loss: { [name]: written } }),
  lossTransform: (name, written) => ({ lossTransforms: { [name]: written } }),
  penalty: (name, written) => ({ penalties: { [name]: written } }),
  weighting: (name, written) => ({ penalties: { l2: { weight: { [name]: written } } } }),
  batchTransform: (name, written) => ({
    batchTransforms: { [name]: written },
    ...(axesOf(catalogue.of('batchTransform').get(name)?.example.inputs) > 2 && {
      model: { layers: ['flatten'] },
      data: { shape: [1, 1, 2] },
    }),
  }),
  gradientTransform: (name, written) => ({ gradientTransforms: { [name]: written } }),
  optimizer: (name, written) => ({ optimizer: { [name]: written } }),
  schedule: (name, written) => ({ optimizer: { sgd: { learningRate: { [name]: written } } } }),
  constraint: (name, written) => ({ constraints: { [name]: written } }),
  average: (name, written) => ({ average: { [name]: written } }),
  ensemble: (name, written) => ({ ensemble: { [name]: written } }),
  calibration: (name, written) => ({ calibration: { [name]: written } }),
  metric: (name, written) => ({ metrics: { [name]: written } }),
}

/** Whether a method is for the regression of `value` and not for the classification of `class`. */
function isForValues(definition: AnyDefinition): boolean {
  if (definition.kind === 'loss') return definition.outputs === 'values'
  if (definition.kind === 'metric') return definition.takes === 'values'
  if (definition.kind === 'batchTransform') return definition.losses?.includes('values') === true
  if (definition.kind !== 'penalty') return false
  const { losses, outputs } = definition
  return outputs !== undefined || (losses !== undefined && !losses.includes('classLogits'))
}

/** A penalty that is for one logit alone. */
const isForOneLogit = (definition: AnyDefinition): boolean =>
  definition.kind === 'penalty' && definition.losses?.join() === 'binaryLogit'

const takesAllRows = (definition: AnyDefinition): boolean =>
  definition.kind === 'optimizer' && isMinimizer(definition.make(definition.example.options))

/** Layers of which the first gives sequences, two steps of two numbers. */
const ofSequences = [
  { sequential: [{ dense: { units: 4, activation: 'tanh' } }, { reshape: [2, 2] }] },
  { flatten: {} },
]

function configWith(definition: AnyDefinition, options: Written): string {
  const takesSequences = definition.kind === 'penalty' && definition.ofLayers === 'sequences'
  const target = isForValues(definition) && !isForOneLogit(definition) ? 'value' : 'class'
  const takesOneInput = definition.kind === 'penalty' && definition.outputs === 'asInputs'
  const scaleTarget = !(definition.kind === 'loss' && definition.targets !== undefined)
  const takesIndices = definition.kind === 'layer' && definition.inputs === 'indices'
  const source = takesIndices ? { file: fileOfCodes, scale: 'none' } : { file }
  const least = {
    data: { ...source, target, inputs: takesOneInput ? ['x1'] : ['x1', 'x2'], scaleTarget },
    model: { layers: takesSequences ? ofSequences : [{ dense: { units: 2, activation: 'tanh' } }] },
    ...(isForOneLogit(definition) && { loss: 'binaryCrossEntropy' }),
    training: { epochs: 3, batchSize: takesAllRows(definition) ? rows.length : 10 },
  }
  const { data, ...others } = places[definition.kind](definition.name, options)
  return JSON.stringify({ ...least, ...others, data: { ...least.data, ...Object(data) } })
}

/** A column of the file for each use. */
const columnFor = { inputs: 'x1', numbers: 'slope', groups: 'site' }

/** Values of which one fits an option and is not its default. */
function candidates(option: Option): readonly unknown[] {
  switch (option.type) {
    case 'number':
      return [...(option.or ?? []), 0.5, 0, 1, 2, 3, 0.25, 10, ...withinBounds(option)]
    case 'numbers':
      return [0.25, [0.25, 0.75]]
    case 'list':
      return [...(option.or ?? []), [1], [0.3, 0.1]]
    case 'flag':
      return [true, false]
    case 'choice':
      return option.values
    case 'duration':
      return [2, 1]
    case 'schedule':
      return [{ linear: { from: 0.1, to: 0.05 } }]
    case 'sizes':
      return [2, [2, 1]]
    case 'parameters':
      return ['layers.0.kernel', ['kernel', 'layers.0.kernel']]
    case 'text':
      return [option.sample]
    case 'path':
      return ['layers.0', 'layers.1', 1]
    case 'column':
      return [columnFor[option.of]]
    case 'columns':
      return [columnFor[option.of], [columnFor[option.of]]]
    case 'columnMap':
      return candidates(option.value).map((value) => ({ [columnFor[option.of]]: value }))
    case 'method':
      return [...catalogue.of(option.kind).keys()]
    case 'layers':
      return [[{ dropout: 0.5 }, { residual: [{ dense: 2 }] }]]
    case 'named':
      return [
        {
          first: { includes: 'kernel', optimizer: 'muon' },
          second: { includes: 'layers.*.bias', factor: { linear: { from: 1, to: 0 } } },
        },
      ]
  }
}

/** A quarter of the way from the least that a number may be to the most, where it has both. */
function withinBounds({ minimum, above, maximum, below }: NumberOption): number[] {
  const [least, most] = [minimum ?? above, maximum ?? below]
  return least === undefined || most === undefined ? [] : [least + (most - least) / 4]
}

/** What the other options must be beside one, where the library says that two go together. */
const companions: Readonly<Record<string, Written>> = {
  nesterov: { momentum: 0.5 },
  boundaries: { values: [0.3, 0.1] },
  values: { boundaries: [1] },
  groups: { filters: 2 },
}

const companionsOf = (definition: AnyDefinition, name: string): Written =>
  Object.fromEntries(
    Object.entries(companions[name] ?? {}).filter(([key]) => key in optionsOf(definition)),
  )

/** What fits the small model, where not every value does: a bias is a vector, and most initialisers want a matrix. */
const suited: Readonly<Record<string, readonly unknown[]>> = {
  biasInitializer: ['ones'],
  axes: [[2, 1]],
  indices: [4],
  counts: [[3, 1]],
  groupSize: [1],
  optimizer: ['adam'],
}

/** A config that gives an option another value than its default, and the value. */
function withOther(definition: AnyDefinition, name: string, option: Option) {
  const required = Object.fromEntries(
    requiredOptions(definition).map((key) => [key, requiredValue(definition, key)]),
  )
  for (const value of suited[name] ?? candidates(option)) {
    if (value === defaultOf(option)) continue
    const text = configWith(definition, {
      ...required,
      ...companionsOf(definition, name),
      [name]: value,
    })
    try {
      return { config: parseConfig(text, join(folder, 'a.yaml')), value }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  throw new RangeError(`${definition.name}.${name}: no candidate fits`)
}

function requiredValue(definition: AnyDefinition, key: string): unknown {
  const { example } = definition
  const option = optionsOf(definition)[key]
  if (option && /^column/.test(option.type)) return candidates(option)[0]
  const options: Written = example.options ?? {}
  // In the library's example these are plans.
  if (option?.type === 'layers') return [options[key]].flat().map(() => ({ dense: 2 }))
  return options[key] === undefined ? 0.1 : parse(asYaml(options[key]))
}

const defaultOf = (option: Option): unknown =>
  option.type === 'method' ? Reflect.get(option.default ?? {}, 'name') : option.default

const inConfigs = catalogue.definitions.filter((definition) => libraryOnly(definition) === null)
const rowsOfTest = inConfigs.flatMap((definition) =>
  Object.entries(optionsOf(definition)).map(
    ([name, option]) =>
      [`${definition.kind} ${definition.name}.${name}`, definition, name, option] as const,
  ),
)

test.each(rowsOfTest)(
  '%s is set, trained with, and written',
  async (_, definition, name, option) => {
    const { config, value } = withOther(definition, name, option)
    const text = writeConfig(config)
    const again = parseConfig(text, join(folder, 'written.yaml'))
    expect({ ...again, name: config.name }).toEqual(config)
    expect(writtenValues(JSON.parse(JSON.stringify(config)), name)).toContainEqual(
      // Another method is written with the options that it has.
      typeof value === 'number' || option.type === 'choice' ? value : expect.anything(),
    )
    const prepared = await prepare(again, {
      signal: new AbortController().signal,
      onReading: () => {},
      eager: true,
    })
    const { trainer, dataset, evaluated } = prepared
    const order = Int32Array.from({ length: dataset.training.rows }, (_, index) => index)
    for (let step = 0; step < 2; step++) {
      const batch = gatherBatch(
        dataset.training,
        order,
        10 * step,
        10 * step + 9,
        trainer.learner.inputShape,
      )
      expect(trainer.take(batch, new Rng(1), step).total.item()).not.toBeNaN()
    }
    expect(evaluated.figures(trainer, dataset.validation).loss).not.toBeNaN()
  },
)

/** The lines of what is said of a config that is wrong; none of one that is right. */
function faultsOf(text: string): readonly string[] {
  try {
    parseConfig(text, 'a.yaml')
    return []
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message.split('\n')
  }
}

/** Every value that stands under a key, at any depth. */
function writtenValues(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...writtenValues(inner, key),
  ])
}

test.each(rowsOfTest)(
  'a wrong %s is a fault with its place and both values',
  (_, definition, name, option) => {
    const wrong = ['flag', 'parameters', 'text'].includes(option.type)
      ? 7
      : ['path', 'column', 'columns'].includes(option.type)
        ? true
        : 'nonsense'
    const required = Object.fromEntries(
      requiredOptions(definition).map((key) => [key, requiredValue(definition, key)]),
    )
    const text = configWith(definition, { ...required, [name]: wrong })
    const faults = faultsOf(text)
    expect(faults).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^a\\.yaml:1:\\d+ [\\w.]+\\.${definition.name}\\.${name}: must be .+, got ${JSON.stringify(wrong)}`,
        ),
      ),
    )
  },
)
