import type { AnyDefinition } from '../config/method-options.ts'
import { optionsOf, shortOf } from '../config/method-options.ts'

/** A method as a config writes it. */
export interface WrittenMethod {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

/** Finds a method's definition by its name. */
export type FindDefinition = (name: string) => AnyDefinition | undefined

/** The method of `dropout`, `{ dropout: 0.2 }` or `{ dropout: { rate: 0.2 } }`; null for what is none. */
export function readMethod(value: unknown, find: FindDefinition): WrittenMethod | null {
  if (typeof value === 'string') return { name: value, options: {} }
  const [entry, ...others] = isMap(value) ? Object.entries(value) : []
  if (entry === undefined || others.length > 0) return null
  const [name, options] = entry
  return { name, options: readOptions(options, find(name)) }
}

/** The options of a method by name, of what stands behind its name. */
export function readOptions(
  value: unknown,
  definition: AnyDefinition | undefined,
): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {}
  const short = definition && shortOf(definition)
  const isOptions = (map: object): boolean =>
    definition === undefined ||
    Object.keys(map).every((name) => Object.hasOwn(optionsOf(definition), name))
  // Of one option a plain value is a map itself, such as a schedule.
  if (isMap(value) && (short === undefined || isOptions(value))) return value
  return short === undefined ? {} : { [short]: value }
}

/** What stands behind a method's name: the one value that matters, or its options. */
export function writeOptions(
  options: Readonly<Record<string, unknown>>,
  definition: AnyDefinition | undefined,
): unknown {
  const names = Object.keys(options)
  const [only] = names
  const isShort = names.length === 1 && definition !== undefined && only === shortOf(definition)
  return isShort && only !== undefined && !isMap(options[only]) ? options[only] : options
}

/** A method as it is written in a list, or in place of one. */
export function writeMethod({ name, options }: WrittenMethod, find: FindDefinition): unknown {
  if (Object.keys(options).length === 0) return name
  return { [name]: writeOptions(options, find(name)) }
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
