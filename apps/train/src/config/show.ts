const MAX_SHOWN_LENGTH = 60

/** A value as an error message names it: `"abc"`, `-3`, `a list`, `a map`, `nothing`. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map'
  return String(value)
}

/** Text in double quotes, control characters escaped, cut after 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text))
}

/** A text, cut after `most` characters. */
export function cut(text: string, maxLength: number = MAX_SHOWN_LENGTH): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}

/** `a, b and c`, cut after `most` entries with a count of the rest. */
export function listed(names: readonly string[], most = 20): string {
  if (names.length > most) {
    return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
  }
  const last = names.at(-1)
  return last === undefined || names.length === 1
    ? (last ?? 'none')
    : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** A list of texts as YAML on one line, cut after ten. */
export function flow(values: readonly string[]): string {
  const most = 10
  const isPlain = (value: string): boolean =>
    /^[\w.-]+$/.test(value) && !/^(null|true|false)$/i.test(value)
  const texts = values.map((value) => (isPlain(value) ? value : quoted(value)))
  return `[${texts.slice(0, most).join(', ')}${texts.length > most ? ', …' : ''}]`
}
