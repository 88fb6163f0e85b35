import type { ComparedFigure, GroupFigure } from './compare-groups.ts'

/** A group's figure with the number of the group, counted from 1. */
export interface NumberedFigure {
  readonly group: GroupFigure
  readonly number: number
}

/** The groups of a figure; of more than `limit` the baseline and the best. */
export function mostTelling(
  { groups, better }: ComparedFigure,
  baseline: number,
  limit: number,
): readonly NumberedFigure[] {
  const numbered = groups.map((group, index) => ({ group, number: index + 1 }))
  if (numbered.length <= limit) return numbered
  const sign = better === 'larger' ? -1 : 1
  const place = ({ group }: NumberedFigure): number =>
    Number.isNaN(group.mean) ? Number.MAX_VALUE : sign * group.mean
  const best = numbered
    .filter((_, index) => index !== baseline)
    .sort((a, b) => place(a) - place(b))
    .slice(0, limit - 1)
  return [...numbered.slice(baseline, baseline + 1), ...best]
}
