import type { FigureRemarks, PartFigures } from '../train/figures.ts'
import { formatNumber } from './format-number.ts'
import { visibleLine } from './visible.ts'

/**
 * Figures one under another, names on the left. A remark stands behind its figure, or says why there is
 * none.
 */
export function figureList(figures: PartFigures, remarks: FigureRemarks): string {
  const remarkOf = new Map<string, string>(Object.entries(remarks))
  return aligned(
    Object.entries(figures).map(([name, value]) => {
      const remark = remarkOf.get(name)
      if (value === null) return [name, `none${remark === undefined ? '' : `: ${remark}`}`]
      return [name, `${formatNumber(value)}${remark === undefined ? '' : `  (${remark})`}`]
    }),
  )
}

/** Pairs one under another, indented by two, the second column aligned; empty for no pairs. */
export function aligned(pairs: readonly (readonly [string, string])[]): string {
  const names = pairs.map(([name]) => visibleLine(name))
  const width = Math.max(0, ...names.map((name) => name.length))
  return pairs
    .map(([, value], i) => `  ${names[i]?.padEnd(width)}  ${visibleLine(value)}\n`)
    .join('')
}
