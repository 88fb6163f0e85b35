/** Lines along which a grid of numbers has a value, by marching squares. */

/** A piece of a line, in cells of the grid: the middle of the first cell is at 0. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number]

/** The pieces of the line of a level; `values`: `across` numbers for each row. */
export function contour(values: ArrayLike<number>, across: number, level: number): Segment[] {
  const up = Math.floor(values.length / across)
  const at = (x: number, y: number): number => (values[y * across + x] ?? Number.NaN) - level
  const segments: Segment[] = []
  for (let y = 0; y + 1 < up; y++)
    for (let x = 0; x + 1 < across; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)]
      if (corners.some(Number.isNaN)) continue
      const crossings = edges.flatMap(([from, to]) => {
        const [a, b] = [corners[from] ?? 0, corners[to] ?? 0]
        if (a >= 0 === b >= 0) return []
        const share = a / (a - b)
        const [start, end] = [offsets[from], offsets[to]]
        if (!start || !end) return []
        return [
          [
            x + start[0] + share * (end[0] - start[0]),
            y + start[1] + share * (end[1] - start[1]),
          ] as const,
        ]
      })
      // Two crossings are one piece; of four, neighbours along the edges belong together.
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [a, b] = [crossings[i], crossings[i + 1]]
        if (a && b) segments.push([a[0], a[1], b[0], b[1]])
      }
    }
  return segments
}

/** The corners of a cell, one after the other around it. */
const offsets = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const
const edges = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
] as const
