import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import { catalogue, libraryOnly, type Option } from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import type { Config } from '../config/config.ts'
import { parseConfig } from '../config/load.ts'
import { type AnyDefinition, optionsOf } from '../config/method-options.ts'
import { writeConfig, writtenConfig } from '../config/write.ts'
import { InputError } from '../errors.ts'
import { gatherBatch } from './batch.ts'
import {
  candidates,
  MethodConfigs,
  requiredValues,
  type Written,
} from './method-configs.fixture.ts'

const configs = new MethodConfigs()
afterAll(() => configs.remove())

const configWith = (definition: AnyDefinition, options: Written): string =>
  configs.textOf([{ definition, options }])

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
  shape: [4],
  indices: [4],
  counts: [[3, 1]],
  categories: [[0, 0, 0, 0]],
  groupSize: [1],
  optimizer: ['adam'],
}

/** A config that gives options of a method other values than their defaults, and the values by the option's name. */
interface OtherOptions {
  readonly config: Config
  readonly options: Written
  readonly values: ReadonlyMap<string, unknown>
}

const withRequired = (definition: AnyDefinition): OtherOptions => {
  const options = requiredValues(definition)
  const config = parseConfig(configWith(definition, options), join(configs.folder, 'a.yaml'))
  return { config, options, values: new Map() }
}

/** The same with one option more, or null if no value of it fits. */
function withOther(
  definition: AnyDefinition,
  others: OtherOptions,
  name: string,
): OtherOptions | null {
  const option = optionsOf(definition)[name]
  if (option === undefined) return null
  const beside = companionsOf(definition, name)
  if (Object.keys(beside).some((key) => others.values.has(key))) return null
  for (const value of [...(suited[name] ?? []), ...candidates(option)]) {
    if (value === defaultOf(option)) continue
    const options = { ...others.options, ...beside, [name]: value }
    try {
      const config = parseConfig(configWith(definition, options), join(configs.folder, 'a.yaml'))
      return { config, options, values: new Map([...others.values, [name, value]]) }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return null
}

/** Configs that give every option another value, as many options in one as go together: to train takes the time. */
function withEveryOther(definition: AnyDefinition): OtherOptions[] {
  const tried: OtherOptions[] = []
  for (const name of Object.keys(optionsOf(definition))) {
    // It must be 1.
    if (name === 'every' && 'eachStep' in definition) continue
    const last = tried.at(-1)
    // Other options name variables of the layers of the examples.
    const isApart = last?.values.has('layers') || name === 'layers'
    const extended = last && !isApart && withOther(definition, last, name)
    if (extended) tried[tried.length - 1] = extended
    else {
      const alone = withOther(definition, withRequired(definition), name)
      if (alone === null) throw new RangeError(`${definition.name}.${name}: no candidate fits`)
      tried.push(alone)
    }
  }
  return tried
}

const defaultOf = (option: Option): unknown =>
  option.type === 'method' ? Reflect.get(option.default ?? {}, 'name') : option.default

const inConfigs = catalogue.definitions.filter((definition) => libraryOnly(definition) === null)
const methods = inConfigs
  .filter((definition) => Object.keys(optionsOf(definition)).length > 0)
  .map((definition) => [`${definition.kind} ${definition.name}`, definition] as const)

test.each(methods)(
  'every option of %s is set, trained with, and written',
  async (_, definition) => {
    for (const { config, values } of withEveryOther(definition)) {
      const again = parseConfig(writeConfig(config), join(configs.folder, 'written.yaml'))
      expect({ ...again, name: config.name }).toEqual(config)
      const written: unknown = JSON.parse(JSON.stringify(writtenConfig(config)))
      for (const [name, value] of values)
        expect(writtenValues(written, name), name).toContainEqual(
          // Another method is written with the options that it has.
          typeof value === 'number' || optionsOf(definition)[name]?.type === 'choice'
            ? value
            : expect.anything(),
        )
      await expectToTrain(again, [...values.keys()])
    }
  },
)

/** Takes two steps and evaluates. */
async function expectToTrain(config: Config, names: readonly string[]): Promise<void> {
  const { trainer, dataset, evaluated } = await configs.prepare(config)
  const order = Int32Array.from({ length: dataset.training.rows }, (_, index) => index)
  const { inputShape } = trainer.learner
  for (let step = 0; step < 2; step++) {
    const batch = gatherBatch(dataset.training, order, 10 * step, 10 * step + 9, inputShape)
    const { total } = trainer.take(batch, new Rng(1), step)
    expect(total.item(), names.join()).not.toBeNaN()
  }
  expect(evaluated.figures(trainer, dataset.validation).loss, names.join()).not.toBeNaN()
}

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

const wrongFor = ({ type }: Option): unknown => {
  if (['flag', 'parameters', 'text'].includes(type)) return 7
  return ['path', 'column', 'columns'].includes(type) ? true : 'nonsense'
}

test.each(methods)(
  'every wrong option of %s is a fault with its place and both values',
  (_, definition) => {
    const wrong = Object.entries(optionsOf(definition)).map(
      ([name, option]) => [name, wrongFor(option)] as const,
    )
    const faults = faultsOf(configWith(definition, Object.fromEntries(wrong)))
    for (const [name, value] of wrong)
      expect(faults).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^a\\.yaml:1:\\d+ [\\w.]+\\.${definition.name}\\.${name}: must be .+, got ${JSON.stringify(value)}`,
          ),
        ),
      )
  },
)
