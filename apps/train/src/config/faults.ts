import * as z from 'zod'
import type { Fault } from '../errors.ts'
import { libraryOnlyWords, namesFor, plain } from './other-names.ts'
import { formatPath, type Path, type Places } from './places.ts'
import { alternativesOf, asTypes, hasNames, schemasBelow } from './schema-walk.ts'
import { listed, quoted } from './show.ts'
import { MAX_WORD_LENGTH, nearest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/** What the schema found in a value, as faults with places, in the order it was written where that is known. */
export function schemaFaults(
  schema: z.ZodType,
  error: z.ZodError,
  value: unknown,
  places: Places,
): Fault[] {
  const faults = new Map<string, Fault>()
  const add = (place: string, path: Path, message: string): void => {
    const named = path.length === 0 || place === `--set ${formatPath(path)}`
    const words = `${named ? '' : `${formatPath(path)}: `}${message}${byReference(places, path)}`
    faults.set(`${place} ${words}`, { place, message: words })
  }
  for (const { issue, path } of unfold(error.issues, [])) {
    const term = misspeltTerm(schema, value, path)
    if (term !== null) {
      add(places.ofKey(term.path), term.path, `unknown key; did you mean "${term.near}"?`)
      continue
    }
    if (issue.code !== 'unrecognized_keys') add(places.ofValue(path), path, issue.message)
    else {
      for (const key of issue.keys) {
        const below = [...path, key]
        add(places.ofKey(below), below, unknownKey(schema, value, path, key))
      }
    }
  }
  return [...faults.values()]
}

/** How a value came to where it is at fault, if by `${…}`. */
function byReference(places: Places, path: Path): string {
  const { reference, place } = places.origin(path) ?? {}
  if (reference === undefined) return ''
  const where = reference.place === place ? '' : ` at ${reference.place}`
  return `; it is what ${quoted(reference.text)}${where} stands for`
}

interface Located {
  readonly issue: Issue
  readonly path: Path
}

function unfold(issues: readonly Issue[], above: Path): Located[] {
  const located = issues.flatMap((issue): Located[] => {
    const path = [
      ...above,
      ...issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
    ]
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }]
    return unfold(likeliest(issue.errors), path)
  })
  // A map whose only key is misspelt also lacks the key it should have: one fault, not two.
  const misspelt = new Set(
    located
      .filter(({ issue }) => issue.code === 'unrecognized_keys')
      .map(({ path }) => formatPath(path)),
  )
  return located.filter(
    ({ issue, path }) => issue.code !== 'custom' || !misspelt.has(formatPath(path)),
  )
}

/** The alternative that the user had in mind: one that accepts the kind of value given, else the first. */
function likeliest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const meant = alternatives.find((issues) =>
    issues.every(
      (issue) =>
        issue.code === 'unrecognized_keys' || issue.path.length > 0 || issue.code === 'custom',
    ),
  )
  return meant ?? alternatives[0] ?? []
}

function unknownKey(schema: z.ZodType, value: unknown, path: Path, key: string): string {
  const reason = path.at(-1) === 'loss' ? libraryOnlyWords(key) : null
  if (reason !== null) return reason
  const known = keysAt(schema, path)
  const near = nearest(key, known)
  if (near !== null) return `unknown key; did you mean "${near}"?`
  // Of a method, such as a schedule in place of the option that a plain value stands for.
  const given = new Set(entriesOf(valueAt(value, path)).map(([name]) => name))
  const options =
    path.length > 0 ? [...known].filter((name) => keysAt(schema, [...path, name]).has(key)) : []
  // Rather of the method that stands beside it.
  const option = options.find((name) => given.has(name)) ?? options[0]
  const elsewhere =
    option === undefined ? pathOf(schema, key, value) : formatPath([...path, option, key])
  if (elsewhere !== null) return `unknown key here; did you mean "${elsewhere}"?`
  if (known.size === 0) return 'unknown key; there are none here'
  return `unknown key; known here: ${listed([...known])}`
}

/**
 * The path of a key that the schema knows, by its name or by another program's. Of several, one within what a config
 * has chosen, such as its optimizer, else the shortest.
 */
export function pathOf(schema: z.ZodType, name: string, value: unknown = {}): string | null {
  if (name.length > MAX_WORD_LENGTH) return null
  const config = { ...chosenByDefault(schema), ...Object.fromEntries(entriesOf(value)) }
  const isChosen = (path: Path): boolean => {
    const parent = path.at(-2)
    const above = valueAt(config, path.slice(0, -2))
    return path.length > 2 && (above === parent || entriesOf(above).some(([key]) => key === parent))
  }
  const known = plainNamesWithin(schema)
  for (const key of [name, ...namesFor(name)]) {
    const paths = known.has(plain(key)) ? pathsTo(schema, plain(key), []) : []
    const [path] = paths.sort(
      (a, b) => Number(isChosen(b)) - Number(isChosen(a)) || a.length - b.length,
    )
    if (path !== undefined) return formatPath(path)
  }
  return null
}

/** What stands for the keys at the top that a config leaves out, such as `optimizer: adam`. */
function chosenByDefault(schema: z.ZodType): Record<string, unknown> {
  const types = shapesOf(schema).flatMap((shape) => Object.entries(shape))
  return Object.fromEntries(
    types.flatMap(([key, type]) =>
      type instanceof z.ZodDefault ? [[key, type.def.defaultValue]] : [],
    ),
  )
}

/**
 * The term of a fault, such as `penalties.inputGradent`, where it is no name of the user's own but a method's with a
 * slip of the hand: what stands under it names no method.
 */
function misspeltTerm(
  schema: z.ZodType,
  value: unknown,
  path: Path,
): { readonly path: Path; readonly near: string } | null {
  const [first, name] = path
  if (first === undefined || typeof name !== 'string') return null
  const isOfNames = schemasBelow(schema, first).some(hasNames)
  const known = keysAt(schema, [first])
  const near = isOfNames && !known.has(name) ? nearest(name, known) : null
  const isNamed = entriesOf(valueAt(value, [first, name])).some(([key]) => known.has(key))
  if (isNamed) return null
  return near === null ? null : { path: [first, name], near }
}

/** Every key that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: Path): Set<string> {
  let here = [schema]
  for (const key of path) here = here.flatMap((at) => schemasBelow(at, key))
  return new Set(here.flatMap((at) => shapesOf(at).flatMap((shape) => Object.keys(shape))))
}

function shapesOf(schema: z.ZodType): z.core.$ZodShape[] {
  return alternativesOf(schema).flatMap((at) => (at instanceof z.ZodObject ? [at.shape] : []))
}

/** What stands at a path of a config; undefined where it ends before. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => new Map(entriesOf(at)).get(String(key)), value)
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

function pathsTo(schema: z.ZodType, plainKey: string, above: Path): Path[] {
  return entriesKnownBy(schema).flatMap(({ name, plainName, types, usual }) => {
    // An optimizer within an optimizer may hold another one, without end.
    if (above.includes(name)) return []
    const path = [...above, name]
    if (plainName === plainKey) return [path]
    const paths = types.flatMap((inner) => pathsTo(inner, plainKey, path))
    // Of several methods, the one that is meant where none is named.
    const isUsual = (found: Path): boolean => found[path.length] === usual
    return [...paths.filter(isUsual), ...paths.filter((found) => !isUsual(found))]
  })
}

const knownNames = new WeakMap<z.ZodType, ReadonlySet<string>>()

/** Every key of a schema, at any depth; kept, since to look for a path that is not there takes far longer. */
function plainNamesWithin(schema: z.ZodType): ReadonlySet<string> {
  const kept = knownNames.get(schema)
  if (kept) return kept
  const names = new Set<string>()
  const visited = new Set<z.ZodType>()
  const visit = (inner: z.ZodType): void => {
    if (visited.has(inner)) return
    visited.add(inner)
    for (const { plainName, types } of entriesKnownBy(inner)) {
      names.add(plainName)
      for (const type of types) visit(type)
    }
  }
  visit(schema)
  knownNames.set(schema, names)
  return names
}

/** A key of a schema. */
interface KnownEntry {
  readonly name: string
  readonly plainName: string
  readonly types: readonly z.ZodType[]
  /** What it stands for where a config leaves it out. */
  readonly usual: unknown
}

const knownEntries = new WeakMap<z.ZodType, readonly KnownEntry[]>()

/** The keys of a schema; kept, since the search for a path goes through the same schemas over and over. */
function entriesKnownBy(schema: z.ZodType): readonly KnownEntry[] {
  const kept = knownEntries.get(schema)
  if (kept) return kept
  const entries = shapesOf(schema)
    .flatMap((shape) => Object.entries(shape))
    .map(([name, type]) => ({
      ...{ name, plainName: plain(name), types: asTypes([type]) },
      usual: type instanceof z.ZodDefault ? type.def.defaultValue : undefined,
    }))
  knownEntries.set(schema, entries)
  return entries
}
