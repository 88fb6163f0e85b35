import type {
  Catalogue,
  Kind,
  Option,
  OptionTable,
  ScheduleFunction,
  Term,
  Things,
} from '@sobolev/nn'
import {
  MethodConfig,
  namedOptions,
  type OptionValue,
  type Terms,
} from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { stepsOfEpochs } from './steps-of-epochs.ts'

/** Makes what a config chose from the catalogue: names of methods become the methods, epochs become steps. */
export class MethodBuilder {
  readonly #catalogue: Catalogue
  readonly #stepsPerEpoch: number
  readonly #observing = new Map<string, ScheduleFunction>()
  /** Where in the config the method stands that is being made. */
  #path: readonly string[] = []

  constructor(catalogue: Catalogue, stepsPerEpoch: number) {
    this.#catalogue = catalogue
    this.#stepsPerEpoch = stepsPerEpoch
  }

  /** One method. */
  method<K extends Kind>(kind: K, config: MethodConfig): Things[K] {
    return this.#catalogue.make(kind, config.method, this.options(kind, config))
  }

  /** The schedules made so far that go by figures, by the names of their methods and options. */
  get observing(): Readonly<Record<string, ScheduleFunction>> {
    return Object.fromEntries(this.#observing)
  }

  /** The options of a method as the library takes them. */
  options(kind: Kind, config: MethodConfig): Readonly<Record<string, unknown>> {
    const { options } = definitionOf(this.#catalogue, kind, config.method)
    return this.#within(config.method, () => this.#values(options, config.options))
  }

  /** Methods by the names of their terms. */
  terms<K extends Kind>(kind: K, { byName }: Terms): Record<string, Things[K]> {
    return Object.fromEntries(
      Array.from(byName, ([name, term]) => {
        const make = (): Things[K] => this.method(kind, term)
        return [name, name === term.method ? make() : this.#within(name, make)] as const
      }),
    )
  }

  /** Layers, one after the other. */
  layers(list: readonly MethodConfig[]): Things['layer'][] {
    return list.map((layer, index) =>
      this.#within(`layers.${index}`, () => this.method('layer', layer)),
    )
  }

  /** The schedule, or the number, that a config says under an option such as a penalty's weight. */
  schedule(value: OptionValue | undefined, name: string = ''): number | Things['schedule'] {
    if (!(value instanceof MethodConfig)) return Number(value)
    const schedule = this.method('schedule', value)
    if (schedule.observe) this.#observing.set([...this.#path, name].join('.'), schedule)
    return schedule
  }

  /** What a config says under the weight of a penalty: a number, a schedule or a weighting. */
  weight(value: OptionValue | undefined, name: string): Term['weight'] {
    const isWeighting =
      value instanceof MethodConfig && this.#catalogue.of('weighting').has(value.method)
    return isWeighting ? this.method('weighting', value) : this.schedule(value, name)
  }

  #within<T>(name: string, make: () => T): T {
    const path = this.#path
    this.#path = [...path, name]
    try {
      return make()
    } finally {
      this.#path = path
    }
  }

  #values(
    table: OptionTable,
    given: Readonly<Record<string, OptionValue>>,
  ): Readonly<Record<string, unknown>> {
    const values = Object.entries(table).map(([name, option]): [string, unknown] => [
      name,
      this.#value(name, option, given[name]),
    ])
    return Object.fromEntries(values)
  }

  #value(name: string, option: Option, value: OptionValue | undefined): unknown {
    if (option.type === 'named') {
      const entries = namedOptions(value).map(
        ([key, options]) =>
          [key, this.#within(key, () => this.#values(option.of, options))] as const,
      )
      return Object.fromEntries(entries)
    }
    if (option.type === 'schedule') return this.schedule(value, name)
    const stepsOf = (length: unknown): number =>
      stepsOfEpochs(Number(length), this.#stepsPerEpoch, [...this.#path, name].join('.'))
    if (option.type === 'duration') return stepsOf(value)
    if (option.type === 'list' && option.of.type === 'duration' && Array.isArray(value))
      return value.map(stepsOf)
    if (option.type === 'layers' && Array.isArray(value))
      return this.layers(value.filter((layer) => layer instanceof MethodConfig))
    return value instanceof MethodConfig && option.type === 'method'
      ? this.method(option.kind, value)
      : value
  }
}
