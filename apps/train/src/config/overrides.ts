import type * as z from 'zod'
import type { Fault } from '../errors.ts'
import { isChoice, takePlace } from './exclusive-keys.ts'
import { forbiddenKey, forbiddenKeyMessage } from './forbidden-key.ts'
import { formatPath, type Path, type Places } from './places.ts'
import { readYaml } from './read-yaml.ts'
import { hasNames, schemasBelow, takesNull } from './schema-walk.ts'
import { cut, quoted, show } from './show.ts'
import { tooDeep, yamlLimits } from './yaml-limits.ts'

/** Each copies the maps that it changes. */
const MAX_OVERRIDES = 1000

/** What overrides are laid over a config with. */
interface Overriding {
  /** Where relative paths in them start. */
  readonly overridesBase: string
  /** Of the whole config: it says which keys of a map exclude each other. */
  readonly schema: z.ZodType
  /** Gets where the values come from. */
  readonly places: Places
  /** Gets what cannot be done, with the place `--set a.b`. */
  readonly faults: Fault[]
}

/**
 * Lays `a.b=c` overrides over a config. The value is read as YAML; maps that are missing on the way are
 * made; a number in the path is a position in a list that exists; another method takes the place of the one that was
 * chosen; null takes a key away. Returns the new value.
 */
export function applyOverrides(
  value: unknown,
  overrides: readonly string[],
  { overridesBase, schema, places, faults }: Overriding,
): unknown {
  let result = value
  if (overrides.length > MAX_OVERRIDES) {
    const message = `at most ${MAX_OVERRIDES} overrides can be given, got ${overrides.length}; put them into the config`
    faults.push({ place: '--set', message })
    return result
  }
  for (const override of overrides) {
    const parsed = parseOverride(override)
    if ('message' in parsed) {
      faults.push(parsed)
      continue
    }
    const place = `--set ${formatPath(parsed.path)}`
    places.setOverride(parsed.path, place, overridesBase)
    result = withValue(result, parsed.path, 0, parsed.value, {
      schemas: [schema],
      refuse: (message) => faults.push({ place, message }),
      created: (path) => places.setOverride(path, place, overridesBase),
    })
  }
  return result
}

/** What overrides say of a key at the top, or one below it, before a config is known: the last value; undefined for none. */
export function overriddenValue(overrides: readonly string[], ...path: readonly string[]): unknown {
  let found: unknown
  for (const override of overrides) {
    const parsed = parseOverride(override)
    if ('message' in parsed || parsed.path.length > path.length) continue
    if (parsed.path.some((key, depth) => key !== path[depth])) continue
    found = path
      .slice(parsed.path.length)
      .reduce<unknown>(
        (within, key) => (Object.hasOwn(Object(within), key) ? Object(within)[key] : undefined),
        parsed.value,
      )
  }
  return found
}

function parseOverride(override: string): Fault | { path: Path; value: unknown } {
  const equals = override.indexOf('=')
  const name = (equals < 0 ? override : override.slice(0, equals)).trim()
  const place = `--set ${formatPath(name.split('.'))}`
  if (equals < 0) {
    return { place, message: `must be key=value, got ${quoted(override)}; write --set ${name}=…` }
  }
  const path = name.split('.')
  if (path.length > yamlLimits.depth) return { place: `--set ${cut(name)}`, message: tooDeep }
  if (path.includes(forbiddenKey)) return { place, message: forbiddenKeyMessage }
  if (path.includes('')) {
    return { place, message: `must name keys joined by dots before "=", got ${quoted(name)}` }
  }
  if (path[0] === 'extends')
    return { place, message: 'extends must stand in the config; write a file that extends others' }
  const { value, faults } = readYaml(override.slice(equals + 1), place)
  const fault = faults[0]
  return fault === undefined ? { path, value } : { place, message: fault.message }
}

interface Surroundings {
  /** What stands here must meet one of these. */
  readonly schemas: readonly z.ZodType[]
  readonly refuse: (message: string) => void
  /** Called for every map key that was not there before. */
  readonly created: (path: Path) => void
}

function withValue(
  parent: unknown,
  path: Path,
  depth: number,
  value: unknown,
  surroundings: Surroundings,
): unknown {
  const key = path[depth]
  if (key === undefined) return value
  const { schemas, refuse, created } = surroundings
  const below = { ...surroundings, schemas: schemas.flatMap((one) => schemasBelow(one, key)) }
  const place = formatPath(path.slice(0, depth))
  if (Array.isArray(parent)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= parent.length) {
      const range = parent.length === 0 ? 'is empty' : `has entries 0 to ${parent.length - 1}`
      refuse(`${place} ${range}, got ${quoted(String(key))}`)
      return parent
    }
    return parent.map((item, i) =>
      i === index ? withValue(item, path, depth + 1, value, below) : item,
    )
  }
  // A method by its name alone, as in `optimizer: adam`, is a map of that name without options.
  const isName = parent === key && depth + 1 < path.length
  if (!isName && parent !== null && parent !== undefined && typeof parent !== 'object') {
    refuse(`${place} is ${show(parent)}, which has no keys; set ${place} itself to a map`)
    return parent
  }
  const map: Record<string, unknown> = typeof parent === 'object' ? { ...parent } : {}
  const known = Object.hasOwn(map, key)
  if (!known) created(path.slice(0, depth + 1))
  const before = known ? map[key] : undefined
  const changed = withValue(before, path, depth + 1, value, below)
  const isTaken = changed === null && !isChoice(schemas) && !below.schemas.some(takesNull)
  if (isTaken && (known || !schemas.some(hasNames))) {
    const { [key]: _, ...others } = map
    return others
  }
  const isOther = takePlace(schemas, { before: Object.keys(map), added: [String(key)] })
  return isOther ? { [key]: changed } : { ...map, [key]: changed }
}
