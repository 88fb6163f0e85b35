import type { ColumnSummary } from '../data/column-summary.ts'

/**
 * The columns of images with one line for all of their pixels that are prepared alike: `pixel1–784`. Its range is
 * that of all, its missing cells those of all.
 */
export function pixelsTogether(summaries: readonly ColumnSummary[]): ColumnSummary[] {
  const groups = new Map<string, ColumnSummary[]>()
  for (const summary of summaries) {
    const { role, readAs, scaledBy, filledWith, missing, column } = summary
    const isPixel = role === 'input' && summary.range !== null
    const filling = missing === 0 ? null : filledWith
    const key = JSON.stringify(isPixel ? [readAs, scaledBy, filling] : [role, column])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [summary])
    else group.push(summary)
  }
  return [...groups.values()].flatMap((group): ColumnSummary[] => {
    const [first] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined || first === last) return group
    const ranges = group.flatMap(({ range }) => (range === null ? [] : [range]))
    return [
      {
        ...first,
        column: `${first.column}–${last.column.replace(/^\D+/, '')}`,
        range: {
          min: ranges.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
          max: ranges.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
        },
        missing: group.reduce((sum, { missing }) => sum + (missing ?? 0), 0),
      },
    ]
  })
}
