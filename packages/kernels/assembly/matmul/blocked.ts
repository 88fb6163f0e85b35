/**
 * The blocked product: for every block of p, B is packed into panels as wide as a tile and A into panels
 * as high as one, and each pair of panels makes one tile of out. A panel of B (8 KiB) stays in the
 * first-level cache while the block of A passes by, the blocks themselves in the second. A tile that
 * sticks out of out is computed whole, aside, on the zeros that packing filled in.
 */
import { settleEdge } from './edge'
import { BLOCK, EDGE, PACKED_A, PACKED_B, PANELS_A, PANELS_B, TILE_BYTES, TILE_ROWS } from './layout'
import { packPanels } from './pack'
import { tile } from './tile'

/**
 * out = op(A) · op(B), m×k times k×n, with `room` to pack. Distances in bytes: `aRow` from a row of op(A)
 * to the next, `aStep` from one p to the next, `bStep` and `bColumn` likewise, `row` from a row of out to
 * the next.
 */
export function blocked<T>(
  room: usize, m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize,
  b: usize, bStep: usize, bColumn: usize, out: usize, row: usize,
): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  for (let j = 0; j < n; j += PANELS_B * columns) {
    const width = min(n - j, PANELS_B * columns)
    for (let p = 0; p < k; p += BLOCK) {
      const depth = min(k - p, BLOCK)
      const bCorner = b + <usize>p * bStep + <usize>j * bColumn
      packPanels<T>(width, columns, depth, bCorner, bColumn, bStep, room + PACKED_B)
      for (let i = 0; i < m; i += PANELS_A * TILE_ROWS) {
        const height = min(m - i, PANELS_A * TILE_ROWS)
        const aCorner = a + <usize>i * aRow + <usize>p * aStep
        packPanels<T>(height, TILE_ROWS, depth, aCorner, aRow, aStep, room + PACKED_A)
        tiles<T>(room, height, width, depth, out + <usize>i * row + <usize>j * sizeof<T>(), row, p == 0)
      }
    }
  }
}

/** All tiles of one pair of packed blocks. */
function tiles<T>(room: usize, height: i32, width: i32, depth: i32, out: usize, row: usize, first: bool): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  const edge = room + EDGE
  let b = room + PACKED_B
  for (let j = 0; j < width; j += columns) {
    let a = room + PACKED_A
    let corner = out + <usize>j * sizeof<T>()
    const inside = min(width - j, columns)
    for (let i = 0; i < height; i += TILE_ROWS) {
      if (inside == columns && i + TILE_ROWS <= height) {
        tile<T>(depth, a, b, corner, row, first)
      } else {
        tile<T>(depth, a, b, edge, TILE_BYTES, true)
        for (let r = 0; r < min(height - i, TILE_ROWS); r++) {
          const from = edge + <usize>(r * TILE_BYTES)
          settleEdge<T>(inside, from, corner + <usize>r * row, sizeof<T>(), first)
        }
      }
      a += <usize>(depth * TILE_ROWS) * sizeof<T>()
      corner += row * TILE_ROWS
    }
    b += <usize>(depth * TILE_BYTES)
  }
}
