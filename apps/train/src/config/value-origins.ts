import type { LoadedConfig } from './load.ts'
import { MethodConfig, Terms } from './method-config.ts'
import type { Origin, Path } from './places.ts'
import { writtenConfig } from './write.ts'

/** A value of a resolved config that holds no others by key, and where it comes from. */
export interface ValueOrigin {
  readonly path: Path
  readonly value: unknown
  /** Undefined: a default. */
  readonly origin: Origin | undefined
}

/** Every value of a resolved config, in the order in which it is written. */
export function valueOrigins({ config, written, places }: LoadedConfig): ValueOrigin[] {
  const found: ValueOrigin[] = []
  const originOf = ({ value, path }: Given): Origin | undefined =>
    value === undefined ? undefined : places.origin(path)

  /** @param path where `value` stands in the resolved config; `given`: what was written for it, and where */
  function walk(value: unknown, path: Path, given: Given): void {
    if (value instanceof Terms && value.byName.size > 0)
      for (const [name, term] of value.byName) {
        const givenHere = below(given, name)
        if (term.method === name) options(term, [...path, name], givenHere)
        else method(term, [...path, name], givenHere)
      }
    else if (value instanceof Terms) found.push({ path, value: {}, origin: originOf(given) })
    else if (value instanceof MethodConfig) method(value, path, given)
    else if (Array.isArray(value) && value.some(isObject))
      value.forEach((item, index) => {
        walk(item, [...path, index], below(given, index))
      })
    else if (isObject(value) && !Array.isArray(value) && Object.keys(value).length > 0)
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key], below(given, key))
    else found.push({ path, value, origin: originOf(given) })
  }

  function method(config: MethodConfig, path: Path, given: Given): void {
    const { method: name } = config
    if (Object.keys(config.options).length === 0 && path.length > 0 && isAlone(config))
      found.push({ path, value: name, origin: originOf(given) })
    // By its name alone all options are defaults.
    else if (typeof given.value === 'string') options(config, [...path, name], nothing)
    else options(config, [...path, name], below(given, name))
  }

  function options(config: MethodConfig, path: Path, given: Given): void {
    const entries = Object.entries(config.options)
    if (entries.length === 0) found.push({ path, value: {}, origin: originOf(given) })
    const isMap = isObject(given.value) && !Array.isArray(given.value)
    for (const [key, value] of entries)
      if (isMap) walk(value, [...path, key], below(given, key))
      else
        walk(value, [...path, key], key === config.short && given.value !== null ? given : nothing)
  }

  walk(writtenConfig(config), [], { value: written, path: [] })
  return found
}

/** What was written for a value; the path is meaningless where there is nothing. */
interface Given {
  readonly value: unknown
  readonly path: Path
}

const nothing: Given = { value: undefined, path: [] }

/** What was written under a key; what is no map, such as one path for a list of files, stands for all below it. */
function below(given: Given, key: string | number): Given {
  const { value, path } = given
  if (value === undefined || value === null) return nothing
  if (!isObject(value)) return given
  if (Array.isArray(value) && typeof key === 'string') return given
  if (!Object.hasOwn(value, key)) return nothing
  return { value: Reflect.get(value, key), path: [...path, key] }
}

/** Whether a method is written by its name alone. */
const isAlone = (config: MethodConfig): boolean => typeof config.toJSON() === 'string'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
