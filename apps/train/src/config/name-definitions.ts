import { createHash } from 'node:crypto'

const prefix = '#/definitions/'

/** How deep a name looks: what changes far within a definition leaves its name as it is. */
const roundsOfNames = 2

/** Parts of a schema by their keys. */
type Definitions = Readonly<Record<string, unknown>>

/** A JSON Schema, its definitions named by what they say and equal ones made one, so that a new method changes few lines. */
export function nameDefinitions({ definitions: given, ...body }: Definitions): object {
  const definitions: Definitions = { ...Object(given) }
  const names = namesOf(definitions)
  const renamed = new Map<string, unknown>()
  for (const [key, definition] of Object.entries(definitions))
    renamed.set(
      nameIn(names, key),
      withReferences(definition, (other) => nameIn(names, other)),
    )
  const sorted = [...renamed].sort(([a], [b]) => (a < b ? -1 : 1))
  const named = withReferences(body, (key) => nameIn(names, key))
  return { ...Object(named), definitions: Object.fromEntries(sorted) }
}

/** A name for each definition; the same for those that cannot be told apart. */
function namesOf(definitions: Definitions): ReadonlyMap<string, string> {
  // Told apart by their texts, then by those of what they refer to, and so on: definitions refer to each other in circles.
  let labels = new Map(Object.keys(definitions).map((key) => [key, '']))
  let names = labels
  for (let round = 1, before = 0; ; round++) {
    labels = new Map(
      Object.entries(definitions).map(([key, definition]) => [
        key,
        hash(withReferences(definition, (other) => nameIn(labels, other))),
      ]),
    )
    if (round <= roundsOfNames) names = labels
    const count = new Set(labels.values()).size
    if (round >= roundsOfNames && count === before) return numbered(names, labels)
    before = count
  }
}

/** Names, with a number behind the later ones where several classes share one. */
function numbered(
  names: ReadonlyMap<string, string>,
  classes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const sharing = new Map<string, string[]>()
  return new Map(
    Array.from(names, ([key, name]) => {
      const known = sharing.get(name) ?? []
      sharing.set(name, known)
      const own = nameIn(classes, key)
      if (!known.includes(own)) known.push(own)
      const index = known.indexOf(own)
      return [key, index === 0 ? name : `${name}-${index + 1}`]
    }),
  )
}

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8)

function nameIn(names: ReadonlyMap<string, string>, key: string): string {
  const name = names.get(key)
  if (name === undefined) throw new RangeError(`schema: there must be a definition ${key}`)
  return name
}

/** A copy of a part of a schema that refers to other names. */
function withReferences(part: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(part)) return part.map((item) => withReferences(item, rename))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, prefix + rename(value.slice(prefix.length))]
        : [key, withReferences(value, rename)],
    ),
  )
}
