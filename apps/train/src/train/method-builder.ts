import type { Catalogue, Kind, Option, OptionTable, Things } from '@sobolev/nn'
import {
  MethodConfig,
  namedOptions,
  type OptionValue,
  type Terms,
} from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'

/** Makes what a config chose from the catalogue: names of methods become the methods, epochs become steps. */
export class MethodBuilder {
  readonly #catalogue: Catalogue
  readonly #stepsPerEpoch: number

  constructor(catalogue: Catalogue, stepsPerEpoch: number) {
    this.#catalogue = catalogue
    this.#stepsPerEpoch = stepsPerEpoch
  }

  /** One method. */
  method<K extends Kind>(kind: K, config: MethodConfig): Things[K] {
    return this.#catalogue.make(kind, config.method, this.options(kind, config))
  }

  /** The options of a method as the library takes them. */
  options(kind: Kind, config: MethodConfig): Readonly<Record<string, unknown>> {
    const { options } = definitionOf(this.#catalogue, kind, config.method)
    return this.#values(options, config.options)
  }

  /** Methods by the names of their terms. */
  terms<K extends Kind>(kind: K, { byName }: Terms): Record<string, Things[K]> {
    return Object.fromEntries(
      Array.from(byName, ([name, term]) => [name, this.method(kind, term)] as const),
    )
  }

  /** The schedule, or the number, that a config says under an option such as a penalty's weight. */
  schedule(value: OptionValue | undefined): number | Things['schedule'] {
    return value instanceof MethodConfig ? this.method('schedule', value) : Number(value)
  }

  #values(
    table: OptionTable,
    given: Readonly<Record<string, OptionValue>>,
  ): Readonly<Record<string, unknown>> {
    const values = Object.entries(table).map(([name, option]): [string, unknown] => [
      name,
      this.#value(option, given[name]),
    ])
    return Object.fromEntries(values)
  }

  #value(option: Option, value: OptionValue | undefined): unknown {
    if (option.type === 'named') {
      const entries = namedOptions(value).map(
        ([name, options]) => [name, this.#values(option.of, options)] as const,
      )
      return Object.fromEntries(entries)
    }
    if (option.type === 'schedule') return this.schedule(value)
    if (option.type === 'duration') return Number(value) * this.#stepsPerEpoch
    if (option.type === 'layers' && Array.isArray(value))
      return value.flatMap((layer: unknown) =>
        layer instanceof MethodConfig ? [this.method('layer', layer)] : [],
      )
    return value instanceof MethodConfig && option.type === 'method'
      ? this.method(option.kind, value)
      : value
  }
}
