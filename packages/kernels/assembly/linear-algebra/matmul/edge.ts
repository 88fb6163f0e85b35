/**
 * Ends a block for a piece of out that no vector fits: `width` sums from `edge` go to numbers `column`
 * bytes apart. The first block is stored; later ones are added, as everywhere.
 */
export function settleEdge<T>(width: i32, edge: usize, out: usize, column: usize, first: bool): void {
  for (let j = 0; j < width; j++) {
    const sum = load<T>(edge)
    store<T>(out, first ? sum : load<T>(out) + sum)
    edge += sizeof<T>()
    out += column
  }
}
