import { formatNumber } from './format-number.ts'
import { visibleLine } from './visible.ts'

/** Figures one under another, names on the left; a figure that does not exist reads `none`. */
export function figureList(figures: Readonly<Record<string, number | null>>): string {
  return aligned(
    Object.entries(figures).map(([name, value]) => [
      name,
      value === null ? 'none' : formatNumber(value),
    ]),
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
