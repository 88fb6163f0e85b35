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
export const valueOrigins = (loaded: LoadedConfig): ValueOrigin[] => valuesOf(loaded, false)

/**
 * The values of a resolved config that are no defaults, which are a config again. A method that was chosen without its
 * options stands there by its name, a map that was written without its values empty.
 */
export const givenValues = (loaded: LoadedConfig): ValueOrigin[] => valuesOf(loaded, true)

function valuesOf(
  { config, written, places }: LoadedConfig,
  areGivenAlone: boolean,
): ValueOrigin[] {
  const found: ValueOrigin[] = []
  const root: Given = { value: written, path: [] }
  const testPart = below(below(root, 'data'), 'test')
  const originOf = ({ value, path }: Given): Origin | undefined =>
    value === undefined ? undefined : places.origin(path)

  function add(value: unknown, path: Path, given: Given): void {
    const origin = originOf(given)
    if (origin !== undefined || !areGivenAlone) found.push({ path, value, origin })
  }

  /** Adds what stands within a map or a method, or `value` for it where it was written and nothing within it was. */
  function addWithin(value: unknown, path: Path, given: Given, within: () => void): void {
    const before = found.length
    within()
    if (found.length === before) add(value, path, given)
  }

  /** @param path where `value` stands in the resolved config; `given`: what was written for it, and where */
  function walk(value: unknown, path: Path, given: Given): void {
    if (value instanceof Terms && value.byName.size > 0)
      for (const [name, term] of value.byName) {
        const givenHere = below(given, name)
        if (term.method === name) options(term, [...path, name], givenHere)
        else method(term, [...path, name], givenHere)
      }
    else if (value instanceof Terms) add({}, path, given)
    else if (value instanceof MethodConfig) method(value, path, given)
    else if (Array.isArray(value) && value.some(isObject))
      value.forEach((item, index) => {
        walk(item, [...path, index], below(given, index))
      })
    else if (isMap(value) && Object.keys(value).length > 0)
      addWithin({}, path, given, () => {
        for (const [key, item] of Object.entries(value))
          walk(item, [...path, key], givenFor(key, value, path, given))
      })
    else add(value, path, given)
  }

  /** What was written for a key of a map: it may stand there in another form, or in another place. */
  function givenFor(key: string, map: object, path: Path, given: Given): Given {
    const found = path.length === 0 ? below(given, key) : inSomeForm(given, key, map)
    // One column may mark the rows that validate and those that test, said in two places.
    const isElsewhere = found === nothing && path.join('.') === 'data.validation'
    return isElsewhere && config.data.test === null ? inSomeForm(testPart, key, map) : found
  }

  function method(config: MethodConfig, path: Path, given: Given): void {
    const { method: name } = config
    if (Object.keys(config.options).length === 0 && path.length > 0 && isAlone(config))
      add(name, path, given)
    else {
      // By its name alone all options are defaults.
      const ofOptions = typeof given.value === 'string' ? nothing : below(given, name)
      addWithin(name, path, given, () => {
        options(config, [...path, name], ofOptions)
      })
    }
  }

  function options(config: MethodConfig, path: Path, given: Given): void {
    const isWhole = isMap(given.value)
    addWithin({}, path, given, () => {
      for (const [key, value] of Object.entries(config.options))
        if (isWhole) walk(value, [...path, key], below(given, key))
        else
          walk(
            value,
            [...path, key],
            key === config.short && given.value !== null ? given : nothing,
          )
    })
  }

  walk(writtenConfig(config), [], root)
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

/** The same for a key of a map that may be written in another form, such as `value` for `validation`: then all of it. */
function inSomeForm(given: Given, key: string, map: object): Given {
  const exact = below(given, key)
  if (exact !== nothing || !isMap(given.value)) return exact
  return Object.keys(given.value).every((other) => Object.hasOwn(map, other)) ? nothing : given
}

/** Whether a method is written by its name alone. */
const isAlone = (config: MethodConfig): boolean => typeof config.toJSON() === 'string'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isMap = (value: unknown): value is object => isObject(value) && !Array.isArray(value)
