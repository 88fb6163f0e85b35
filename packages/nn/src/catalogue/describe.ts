import { isLayerPlan } from '../layers/layer.ts'
import { isTransform } from '../optimizers/check-transform.ts'
import type { Catalogue } from './catalogue.ts'
import type { Advice, Definition, Paper } from './definition.ts'
import { exampleModels } from './example-models.ts'
import { factsOf, libraryOnly } from './facts.ts'
import { type Kind, kindNames, kinds } from './kinds.ts'
import type { Option, OptionTable } from './option.ts'
import { requirementOf } from './requirement.ts'
import { tuningWords } from './tuning.ts'
import { wants } from './wants.ts'

/** An option of a method, as data. */
export interface OptionDescription {
  /** The key that it is given by. */
  readonly name: string
  /** What kind of value it takes. */
  readonly type: Option['type']
  /** What a value must be, in words that follow "must be". */
  readonly requirement: string
  /** Another method by its name; null where there is none. */
  readonly default: number | string | boolean | readonly number[] | null
  /** The default in words; null where the option must be given. */
  readonly defaultWords: string | null
  /** What it does, in words. */
  readonly words: string
  /** Whether only configs have it, as the weight of a penalty. */
  readonly inConfigsOnly: boolean
}

/** All that a method's file says, as data: what `sobolev explain`, the documents and editors show. */
export interface MethodDescription {
  /** What kind of method it is. */
  readonly kind: Kind
  /** The name in the library and in configs. */
  readonly name: string
  /** One sentence: what it does. */
  readonly summary: string
  /** Plain text, in the notation of the paper. */
  readonly formula: string
  /** Sentences that methods of some kinds have: how smooth an activation is, which way a metric is better. */
  readonly facts: readonly string[]
  /** What may be chosen. */
  readonly options: readonly OptionDescription[]
  /** The option that a plain value stands for, in the library; null for none. */
  readonly short: string | null
  /** A case small enough to be checked by hand. */
  readonly example: {
    /** The call in the library. */
    readonly call: string
    /** What it is given, by name. */
    readonly given: Readonly<Record<string, unknown>>
    /** What comes of it. */
    readonly value: unknown
    /** The same method in a config, in YAML; null for one that is for the library alone. */
    readonly config: string | null
  }
  /** What a training step takes beside what it takes without. */
  readonly cost: string
  /** When to use it, and when not. */
  readonly when: string
  /** What a regularizer is taken for, as sentences, and how; null for what is none. */
  readonly advice: (Omit<Advice, 'wants'> & { readonly wants: readonly string[] }) | null
  /** What `sobolev tune` tries of it, in words; null for what it leaves alone. */
  readonly tuning: string | null
  /** What else to know; null where there is nothing. */
  readonly notes: string | null
  /** Where it was published. */
  readonly paper: Paper
  /** What other programs, or earlier versions, call it. */
  readonly aliases: readonly string[]
}

type AnyDefinition = Definition<Kind, unknown, object>

/** What a definition says, as data. */
export function describeMethod(definition: AnyDefinition): MethodDescription {
  const { kind, name, summary, formula, options, short, cost, when, notes, paper, advice } =
    definition
  const { options: exampleOptions = {}, value, updates, ...given } = asRecord(definition.example)
  return {
    kind,
    name,
    summary,
    formula,
    facts: factsOf(definition),
    options: [...describeOptions(options, false), ...describeOptions(kinds[kind].term, true)],
    short: short ?? null,
    example: {
      call: callOf(definition, asRecord(exampleOptions)),
      given: kind === 'penalty' || takesEvaluation(definition) ? evaluatedOf(given) : given,
      value: value ?? updates,
      config:
        libraryOnly(definition) === null ? configOf(definition, asRecord(exampleOptions)) : null,
    },
    cost,
    when,
    advice: advice ? { ...advice, wants: advice.wants.map((want) => wants[want]) } : null,
    tuning: tuningWords(definition),
    notes: notes ?? null,
    paper,
    aliases: definition.aliases ?? [],
  }
}

/** Methods of one kind, by name. */
export interface MethodGroup {
  /** What kind of methods they are. */
  readonly kind: Kind
  /** The methods, in the order of their export. */
  readonly methods: readonly MethodDescription[]
}

/** All methods of a catalogue by kind, in the order in which a model is built and trained; no kind without methods. */
export function describeMethods({ definitions }: Catalogue): MethodGroup[] {
  const methods = definitions
    .map((definition) => describeMethod(definition))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const found = new Set<string>(methods.map(({ kind }) => kind))
  return kindNames
    .filter((kind) => found.has(kind))
    .map((kind) => ({ kind, methods: methods.filter((method) => method.kind === kind) }))
}

/** Where a method is from, on one line: `Huber 1964, “Robust estimation of a location parameter”, section 9`. */
export function citation({ authors, year, title, place }: Paper): string {
  return `${authors} ${year}, “${title}”${place === undefined ? '' : `, ${place}`}`
}

const isTime = (option: Option): boolean =>
  option.type === 'duration' || (option.type === 'list' && option.of.type === 'duration')

function describeOptions(table: OptionTable, inConfigsOnly: boolean): OptionDescription[] {
  return Object.entries(table).flatMap(([name, option]): OptionDescription[] => [
    {
      name,
      type: option.type,
      requirement: `${openEnded(requirementOf(option))}${isTime(option) ? ': steps, in a config epochs' : ''}`,
      default: defaultOf(option),
      defaultWords: defaultWordsOf(option),
      words: option.words,
      inConfigsOnly,
    },
    ...(option.type === 'named' ? describeOptions(option.of, inConfigsOnly) : []).map((inner) => ({
      ...inner,
      name: `${name}.*.${inner.name}`,
    })),
  ])
}

/** Words without the largest integer that numbers can hold, which tells a reader nothing. */
const openEnded = (requirement: string): string =>
  requirement.replace(` to ${Number.MAX_SAFE_INTEGER}`, ' up')

function defaultOf(option: Option): OptionDescription['default'] {
  return (option.type === 'method' ? methodNameOf(option.default) : option.default) ?? null
}

function defaultWordsOf(option: Option): string | null {
  if (option.type === 'duration' && option.restOfTraining) return 'the rest of training'
  if (option.type === 'columns' && option.default === null) return option.otherwise ?? 'none'
  if (option.default === null) return 'none'
  if (option.type === 'method') return methodNameOf(option.default) ?? null
  return option.default === undefined ? null : asCode(option.default)
}

/** The name of a method that is the default of an option. */
function methodNameOf(method: object | null | undefined): string | undefined {
  const { name } = asRecord(asRecord(method).definition)
  return typeof name === 'string' ? name : undefined
}

/** What the examples of penalties, and of metrics that take an evaluation, are of; see `example.ts`. */
function evaluatedOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { model = 'linear', ...parts } = given
  const formula = Object.entries(exampleModels).find(([name]) => name === model)?.[1]
  return { model: formula, inputs: [[1, 1]], targets: [[0]], loss: 'squaredError', ...parts }
}

const takesEvaluation = (definition: AnyDefinition): boolean =>
  'takes' in definition && definition.takes === 'evaluation'

/** What the functions of a kind are called with before their options; other kinds take options alone. */
const argumentsOf: { readonly [K in Kind]?: readonly string[] } = {
  activation: ['x'],
  initializer: ['rng', 'shape'],
  loss: ['outputs', 'targets'],
  metric: ['predictions', 'targets'],
}

function callOf(definition: AnyDefinition, options: Readonly<Record<string, unknown>>): string {
  const { kind, name } = definition
  const table = Object.keys(options).length === 0 ? [] : [asCode(options)]
  if (kind === 'layer') return planCall(name, table.join())
  const first = takesEvaluation(definition) ? [] : (argumentsOf[kind] ?? [])
  return `${name}(${[...first, ...table].join(', ')})`
}

const planCall = (layer: string, options: string): string =>
  `${layer.charAt(0).toUpperCase()}${layer.slice(1)}.definition.make(${options})`

/** Kinds of which a config holds any number, by name. */
const mapped: ReadonlySet<Kind> = new Set([
  'lossTransform',
  'penalty',
  'batchTransform',
  'gradientTransform',
  'constraint',
  'metric',
])

function configOf(
  { kind, name }: AnyDefinition,
  options: Readonly<Record<string, unknown>>,
): string {
  const { key, term } = kinds[kind]
  const needed = Object.keys(term).filter((option) => term[option]?.default === undefined)
  const whole = { ...Object.fromEntries(needed.map((option) => [option, 0.1])), ...options }
  const entry = `${name}: ${asYaml(whole)}`
  const value = Object.keys(whole).length === 0 ? name : `{ ${entry} }`
  if (kind === 'layer') return `model:\n  layers:\n    - ${entry}`
  if (kind === 'activation' || kind === 'initializer')
    return `model:\n  layers:\n    - dense: { units: 8, ${key}: ${value} }`
  if (kind === 'initialization')
    return `model:\n  layers: [{ dense: { units: 8 } }]\n  ${kind}: ${value}`
  if (kind === 'weighting') return `penalties:\n  inputGradient:\n    ${key}: ${value}`
  if (kind === 'schedule') return `optimizer:\n  adam:\n    ${key}: ${value}`
  return mapped.has(kind) ? `${key}:\n  ${entry}` : `${key}: ${value}`
}

/** A value as JavaScript on one line: `{ p: 1, wide: 'all' }`. */
export const asCode = (value: unknown): string =>
  written(value, {
    text: (text) => `'${text}'`,
    method: ({ kind, name, options }) =>
      kind === 'layer' ? planCall(name, asCode(options)) : `${name}(${asCode(options)})`,
  })

/** A value as YAML on one line. */
export const asYaml = (value: unknown): string =>
  written(value, {
    text: (text) => (/^[a-zA-Z][\w.]*$/.test(text) ? text : JSON.stringify(text)),
    method: ({ name, options }) => asYaml({ [name]: options }),
  })

/** How a language writes texts, and methods with the options they were given. */
interface Notation {
  readonly text: (text: string) => string
  readonly method: (of: MadeMethod) => string
}

/** What a layer or an optimizer was made of. */
interface MadeMethod {
  readonly kind: 'layer' | 'optimizer'
  readonly name: string
  readonly options: unknown
}

function methodOf(value: unknown): MadeMethod | undefined {
  if (isLayerPlan(value)) return value.method && { kind: 'layer', ...value.method }
  if (isTransform(value)) return value.method && { kind: 'optimizer', ...value.method }
  return undefined
}

function written(value: unknown, notation: Notation): string {
  if (typeof value === 'string') return notation.text(value)
  const method = methodOf(value)
  if (method) return notation.method(method)
  if (typeof value === 'function') return value.name
  if (Array.isArray(value)) return `[${value.map((item) => written(item, notation)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${written(item, notation)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' || typeof value === 'function' ? { ...value } : {}
}
