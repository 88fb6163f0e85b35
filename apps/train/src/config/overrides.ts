import type { Fault } from '../errors.ts'
import { formatPath, type Path, type Places } from './places.ts'
import { readYaml } from './read-yaml.ts'
import { cut, quoted, show } from './show.ts'
import { tooDeep, yamlLimits } from './yaml-limits.ts'

/** Each copies the maps that it changes. */
const MAX_OVERRIDES = 1000

/**
 * Lays `a.b=c` overrides over a config. The value is read as YAML; maps that are missing on the way are
 * made; a number in the path is a position in a list that exists. Returns the new value; what cannot be
 * done is pushed to `faults` with the place `--set a.b`.
 */
export function applyOverrides(
  value: unknown,
  overrides: readonly string[],
  places: Places,
  faults: Fault[],
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
    places.setOverride(parsed.path, place)
    result = withValue(result, parsed.path, 0, parsed.value, {
      refuse: (message) => faults.push({ place, message }),
      created: (path) => places.setOverride(path, place),
    })
  }
  return result
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
  if (path.some((key) => key === '' || key === '__proto__')) {
    return { place, message: `must name keys joined by dots before "=", got ${quoted(name)}` }
  }
  const { value, faults } = readYaml(override.slice(equals + 1), place)
  const fault = faults[0]
  return fault === undefined ? { path, value } : { place, message: fault.message }
}

interface Reports {
  readonly refuse: (message: string) => void
  /** Called for every map key that was not there before. */
  readonly created: (path: Path) => void
}

function withValue(
  parent: unknown,
  path: Path,
  depth: number,
  value: unknown,
  { refuse, created }: Reports,
): unknown {
  const key = path[depth]
  if (key === undefined) return value
  const place = formatPath(path.slice(0, depth))
  if (Array.isArray(parent)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= parent.length) {
      const range = parent.length === 0 ? 'is empty' : `has entries 0 to ${parent.length - 1}`
      refuse(`${place} ${range}, got ${quoted(String(key))}`)
      return parent
    }
    return parent.map((item, i) =>
      i === index ? withValue(item, path, depth + 1, value, { refuse, created }) : item,
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
  map[key] = withValue(before, path, depth + 1, value, { refuse, created })
  return map
}
