import type { Catalogue, Kind, Option, Things } from '@sobolev/nn'
import { MethodConfig, type OptionValue, type Terms } from '../config/method-config.ts'
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
    const values = Object.entries(options).map(([name, option]): [string, unknown] => [
      name,
      this.#value(option, config.options[name]),
    ])
    return Object.fromEntries(values)
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

  #value(option: Option, value: OptionValue | undefined): unknown {
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
