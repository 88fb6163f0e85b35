/** Columns taken together, so that the cache lines they read live until the next rows need them. */
const TILE: usize = 64

/** out[i · outRow + j] = x[i + j · xColumn] for i < rows, j < columns, in square blocks of a vector's side. */
export function transpose<T>(
  rows: usize, columns: usize, x: usize, out: usize, xColumn: usize, outRow: usize,
): void {
  const side: usize = sizeof<T>() == 1 ? 1 : 16 / sizeof<T>()
  const blockedRows = rows & ~(side - 1)
  const blockedColumns = columns & ~(side - 1)
  const xStep = xColumn * sizeof<T>()
  const outStep = outRow * sizeof<T>()
  for (let tile: usize = 0; tile < blockedColumns; tile += TILE) {
    const end = min(tile + TILE, blockedColumns)
    for (let i: usize = 0; i < blockedRows; i += side) {
      let from = x + i * sizeof<T>() + tile * xStep
      let to = out + i * outStep + tile * sizeof<T>()
      for (let j = tile; j < end; j += side) {
        if (sizeof<T>() == 4) block4(from, xStep, to, outStep)
        else if (sizeof<T>() == 8) block2(from, xStep, to, outStep)
        else store<T>(to, load<T>(from))
        from += side * xStep
        to += side * sizeof<T>()
      }
    }
  }
  border<T>(0, rows, blockedColumns, columns, x, out, xStep, outStep)
  border<T>(blockedRows, rows, 0, blockedColumns, x, out, xStep, outStep)
}

function border<T>(
  row: usize, rows: usize, column: usize, columns: usize,
  x: usize, out: usize, xStep: usize, outStep: usize,
): void {
  for (let i = row; i < rows; i++) {
    for (let j = column; j < columns; j++) {
      store<T>(out + i * outStep + j * sizeof<T>(), load<T>(x + i * sizeof<T>() + j * xStep))
    }
  }
}

// @ts-ignore: decorator
@inline
function block4(from: usize, xStep: usize, to: usize, outStep: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + xStep)
  const c = v128.load(from + 2 * xStep)
  const d = v128.load(from + 3 * xStep)
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5)
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7)
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2))
  v128.store(to + outStep, v128.shuffle<i64>(ab, cd, 1, 3))
  v128.store(to + 2 * outStep, v128.shuffle<i64>(abHigh, cdHigh, 0, 2))
  v128.store(to + 3 * outStep, v128.shuffle<i64>(abHigh, cdHigh, 1, 3))
}

// @ts-ignore: decorator
@inline
function block2(from: usize, xStep: usize, to: usize, outStep: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + xStep)
  v128.store(to, v128.shuffle<i64>(a, b, 0, 2))
  v128.store(to + outStep, v128.shuffle<i64>(a, b, 1, 3))
}
