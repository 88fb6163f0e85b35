/**
 * The blocked product: for every block of p, A is packed into panels as high as a tile and B into panels
 * as wide as one, and each pair of panels makes one tile of out. A panel of B (8 KiB) stays in the
 * first-level cache while the block of A passes by, the blocks themselves in the second. A tile that
 * sticks out of out is computed whole, aside, on the zeros that packing filled in.
 *
 * Where the columns of B stand together and either its rows are short or A is low, tiles read B in place.
 * Those of a transposed A are read in place if B has few columns: packing would be the larger part.
 * Measured, packed and in place, GFLOP/s on Node 20: 4×256·256×256 17 and 39, 32×64·64×64 36 and 39,
 * 256×256·256×256 39 and 39, 32×512·512×512 33 and 34, 128×1024·1024×1024 32 and 27.
 * Transposed A, Node 24 with 256-bit vectors: 64×2048·2048×16 60 and 80, 64×32·32×64 74 and 82,
 * 256×128·128×256 78 and 76.
 */
import { accumulateEdge } from './edge'
import { BLOCK, EDGE, PACKED_A, PACKED_B, PANELS_A, PANELS_B, TILE_BYTES, TILE_ROWS } from './layout'
import { packPanels } from './pack'
import { tile } from './tile'
import { inPairs, wideTile } from './wide-tile'

/** B is read in place if its rows have no more bytes than this, … */
const SHORT_ROW: usize = 1024
/** … or A has no more rows. */
const LOW: i32 = 16
/** A transposed A, whose rows stand together in fours, is read in place for no more columns of B, … */
const FEW_COLUMNS: i32 = 64
/** … if a step of p is no longer than what memory leaves free at its end: so far a tile counts beyond A. */
const LONG_STEP: usize = 65536

/**
 * out = op(A) · op(B), m×k times k×n, with `workspace` to pack. Distances in bytes: `aRow` from a row of op(A)
 * to the next, `aStep` from one p to the next, `bStep` and `bColumn` likewise, `row` from a row of out to
 * the next.
 */
export function blocked<T>(
  workspace: usize, m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize,
  b: usize, bStep: usize, bColumn: usize, out: usize, row: usize,
): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  const inPlace = bColumn == sizeof<T>() && (bStep <= SHORT_ROW || m <= LOW)
  const narrow = aRow == sizeof<T>() && n <= FEW_COLUMNS && aStep <= LONG_STEP
  const lane: usize = TILE_ROWS * sizeof<T>()
  for (let j = 0; j < n; j += PANELS_B * columns) {
    const width = min(n - j, PANELS_B * columns)
    const whole = inPlace ? width & -columns : 0
    for (let p = 0; p < k; p += BLOCK) {
      const depth = min(k - p, BLOCK)
      const bCorner = b + <usize>p * bStep + <usize>j * bColumn
      packPanels<T>(width - whole, columns, depth, bCorner + <usize>whole * bColumn, bColumn, bStep, workspace + PACKED_B)
      for (let i = 0; i < m; i += PANELS_A * TILE_ROWS) {
        const height = min(m - i, PANELS_A * TILE_ROWS)
        const aCorner = a + <usize>i * aRow + <usize>p * aStep
        const standing = narrow && height % TILE_ROWS == 0
        if (!standing) packPanels<T>(height, TILE_ROWS, depth, aCorner, aRow, aStep, workspace + PACKED_A)
        const rows = standing ? aCorner : workspace + PACKED_A
        const rowsStep = standing ? aStep : lane
        const nextRows = standing ? lane : lane * <usize>depth
        const corner = out + <usize>i * row + <usize>j * sizeof<T>()
        for (let x = 0; x < width; ) {
          const bytes = <usize>x * sizeof<T>()
          const panel = workspace + PACKED_B + <usize>(x - whole) * sizeof<T>() * <usize>depth
          const read = x < whole
          const left = (read ? whole : width) - x
          const pair = inPairs() && left >= 2 * columns
          const other = pair ? (read ? TILE_BYTES : TILE_BYTES * <usize>depth) : 0
          columnOfTiles<T>(
            workspace + EDGE, height, left, depth, rows, rowsStep, nextRows,
            read ? bCorner + bytes : panel, read ? bStep : TILE_BYTES, other, corner + bytes, row, p == 0,
          )
          x += pair ? 2 * columns : columns
        }
      }
    }
  }
}

/**
 * One panel of B against the block of A, or two: the `other` so many bytes behind the first, 0 for none.
 * `next`: bytes from four rows of A to the next four.
 */
function columnOfTiles<T>(
  edge: usize, height: i32, width: i32, depth: i32, a: usize, aStep: usize, next: usize,
  b: usize, step: usize, other: usize, out: usize, row: usize, first: bool,
): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  for (let i = 0; i < height; i += TILE_ROWS) {
    const rows = min(height - i, TILE_ROWS)
    if (rows < TILE_ROWS || width < columns) {
      edgeTile<T>(edge, rows, width, depth, a, aStep, b, step, out, row, first)
      if (other) edgeTile<T>(edge, rows, columns, depth, a, aStep, b + other, step, out + TILE_BYTES, row, first)
    } else if (other) {
      wideTile<T>(depth, a, aStep, b, b + other, step, out, row, first)
    } else {
      tile<T>(depth, a, aStep, b, step, out, row, first)
    }
    a += next
    out += row * TILE_ROWS
  }
}

/** A tile that sticks out of out, computed aside. */
function edgeTile<T>(
  edge: usize, rows: i32, width: i32, depth: i32, a: usize, aStep: usize, b: usize, step: usize,
  out: usize, row: usize, first: bool,
): void {
  const columns = TILE_BYTES / <i32>sizeof<T>()
  tile<T>(depth, a, aStep, b, step, edge, TILE_BYTES, true)
  for (let r = 0; r < rows; r++) {
    accumulateEdge<T>(min(width, columns), edge + <usize>(r * TILE_BYTES), out + <usize>r * row, sizeof<T>(), first)
  }
}
