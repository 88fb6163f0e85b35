/** The arrows of a field of changes. */
import type { Picture } from './messages.ts'

/** From its tail to its tip, in pixels of a picture whose origin is at the bottom left. */
export interface Arrow {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** Cells that are smaller have no arrow each, but one of several. */
const SMALLEST = 22
/** Shorter ones are not drawn. */
const SHORTEST = 1.5

/**
 * The arrows of a field over a picture: uphill, around the middle of their cells, the longer the steeper. Nine of ten are
 * as long as they are steep; steeper ones are as long as a cell allows.
 */
export function arrowsOf(
  field: NonNullable<Picture['field']>,
  width: number,
  height: number,
): Arrow[] {
  const { across, up, changes } = field
  const steepness = Array.from({ length: across * up }, (_, i) =>
    Math.hypot((changes[2 * i] ?? 0) / width, (changes[2 * i + 1] ?? 0) / height),
  )
  const sorted = steepness.filter(Number.isFinite).sort((a, b) => a - b)
  const steep = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 0
  if (!(steep > 0)) return []
  const [cellWidth, cellHeight] = [width / across, height / up]
  const smaller = Math.min(cellWidth, cellHeight)
  const every = Math.max(1, Math.ceil(SMALLEST / smaller))
  const longest = 0.9 * every * smaller
  return steepness.flatMap((value, i) => {
    const isDrawn = (cell: number): boolean => cell % every === Math.floor(every / 2)
    if (!isDrawn(i % across) || !isDrawn(Math.floor(i / across))) return []
    const length = longest * Math.min(1, value / steep)
    if (!(length >= SHORTEST)) return []
    const dx = ((changes[2 * i] ?? 0) / width / value) * length
    const dy = ((changes[2 * i + 1] ?? 0) / height / value) * length
    const [x, y] = [((i % across) + 0.5) * cellWidth, (Math.floor(i / across) + 0.5) * cellHeight]
    return [{ x: x - dx / 2, y: y - dy / 2, dx, dy }]
  })
}
