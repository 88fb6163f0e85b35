import type { Rng } from '@sobolev/core'

/**
 * As many row numbers as there are rows, in an order in which each class comes as often as any other: of frequent
 * classes some rows, of rare ones rows again, every one of them before any comes once more.
 *
 * @param targets the class of each row
 */
export function balancedOrder(targets: Int32Array, rng: Rng): Int32Array {
  const rowsOf = new Map<number, number[]>()
  targets.forEach((target, row) => {
    const rows = rowsOf.get(target) ?? []
    rows.push(row)
    rowsOf.set(target, rows)
  })
  const classes = [...rowsOf]
    .sort(([a], [b]) => a - b)
    .map(([target, rows]) => ({
      rows,
      source: rng.split('class').split(target),
      taken: 0,
      order: [] as ArrayLike<number>,
    }))
  // Which class gets the row that is over where their number does not divide that of the rows.
  const turns = rng.permutation(classes.length).data
  return Int32Array.from(targets, (_, position) => {
    const drawn = classes[turns[position % classes.length] ?? 0]
    if (drawn === undefined) return position
    const place = drawn.taken % drawn.rows.length
    if (place === 0)
      drawn.order = drawn.source
        .split(drawn.taken / drawn.rows.length)
        .permutation(drawn.rows.length).data
    drawn.taken++
    return drawn.rows[drawn.order[place] ?? 0] ?? 0
  })
}
