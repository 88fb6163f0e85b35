import { isDeepStrictEqual } from 'node:util'
import type { Path } from './places.ts'
import { termsKeys } from './resolve.ts'

/** A key of which configs differ, and what each of them says there; undefined where it says nothing. */
export interface ConfigDifference {
  readonly path: string
  readonly values: readonly unknown[]
}

/**
 * The keys of which resolved configs differ, as deep as they go: of two methods, each with its options, the choice alone;
 * of a part that not all have, the part, and what differs between those that have it.
 *
 * @param configs plain values
 */
export function configDifferences(configs: readonly unknown[]): ConfigDifference[] {
  return differencesBelow(configs, [])
}

function differencesBelow(values: readonly unknown[], path: Path): ConfigDifference[] {
  if (areAlike(values)) return []
  const whole = { path: path.join('.'), values }
  const known = values.filter((value) => value !== undefined)
  const keys = keysBelow(known, path)
  if (keys === undefined) return [whole]
  const within = keys
    .filter((key) => !areAlike(known.map((value) => memberOf(value, key))))
    .flatMap((key) =>
      differencesBelow(
        values.map((value) => memberOf(value, key)),
        [...path, key],
      ),
    )
  return known.length < values.length ? [whole, ...within] : within
}

/** The keys of maps, or the positions in lists of maps, by which values can be compared; undefined for other values. */
function keysBelow(values: readonly unknown[], path: Path): (string | number)[] | undefined {
  if (values.every(isListOfParts))
    return Array.from({ length: Math.max(...values.map((list) => list.length)) }, (_, i) => i)
  if (!values.every(isMap)) return undefined
  const keys = new Set(values.flatMap((value) => Object.keys(value)))
  const haveNames = path.length === 1 && termsKeys.some((key) => key === path[0])
  const areChoices = !haveNames && values.every((value) => Object.keys(value).length === 1)
  return areChoices && keys.size > 1 ? undefined : [...keys]
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Layers, files and the like; numbers and texts are compared as one list. */
const isListOfParts = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.some((item) => typeof item === 'object')

const areAlike = (values: readonly unknown[]): boolean =>
  values.every((value) => isDeepStrictEqual(value, values[0]))

const memberOf = (value: unknown, key: string | number): unknown =>
  Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined

/** What a config says at a path such as `penalties.inputGradient.weight`; undefined where it says nothing. */
export const valueAt = (config: unknown, path: string): unknown =>
  path.split('.').reduce(memberOf, config)
