/** A part of a JSON Schema by its keywords. */
type Part = Readonly<Record<string, unknown>>

/** A whole text that stands for a value elsewhere, and a text with such a reference in it. */
const whole = String.raw`^\$\{[^{}]+\}$`
const within = String.raw`\$\{[^{}]+\}`

/** Parts by their names, so that `${…}` may stand in place of each value. */
export function admitReferences(parts: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Object(parts)).map(([name, part]) => [name, admitted(part)]),
  )
}

function admitted(given: unknown): unknown {
  if (!isPart(given)) return given
  const part: Record<string, unknown> = { ...given }
  for (const key of ['properties', 'definitions'])
    if (isPart(part[key])) part[key] = admitReferences(part[key])
  for (const key of ['items', 'additionalProperties']) part[key] = admitted(part[key])
  for (const key of ['anyOf', 'allOf'])
    if (Array.isArray(part[key])) part[key] = part[key].map(admitted)
  for (const key of Object.keys(part)) if (part[key] === undefined) delete part[key]
  if ('enum' in part && part.type === 'string') return either(part)
  if (part.type === 'string')
    return typeof part.pattern === 'string'
      ? { ...part, pattern: `${part.pattern}|${within}` }
      : part
  if (!isOneOf(part.type, ['integer', 'number', 'boolean', 'array', 'object'])) return part
  // A text passes over what is said of maps and lists, but for "not", which turns that round.
  return 'not' in part || 'allOf' in part || 'enum' in part
    ? either(part)
    : { ...part, type: [part.type, 'string'], pattern: whole }
}

/** A part, or a reference; what editors show of it stays outside. */
function either({ description, default: value, ...part }: Part): Part {
  return {
    ...(description === undefined ? {} : { description }),
    ...(value === undefined ? {} : { default: value }),
    anyOf: [part, { type: 'string', pattern: whole }],
  }
}

/**
 * The schema of a config, in which what must be there, at the top and one level below, may be missing beside `extends`
 * or `preset`: the extended files may say it.
 */
export function admitWhatIsExtended(schema: Part): Record<string, unknown> {
  const { required, ...others } = schema
  const names: unknown[] = Array.isArray(required) ? required : []
  const properties: Record<string, unknown> = isPart(schema.properties)
    ? { ...schema.properties }
    : {}
  const requiredBelow: Record<string, unknown> = {}
  for (const name of names.map(String)) {
    const part = properties[name]
    if (!isPart(part) || part.required === undefined) continue
    const { required: ofPart, ...free } = part
    properties[name] = free
    requiredBelow[name] = { type: ['object', 'string'], required: ofPart }
  }
  return {
    ...others,
    properties,
    anyOf: [
      { required: names, properties: requiredBelow },
      ...['extends', 'preset'].map((key) => ({ required: [key] })),
    ],
  }
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOneOf = (value: unknown, words: readonly string[]): boolean =>
  words.some((word) => word === value)
