/**
 * A value as JSON for people and programs: indented by two, but lists of numbers on one line. Numbers that are not
 * finite are null.
 */
export function jsonText(value: unknown): string {
  // Within a text a line feed is escaped, so what is matched is never part of one.
  const text = JSON.stringify(value, null, 2).replace(
    /\[\n\s+([^"[\]{}]*?)\n\s+\]/g,
    (_, numbers: string) => `[${numbers.replace(/\n\s+/g, ' ')}]`,
  )
  return `${text}\n`
}
