/**
 * As `accumulate` in tile.ts, for a piece of out that is narrower than a vector: `width` sums, which stand at `edge`
 * side by side, belong to numbers of out that lie `column` bytes apart.
 */
export function accumulateEdge<T>(width: i32, edge: usize, out: usize, column: usize, first: bool): void {
  for (let j = 0; j < width; j++) {
    const sum = load<T>(edge)
    store<T>(out, first ? sum : load<T>(out) + sum)
    edge += sizeof<T>()
    out += column
  }
}
