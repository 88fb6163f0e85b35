import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import { catalogue, libraryOnly, type Option } from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type AnyDefinition, optionsOf } from '../config/method-options.ts'
import { writeConfig } from '../config/write.ts'
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
  indices: [4],
  counts: [[3, 1]],
  groupSize: [1],
  optimizer: ['adam'],
}

/** A config that gives an option another value than its default, and the value. */
function withOther(definition: AnyDefinition, name: string, option: Option) {
  const required = requiredValues(definition)
  for (const value of suited[name] ?? candidates(option)) {
    if (value === defaultOf(option)) continue
    const text = configWith(definition, {
      ...required,
      ...companionsOf(definition, name),
      [name]: value,
    })
    try {
      return { config: parseConfig(text, join(configs.folder, 'a.yaml')), value }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  throw new RangeError(`${definition.name}.${name}: no candidate fits`)
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
    const again = parseConfig(text, join(configs.folder, 'written.yaml'))
    expect({ ...again, name: config.name }).toEqual(config)
    expect(writtenValues(JSON.parse(JSON.stringify(config)), name)).toContainEqual(
      // Another method is written with the options that it has.
      typeof value === 'number' || option.type === 'choice' ? value : expect.anything(),
    )
    const { trainer, dataset, evaluated } = await configs.prepare(again)
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
    const text = configWith(definition, { ...requiredValues(definition), [name]: wrong })
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
