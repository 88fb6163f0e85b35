/** A value of an option as a config holds it: durations in epochs, other methods by name. */
export type OptionValue =
  | number
  | string
  | boolean
  | readonly string[]
  | readonly number[]
  | MethodConfig
  | readonly MethodConfig[]
  | null
  | NamedOptions
  | ColumnValues

/** Maps of options by names of the user's own. */
interface NamedOptions {
  readonly [name: string]: Readonly<Record<string, OptionValue>>
}

/** Values by names of columns. */
export interface ColumnValues {
  readonly [column: string]: number | string | readonly string[]
}

/** A method of the catalogue that a config chose, with every option filled in. */
export class MethodConfig {
  readonly method: string
  readonly options: Readonly<Record<string, OptionValue>>

  readonly #short: string | undefined

  /** @param short the option that a plain value in place of the options stands for */
  constructor(method: string, options: Readonly<Record<string, OptionValue>> = {}, short?: string) {
    this.method = method
    this.options = options
    this.#short = short
  }

  /** The option that a plain value in place of the options stands for. */
  get short(): string | undefined {
    return this.#short
  }

  /** As it is written in a config: `{ huber: { delta: 1 } }`, or the name alone where there is nothing to choose. */
  toJSON(): unknown {
    return Object.keys(this.options).length === 0 ? this.method : { [this.method]: this.options }
  }
}

/** Methods of one kind by names of the user's own, or by those of the methods. */
export class Terms {
  readonly byName: ReadonlyMap<string, MethodConfig>

  constructor(terms: Iterable<readonly [name: string, MethodConfig]> = []) {
    this.byName = new Map(terms)
  }

  /** As it is written in a config: `{ inputGradient: { weight: 1 }, second: { inputGradient: { weight: 2 } } }`. */
  toJSON(): unknown {
    const entries = Array.from(this.byName, ([name, term]): [string, unknown] => [
      name,
      term.method === name ? term.options : { [term.method]: term.options },
    ])
    return Object.fromEntries(entries)
  }
}

/** Maps of options by their names; none in a value that is no such map. */
export function namedOptions(
  value: OptionValue | undefined,
): (readonly [name: string, Readonly<Record<string, OptionValue>>])[] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap || value instanceof MethodConfig) return []
  return Object.entries<unknown>(value).flatMap(([name, options]) =>
    isOptions(options) ? [[name, options] as const] : [],
  )
}

const isOptions = (value: unknown): value is Readonly<Record<string, OptionValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
