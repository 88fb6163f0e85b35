/** Of sorted figures; NaN if there are none. */
export const median = (sorted: readonly number[]): number =>
  sorted[sorted.length >> 1] ?? Number.NaN

/** A figure in three digits, or as many as are wanted; a dash for what was not measured. */
export function shown(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(digits)
}

/** Markdown with aligned columns, which reads well in a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
