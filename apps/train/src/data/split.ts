/** A source of random orders: `Rng` of `@sobolev/core` is one. */
export interface Shuffler {
  split(name: string | number): Shuffler
  permutation(n: number): { readonly data: ArrayLike<number> }
}

/** Rows to train on and rows to validate on, each ascending. */
export interface Split {
  readonly training: Int32Array
  readonly validation: Int32Array
}

/**
 * Puts a random fraction of `rows` aside. With `groups`, the class of each row, every class gives its
 * own fraction, rounded, and at least one row to each side if it has two. Both sides get a row if there
 * are two rows at all.
 */
export function splitByFraction(
  rows: Int32Array,
  fraction: number,
  rng: Shuffler,
  groups: ArrayLike<number> | null = null,
): Split {
  const validates = new Uint8Array(rows.length)
  for (const [key, members] of grouped(rows.length, groups)) {
    const order = rng.split(key).permutation(members.length).data
    const wanted = Math.round(members.length * fraction)
    const count = members.length < 2 ? 0 : Math.min(Math.max(wanted, 1), members.length - 1)
    for (let i = 0; i < count; i++) validates[members[order[i] ?? 0] ?? 0] = 1
  }
  return {
    training: rows.filter((_, i) => validates[i] === 0),
    validation: rows.filter((_, i) => validates[i] === 1),
  }
}

/** Puts the rows for which `validates` holds aside. */
export function splitBy(rows: Int32Array, validates: (row: number) => boolean): Split {
  return {
    training: rows.filter((row) => !validates(row)),
    validation: rows.filter(validates),
  }
}

function grouped(count: number, groups: ArrayLike<number> | null): Map<number, number[]> {
  const members = new Map<number, number[]>()
  for (let i = 0; i < count; i++) {
    const key = groups?.[i] ?? 0
    const group = members.get(key)
    if (group === undefined) members.set(key, [i])
    else group.push(i)
  }
  return members
}
