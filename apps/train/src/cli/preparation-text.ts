import type { ColumnSummary } from '../data/column-summary.ts'
import { plainNumber } from './format-number.ts'

/** What the model gets of a column in a few words, where that is not its numbers or a 0 or 1 for each of its categories. */
export function preparationText(summary: ColumnSummary): string {
  const { scaledBy, encodedAs, categories, curvedBy, clippedAt } = summary
  if (encodedAs === 'sign') return '−1 or 1'
  if (encodedAs === 'index') return `an index of ${categories?.count ?? 0}`
  const scaled = scaledBy === null ? '' : scaling(scaledBy)
  const moved =
    curvedBy === null ? scaled : scaled === '' ? curvedBy : `${curvedBy}, then ${scaled}`
  return clippedAt === null ? moved : `${moved}, ±${clippedAt}`
}

function scaling({ offset, scale }: NonNullable<ColumnSummary['scaledBy']>): string {
  const distance = plainNumber(Math.abs(offset))
  const moved = offset === 0 ? 'x' : `(x${offset < 0 ? '+' : '−'}${distance})`
  return scale === 1 ? moved : `${moved}/${plainNumber(scale)}`
}
