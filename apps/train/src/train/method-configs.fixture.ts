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
  kinds,
  type LossOutputs,
  type Option,
} from '@sobolev/nn'
import { parse } from 'yaml'
import type { Config } from '../config/config.ts'
import { type AnyDefinition, optionsOf, requiredOptions } from '../config/method-options.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Prepared, prepareOn, readData } from './prepare.ts'

/** A part of a config as YAML reads it. */
export type Written = Readonly<Record<string, unknown>>

/** A method in a config. */
export interface MethodUse {
  readonly definition: AnyDefinition
  readonly options: Written
  /** The name of its term, where its kind has terms; that of the method unless given. */
  readonly term?: string
  /** Whether the config has the data and the layers that it needs, and not the method itself. */
  readonly isLeftOut?: boolean
}

const rows = Array.from({ length: 24 }, (_, row) => [
  ((row * 7) % 11) / 5 - 1,
  ((row * 5) % 13) / 6 - 1,
  row % 3 === 0 ? 'few' : 'many',
  row / 10,
  row % 3,
  row / 7 - 1,
])
const header = 'x1,x2,class,value,site,slope'

/** The same with codes for numbers. */
const rowsOfCodes = rows.map(([, , ...targets], row) => [row % 3, (row * 5) % 2, ...targets])

/** A column of the file for each use. */
const columnFor = { inputs: 'x1', numbers: 'slope', groups: 'site' }

/** What a config learns: the column, what the outputs are, and whether there is one input. */
interface Problem {
  readonly target: 'class' | 'value'
  readonly outputs: LossOutputs
  readonly loss?: string
  readonly oneInput?: true
}

const problems: readonly Problem[] = [
  { target: 'class', outputs: 'classLogits' },
  { target: 'class', outputs: 'binaryLogit', loss: 'binaryCrossEntropy' },
  { target: 'value', outputs: 'values' },
  { target: 'value', outputs: 'values', oneInput: true },
]

/** Whether a method is for a problem, as far as its definition says. */
function suits(definition: AnyDefinition, { target, outputs, oneInput }: Problem): boolean {
  switch (definition.kind) {
    case 'loss':
      return (definition.outputs === 'values') === (target === 'value')
    case 'lossTransform':
    case 'batchTransform':
      return definition.losses?.includes(outputs) ?? true
    case 'metric':
      return (definition.takes === 'values') === (target === 'value')
    case 'calibration':
      return target === 'class'
    case 'penalty':
      return (
        (definition.losses?.includes(outputs) ?? true) &&
        (definition.outputs === 'asInputs' ? oneInput === true : true) &&
        (definition.outputs === 'one' ? outputs !== 'classLogits' : true)
      )
    default:
      return true
  }
}

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

/** A layer behind a dense one or, where its example has several axes, between layers that make images or sequences and rows of them. */
function layersAround(definition: Definitions['layer'], layer: readonly Written[]): Written {
  const layers = (): readonly unknown[] => {
    if (definition.inputs === 'indices') return [...layer, { flatten: {} }]
    if (axesOf(definition.example.inputs) < 3)
      return [{ dense: { units: 4, activation: 'tanh' } }, ...layer]
    const shape = takes(definition, [2, 5, 5]) ? [2, 5, 5] : [10, 5]
    return [{ dense: { units: 50 } }, { reshape: shape }, ...layer, { flatten: {} }]
  }
  return { model: { layers: layers() } }
}

/** Layers of which the first gives sequences, two steps of two numbers. */
const ofSequences = [
  { sequential: [{ dense: { units: 4, activation: 'tanh' } }, { reshape: [2, 2] }] },
  { flatten: {} },
]

const oneDense = [{ dense: { units: 2, activation: 'tanh' } }]

/** The kinds of methods that have names of the user's own. */
const kindsOfTerms: readonly Kind[] = [
  'lossTransform',
  'penalty',
  'batchTransform',
  'gradientTransform',
  'constraint',
  'metric',
]

/** Whether a method stands in a config under a name of the user's own, beside others of its kind. */
export const hasTerms = ({ kind }: AnyDefinition): boolean => kindsOfTerms.includes(kind)

/** The part of a config that a method stands in. */
function placeOf({ definition, options, term = definition.name }: MethodUse): Written {
  const { kind, name } = definition
  const written = { [name]: options }
  const key = kinds[kind].key
  if (hasTerms(definition)) return { [key]: { [term]: term === name ? options : written } }
  switch (kind) {
    case 'activation':
      return { model: { layers: [{ dense: { units: 2, activation: written } }] } }
    case 'initializer':
      return { model: { layers: [{ dense: { units: 2, kernelInitializer: written } }] } }
    case 'initialization':
      return { model: { layers: oneDense, initialization: written } }
    case 'weighting':
      return { penalties: { [term]: { l2: { weight: written } } } }
    case 'schedule':
      return { optimizer: { sgd: { learningRate: written } } }
    default:
      return { [kind]: written }
  }
}

/** The part of a config that a method needs beside itself. */
function surroundingsOf(definition: AnyDefinition, oneInput: boolean = false): Written {
  if (definition.kind === 'penalty' && definition.ofLayers === 'sequences')
    return { model: { layers: ofSequences } }
  if (definition.kind === 'batchTransform' && axesOf(definition.example.inputs) > 2)
    return { model: { layers: ['flatten'] }, data: { shape: [1, 1, oneInput ? 1 : 2] } }
  return {}
}

/** The part of a config of a use, with what it needs beside itself unless `isAgain`: another use of the method has that. */
function partOf(use: MethodUse, oneInput: boolean, isAgain: boolean): Written {
  const { definition, options, isLeftOut = false } = use
  if (definition.kind === 'layer')
    return layersAround(definition, isLeftOut ? [] : [{ [definition.name]: options }])
  return merged([
    isAgain ? {} : surroundingsOf(definition, oneInput),
    isLeftOut ? {} : placeOf(use),
  ])
}

/** The weight of a penalty that is in the config too. */
function weighed(penalty: MethodUse, { definition, options, isLeftOut }: MethodUse): Written {
  return isLeftOut
    ? {}
    : placeOf({ ...penalty, options: { weight: { [definition.name]: options } } })
}

const isMap = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Maps laid over each other, layers one behind the other. */
function merged(parts: readonly Written[]): Written {
  const result: Record<string, unknown> = {}
  for (const part of parts)
    for (const [key, value] of Object.entries(part)) {
      const before = result[key]
      if (isMap(before) && isMap(value)) result[key] = merged([before, value])
      else if (key === 'layers' && Array.isArray(before) && Array.isArray(value))
        result[key] = [...before, ...value]
      else result[key] = value
    }
  return result
}

const takesAllRows = ({ definition }: MethodUse): boolean =>
  definition.kind === 'optimizer' && isMinimizer(definition.make(definition.example.options))

/** Values of which one fits an option and is not its default. */
export function candidates(option: Option): readonly unknown[] {
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
      return [[{ dropout: 0.5 }, { residual: [{ dense: 4 }] }]]
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
function withinBounds({
  minimum,
  above,
  maximum,
  below,
}: Extract<Option, { readonly type: 'number' }>): number[] {
  const [least, most] = [minimum ?? above, maximum ?? below]
  return least === undefined || most === undefined ? [] : [least + (most - least) / 4]
}

/** The options that a method must be given. */
export function requiredValues(definition: AnyDefinition): Written {
  return Object.fromEntries(
    requiredOptions(definition).map((key) => [key, requiredValue(definition, key)]),
  )
}

function requiredValue(definition: AnyDefinition, key: string): unknown {
  const { example } = definition
  const option = optionsOf(definition)[key]
  if (option && /^column/.test(option.type)) return candidates(option)[0]
  const options: Written = example.options ?? {}
  // A group of two numbers becomes 1 and −1 whatever they are, and steeper the nearer they are to each other.
  if (definition.kind === 'layer' && key === 'groups') return 1
  // In the library's example these are plans.
  if (option?.type === 'layers')
    return [options[key]].flat().map(() => ({ dense: { units: 4, activation: 'tanh' } }))
  return options[key] === undefined ? 0.1 : parse(asYaml(options[key]))
}

/** A small table, the configs of methods that are tried on it, and what training with them begins with. */
export class MethodConfigs {
  /** The folder of the table. */
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sobolev-methods-'))
  readonly #data = new Map<string, Promise<Dataset>>()

  constructor() {
    writeFileSync(join(this.folder, 'data.csv'), asCsv(rows))
    writeFileSync(join(this.folder, 'codes.csv'), asCsv(rowsOfCodes))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /**
   * The text of a config with methods, of a problem that suits them all if there is one. A weighting is that of the
   * penalty beside it, and of one of its own where there is none.
   *
   * @param others what it says beside them, over which they go
   */
  textOf(uses: readonly MethodUse[], others: Written = {}): string {
    const definitions = uses.map(({ definition }) => definition)
    const fitting =
      problems.find((problem) => definitions.every((definition) => suits(definition, problem))) ??
      problems.find((problem) => definitions.slice(0, 1).every((one) => suits(one, problem)))
    const { target, loss, oneInput } = fitting ?? { target: 'class' }
    const takesIndices = definitions.some((one) => one.kind === 'layer' && one.inputs === 'indices')
    const scaleTarget = definitions.every((one) => one.kind !== 'loss' || one.targets === undefined)
    // What takes indices stands before all, what gives sequences or takes images before other layers, and a weighting
    // takes the place of its penalty's number.
    const placeIn = ({ definition }: MethodUse): number => {
      if (definition.kind === 'weighting') return 3
      if (definition.kind === 'layer' && definition.inputs === 'indices') return 0
      return 'model' in surroundingsOf(definition) ? 1 : 2
    }
    const inOrder = uses.toSorted((a, b) => placeIn(a) - placeIn(b))
    const penalty = uses.find(
      ({ definition: { kind }, isLeftOut }) => kind === 'penalty' && !isLeftOut,
    )
    const parts = merged(
      inOrder.map((use, index) => {
        const isAgain = inOrder.findIndex((other) => other.definition === use.definition) < index
        return penalty && use.definition.kind === 'weighting'
          ? weighed(penalty, use)
          : partOf(use, oneInput === true, isAgain)
      }),
    )
    return JSON.stringify({
      ...(!('model' in parts) && { model: { layers: oneDense } }),
      ...(loss !== undefined && { loss }),
      training: { epochs: 3, batchSize: uses.some(takesAllRows) ? rows.length : 10 },
      ...others,
      ...parts,
      data: {
        file: join(this.folder, takesIndices ? 'codes.csv' : 'data.csv'),
        ...(takesIndices && { scale: 'none' }),
        target,
        inputs: oneInput ? ['x1'] : ['x1', 'x2'],
        scaleTarget,
        ...Object(parts.data),
      },
    })
  }

  /** What stands before the first step; the rows of one `data` are read once. */
  async prepare(config: Config, eager: boolean = true): Promise<Prepared> {
    const key = JSON.stringify([config.data, config.seed])
    const reading =
      this.#data.get(key) ??
      readData(config, new Rng(config.seed), {
        signal: new AbortController().signal,
        onReading: () => {},
      })
    this.#data.set(key, reading)
    return prepareOn(await reading, config, { eager })
  }
}

const asCsv = (table: readonly (readonly unknown[])[]): string =>
  [header, ...table.map((row) => row.join())].join('\n')
