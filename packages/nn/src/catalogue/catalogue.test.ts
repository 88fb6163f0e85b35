import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Rng } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { runExample } from '../../testing/run-example.ts'
import * as nn from '../index.ts'
import { catalogue, definitionsIn } from './catalogue.ts'
import { describeMethod } from './describe.ts'
import { type Kind, kindNames, kinds } from './kinds.ts'
import type { OptionTable } from './option.ts'
import { meets, requirementOf } from './requirement.ts'
import type { Strength } from './tuning.ts'
import { wants } from './wants.ts'

/** The ends of a range, or the values of a list. */
const valuesTried = (strength: Strength): readonly number[] =>
  'values' in strength ? strength.values : [strength.from, strength.to]

const rows = catalogue.definitions.map(
  (definition) => [`${definition.kind} ${definition.name}`, definition] as const,
)

const folder = join(import.meta.dirname, '..')

/** The files of this package that hold methods: those that call a helper such as `definePenalty`. */
const methodFiles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    /(?<!\.test)\.ts$/.test(file) &&
    dirname(file) !== 'catalogue' &&
    /(?<!\.)\bdefine[A-Z]\w*\(/.test(readFileSync(join(folder, file), 'utf8')),
)

it('holds every method that a file defines', async () => {
  const definedIn = async (file: string): Promise<string[]> =>
    definitionsIn(await import(join(folder, file))).map(({ kind, name }) => `${kind} ${name}`)
  const defined = await Promise.all(methodFiles.map(definedIn))
  expect(methodFiles.filter((_, index) => defined[index]?.length === 0)).toEqual([])
  expect(rows.map(([name]) => name).sort()).toEqual(defined.flat().sort())
})

it.each(kindNames)('kind %s: another name stands for one method alone', (kind) => {
  const definitions = [...catalogue.of(kind).values()]
  const names = definitions.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  const plain = names.map((name) => name.toLowerCase().replaceAll('_', ''))
  expect(plain.filter((name, index) => plain.indexOf(name) !== index)).toEqual([])
})

describe.each(rows)('%s', (_, definition) => {
  it('is exported under its name', () => {
    const { name } = definition
    const className = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    const exported: unknown = Reflect.get(nn, definition.kind === 'layer' ? className : name)
    expect(exported).toHaveProperty('definition', definition)
  })

  it('says what it does, where it is from, what it costs and when to use it', () => {
    const { summary, formula, paper, cost, when } = definition
    for (const text of [summary, formula, paper.authors, paper.title, cost, when]) {
      expect(text.trim().length).toBeGreaterThan(1)
      expect(text).not.toMatch(/\s\s|^\s|\s$/)
    }
    expect(summary).toMatch(/\.$/)
    expect(paper.year).toBeGreaterThan(1700)
  })

  it.runIf(definition.advice || kinds[definition.kind].regularizes)(
    'says as a regularizer what it is taken for, values to begin with, and its limits',
    () => {
      const { advice } = definition
      expect(advice, 'regularizers must have `advice`: see definition.ts').toBeDefined()
      for (const want of advice?.wants ?? []) expect(Object.keys(wants)).toContain(want)
      for (const text of [advice?.suggested, advice?.notWith, advice?.limits])
        expect(text).toMatch(/^\S.*\S\.$/)
    },
  )

  it.runIf(definition.tuning)('is tried with what its options may be', () => {
    const { tuning = {}, kind, options } = definition
    const table: OptionTable = { ...kinds[kind].term, ...options }
    const { strength, insteadOf } = tuning
    const tried = strength === undefined ? [] : valuesTried(strength)
    const given = [
      ...tried.map((value) => [strength?.option ?? '', value] as const),
      ...Object.entries(tuning.options ?? {}),
    ]
    for (const [name, value] of given) {
      const option = table[name]
      expect(option, name).toBeDefined()
      if (option?.type === 'duration') expect(value).toSatisfy((share) => share > 0 && share < 1)
      else if (option) expect(meets(option, value), `${name} ${value}`).toBe(true)
    }
    expect(tried).toEqual(tried.toSorted((a, b) => a - b))
    if (insteadOf !== undefined) {
      const other = catalogue.definitions.find((one) => one.kind === kind && one.name === insteadOf)
      expect(Object.keys(options)).toEqual(
        expect.arrayContaining(Object.keys(other?.options ?? {})),
      )
      expect(other).toBeDefined()
    }
    expect(describeMethod(definition).tuning).toMatch(/^\S.*\.$/)
  })

  it('says of every option what it does, and has a default that the option may be', () => {
    for (const [name, option] of Object.entries(definition.options)) {
      expect(option.words, name).toMatch(/\S{2}/)
      expect(Object.keys(kinds[definition.kind].term)).not.toContain(name)
      if (option.default !== undefined)
        expect(
          meets(option, option.default),
          `the default of ${name} must be ${requirementOf(option)}, got ${option.default}`,
        ).toBe(true)
    }
    const needed = Object.values(definition.options).some((option) => option.default === undefined)
    if (!needed) expect(() => definition.make()).not.toThrow()
  })

  it('has an example that comes out as it says', () => {
    const run = runExample[definition.kind] as
      | ((of: unknown) => ReturnType<NonNullable<(typeof runExample)[Kind]>>)
      | undefined
    expect(run, `no example is run for the kind ${definition.kind}`).toBeDefined()
    const outcome = run?.(definition)
    if (outcome) expectClose(outcome.got, Array.from(outcome.wanted.data), 1e-12)
  })
})

describe.each([...catalogue.of('layer').values()])('layer $name', ({ make, example }) => {
  it('says without being built what shape and how many parameters it has', () => {
    const x = float64(example.inputs)
    const plan = make(example.options)
    const layer = plan.build(x.shape.slice(1), new Rng(0), { dtype: 'float64' })
    const outputs = layer.call(x, { training: true, rng: new Rng(0) })
    expect(plan.outputShape(x.shape.slice(1))).toEqual(outputs.shape.slice(1))
    const sizes = Object.values(layer.trainableVariables()).map(({ value }) => value.size)
    expect(plan.parameters(x.shape.slice(1))).toBe(sizes.reduce((sum, size) => sum + size, 0))
  })

  it('keeps the dtype, gives the same for the same source, and needs none when not training', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = float64(example.inputs).cast(dtype)
      const layer = make(example.options).build(x.shape.slice(1), new Rng(0), { dtype })
      for (const mode of [{ training: false }, { training: true, rng: new Rng(1) }] as const) {
        const outputs = layer.call(x, mode)
        expect(outputs.dtype).toBe(dtype)
        expect(layer.call(x, mode).toArray()).toEqual(outputs.toArray())
      }
    }
  })

  it('says of each of its variables which role it has', () => {
    const layer = make(example.options).build(float64(example.inputs).shape.slice(1), new Rng(0))
    for (const [path, { role }] of Object.entries(layer.variables()))
      expect(role, path).toBeDefined()
  })
})
