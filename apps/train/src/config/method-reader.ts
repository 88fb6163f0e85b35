import {
  type Catalogue,
  type Definitions,
  type Kind,
  kinds,
  type Option,
  type OptionTable,
} from '@sobolev/nn'
import { type ColumnValues, MethodConfig, type OptionValue, Terms } from './method-config.ts'
import { defaultsIn, optionsOf, shortOf } from './method-options.ts'

/** What methods are looked up in, and how long training takes. */
interface Surroundings {
  readonly catalogue: Catalogue
  readonly epochs: number
}

/** Reads methods that the schema has checked, and fills in what they leave out. */
export class MethodReader {
  readonly #catalogue: Catalogue
  readonly #epochs: number

  constructor({ catalogue, epochs }: Surroundings) {
    this.#catalogue = catalogue
    this.#epochs = epochs
  }

  /** A method by its name alone, or by a map of its options under its name. */
  method(kind: Kind, written: unknown): MethodConfig {
    if (typeof written === 'string') {
      const { auto } = kinds[kind]
      return this.#filled(kind, written === 'auto' && auto !== undefined ? auto : written, {})
    }
    const [[name, options] = ['', {}]] = Object.entries(asRecord(written))
    return this.#filled(kind, name, options)
  }

  /** Methods by their own names, or by names of the user's, in the order in which they are written. */
  terms(kind: Kind, written: unknown, order: readonly string[]): Terms {
    const known = this.#catalogue.of(kind)
    const values = asRecord(written)
    return new Terms(
      order.map((name) => [
        name,
        known.has(name) ? this.#filled(kind, name, values[name]) : this.method(kind, values[name]),
      ]),
    )
  }

  /** Options alone, as of a layer whose name is not written. */
  options(table: OptionTable, written: unknown): Readonly<Record<string, OptionValue>> {
    return this.#values(table, asRecord(written))
  }

  #filled(kind: Kind, name: string, written: unknown): MethodConfig {
    const definition = definitionOf(this.#catalogue, kind, name)
    const short = shortOf(definition)
    // Nothing, as in `loss: { huber: }`, is a map without options; a list, as in `reshape: [3, 4]`, is a value.
    const isMap = (typeof written === 'object' && !Array.isArray(written)) || written === undefined
    const given = isMap || short === undefined ? asRecord(written) : { [short]: written }
    return new MethodConfig(name, this.#values(optionsOf(definition), given), short)
  }

  /** Whether it names a schedule; by a word alone there are weightings. */
  #isSchedule(written: unknown): boolean {
    return Object.keys(asRecord(written)).some((name) => this.#catalogue.of('schedule').has(name))
  }

  #values(table: OptionTable, given: Readonly<Record<string, unknown>>) {
    const filled: Readonly<Record<string, unknown>> = { ...defaultsIn(table), ...given }
    // What has no default and need not be given lasts for the rest of training.
    const epochsLeft = Math.max(1, this.#epochs - Number(filled.warmUp ?? 0))
    const values = Object.entries(table).map(([option, descriptor]): [string, OptionValue] => {
      const value = filled[option]
      return [option, this.#value(descriptor, value === undefined ? epochsLeft : value)]
    })
    return Object.fromEntries(values)
  }

  #value(option: Option, value: unknown): OptionValue {
    if (option.type === 'named') {
      const entries = Object.entries(asRecord(value)).map(
        ([name, options]) => [name, this.#values(option.of, asRecord(options))] as const,
      )
      return Object.fromEntries(entries)
    }
    if (value === null) return null
    if (option.type === 'columnMap') return columnValues(value)
    if (option.type === 'method') return this.method(option.kind, value)
    if (option.type === 'schedule' && typeof value !== 'number')
      return this.method(this.#isSchedule(value) ? 'schedule' : 'weighting', value)
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      return value
    if (!Array.isArray(value)) return String(value)
    if (option.type === 'layers') return value.map((layer) => this.method('layer', layer))
    const areNumbers = ['sizes', 'numbers', 'list'].includes(option.type)
    return areNumbers ? value.map(Number) : value.map(String)
  }
}

/** The definition of a method that the schema let pass. */
export function definitionOf<K extends Kind>(
  catalogue: Catalogue,
  kind: K,
  name: string,
): Definitions[K] {
  const definition = catalogue.of(kind).get(name)
  if (definition === undefined) throw new RangeError(`${kind}: there is no "${name}"`)
  return definition
}

/** Values by names of columns, as the schema let them pass. */
const columnValues = (value: unknown): ColumnValues =>
  Object.fromEntries(
    Object.entries(asRecord(value)).map(([name, item]) => [
      name,
      Array.isArray(item) ? item.map(String) : typeof item === 'number' ? item : String(item),
    ]),
  )

const asRecord = (written: unknown): Readonly<Record<string, unknown>> =>
  typeof written === 'object' && written !== null ? { ...written } : {}
