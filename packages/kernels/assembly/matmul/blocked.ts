/**
 * The blocked product: for every block of p, B is packed into panels as wide as a tile and A into panels
 * as high as one, and each pair of panels makes one tile of out. A panel of B (8 KiB) stays in the
 * first-level cache while the block of A passes by, the blocks themselves in the second.
 */
import { scratch } from '../scratch'
import { BLOCK, EDGE_TILE, PACKED_A, PACKED_B, PANELS_A, PANELS_B, TILE_BYTES, TILE_ROWS } from './layout'
import { packPanel } from './pack'
import { tile } from './tile'

/**
 * out = op(A) · op(B), m×k times k×n. Distances in bytes: `aRow` from a row of op(A) to the next, `aStep`
 * from one p to the next, `bStep` and `bColumn` likewise, `row` from a row of out to the next.
 */
export function blocked<T>(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize,
  b: usize, bStep: usize, bColumn: usize, out: usize, row: usize,
): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  for (let j = 0; j < n; j += PANELS_B * columns) {
    const width = min(n - j, PANELS_B * columns)
    for (let p = 0; p < k; p += BLOCK) {
      const depth = min(k - p, BLOCK)
      packColumns<T>(width, depth, b + <usize>p * bStep + <usize>j * bColumn, bStep, bColumn)
      for (let i = 0; i < m; i += PANELS_A * TILE_ROWS) {
        const height = min(m - i, PANELS_A * TILE_ROWS)
        packRows<T>(height, depth, a + <usize>i * aRow + <usize>p * aStep, aRow, aStep)
        const corner = out + <usize>i * row + <usize>j * sizeof<T>()
        tiles<T>(height, width, depth, corner, row, p == 0)
      }
    }
  }
}

function packRows<T>(height: i32, depth: i32, a: usize, aRow: usize, aStep: usize): void {
  const bytes = TILE_ROWS * sizeof<T>()
  let panel = scratch() + PACKED_A
  for (let i = 0; i < height; i += TILE_ROWS) {
    packPanel<T>(a, aRow, aStep, height - i, depth, panel, bytes)
    a += aRow * TILE_ROWS
    panel += <usize>depth * bytes
  }
}

function packColumns<T>(width: i32, depth: i32, b: usize, bStep: usize, bColumn: usize): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  let panel = scratch() + PACKED_B
  for (let j = 0; j < width; j += columns) {
    packPanel<T>(b, bColumn, bStep, width - j, depth, panel, TILE_BYTES)
    b += <usize>columns * bColumn
    panel += <usize>(depth * TILE_BYTES)
  }
}

/** All tiles of one pair of packed blocks. */
function tiles<T>(height: i32, width: i32, depth: i32, out: usize, row: usize, first: bool): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  let b = scratch() + PACKED_B
  for (let j = 0; j < width; j += columns) {
    let a = scratch() + PACKED_A
    let corner = out + <usize>j * sizeof<T>()
    const inside = min(width - j, columns)
    for (let i = 0; i < height; i += TILE_ROWS) {
      if (inside == columns && i + TILE_ROWS <= height) {
        tile<T>(depth, a, b, TILE_BYTES, corner, row, first)
      } else {
        const edge = scratch() + EDGE_TILE
        tile<T>(depth, a, b, TILE_BYTES, edge, TILE_BYTES, true)
        settleEdge<T>(min(height - i, TILE_ROWS), inside, edge, corner, row, first)
      }
      a += <usize>(depth * TILE_ROWS) * sizeof<T>()
      corner += row * TILE_ROWS
    }
    b += <usize>(depth * TILE_BYTES)
  }
}

/** Ends a block for the part of a tile that lies inside out. */
function settleEdge<T>(height: i32, width: i32, edge: usize, out: usize, row: usize, first: bool): void {
  for (let i = 0; i < height; i++) {
    for (let j: usize = 0; j < <usize>width * sizeof<T>(); j += sizeof<T>()) {
      const sum = load<T>(edge + j)
      store<T>(out + j, first ? sum : load<T>(out + j) + sum)
    }
    edge += TILE_BYTES
    out += row
  }
}
