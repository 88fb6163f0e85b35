/** A key of which configs differ, and what each of them says there; undefined where it says nothing. */
export interface DifferingKey {
  readonly path: string
  readonly values: readonly unknown[]
}

/** Keys that say nothing of how a run trains. */
const isAside = (path: string): boolean => path === 'seed' || path === 'output'

/** The keys of which configs differ, seeds aside, as deep as they go. */
export function differingKeys(configs: readonly unknown[]): DifferingKey[] {
  return below(configs, '').filter(({ path }) => !isAside(path))
}

function below(values: readonly unknown[], path: string): DifferingKey[] {
  const first = JSON.stringify(values[0])
  if (values.every((value) => JSON.stringify(value) === first)) return []
  const maps = values.filter((value) => value !== undefined)
  if (!maps.every(isMap)) return [{ path, values }]
  const keys = new Set(maps.flatMap((map) => Object.keys(map)))
  const within = [...keys].flatMap((key) => {
    const found = values.map((value) => memberOf(value, key))
    // Where some have no such map, only what differs between the others is more than that.
    const distinct = new Set(maps.map((map) => JSON.stringify(memberOf(map, key))))
    return distinct.size > 1 ? below(found, path === '' ? key : `${path}.${key}`) : []
  })
  return maps.length < values.length ? [{ path, values }, ...within] : within
}

/** Maps and lists of maps, such as layers; numbers and texts are compared as one list. */
const isMap = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (!Array.isArray(value) || value.some((item) => typeof item === 'object'))

const memberOf = (value: unknown, key: string): unknown =>
  Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined

/** What a config says at a path such as `penalties.inputGradient.weight`; undefined where it says nothing. */
export const valueAt = (config: unknown, path: string): unknown =>
  path.split('.').reduce(memberOf, config)
