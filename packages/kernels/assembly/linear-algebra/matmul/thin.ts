/**
 * The thin product, for a few rows: strip by strip, B read in place where its columns stand together and
 * packed into at most four panels (32 KiB) where they do not or where the strip sticks out. A product of
 * few columns is a thin one too, seen from the other side: outᵀ = op(B)ᵀ · op(A)ᵀ.
 */
import { accumulateEdge } from './edge'
import { BLOCK, EDGE, PACKED_B, STRIP_PANELS, TILE_BYTES } from './layout'
import { packPanels } from './pack'
import { strip } from './strip'

/** The product as in blocked.ts; `column`: bytes from a column of out to the next. */
export function thin<T>(
  workspace: usize, m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize,
  b: usize, bStep: usize, bColumn: usize, out: usize, row: usize, column: usize,
): void {
  const perPanel = TILE_BYTES / <i32>sizeof<T>()
  const perStrip = perPanel * STRIP_PANELS
  for (let j = 0; j < n; j += perStrip) {
    const width = min(n - j, perStrip)
    const inPlace = width == perStrip && bColumn == sizeof<T>()
    const whole = width == perStrip && column == sizeof<T>()
    const last = (width - 1) / perPanel
    for (let p = 0; p < k; p += BLOCK) {
      const depth = min(k - p, BLOCK)
      let b0 = b + <usize>p * bStep + <usize>j * bColumn
      let step = bStep
      let gap: usize = TILE_BYTES
      if (!inPlace) {
        packPanels<T>(width, perPanel, depth, b0, bColumn, bStep, workspace + PACKED_B)
        b0 = workspace + PACKED_B
        step = TILE_BYTES
        gap = <usize>(depth * TILE_BYTES)
      }
      const b1 = b0 + <usize>min(1, last) * gap
      const b2 = b0 + <usize>min(2, last) * gap
      const b3 = b0 + <usize>last * gap
      for (let i = 0; i < m; i++) {
        const x = a + <usize>i * aRow + <usize>p * aStep
        const to = out + <usize>i * row + <usize>j * column
        if (whole) {
          strip<T>(depth, x, aStep, b0, b1, b2, b3, step, to, p == 0)
        } else {
          strip<T>(depth, x, aStep, b0, b1, b2, b3, step, workspace + EDGE, true)
          accumulateEdge<T>(width, workspace + EDGE, to, column, p == 0)
        }
      }
    }
  }
}
