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
 * Splits off a random fraction of `rows` for validation. With `groups`, the class of each row, the fraction
 * is taken of every class, rounded, with at least one row of a class on each side if it has two. Of two
 * rows or more, each side gets at least one.
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
  return divide(rows, validates)
}

/** Rows in the order of their folds. */
export interface Folds {
  readonly rows: Int32Array
  /** Where each fold begins among `rows`, and the end of the last. */
  readonly starts: Int32Array
}

/**
 * Deals rows into folds at random, of which none has more than one row above another; with `groups`, the class of each
 * row, no class has more than one above another either. Within a fold rows ascend.
 */
export function splitIntoFolds(
  rows: Int32Array,
  folds: number,
  rng: Shuffler,
  groups: ArrayLike<number> | null = null,
): Folds {
  const foldOf = new Int32Array(rows.length)
  let dealt = 0
  for (const [key, members] of grouped(rows.length, groups)) {
    const order = rng.split(key).permutation(members.length).data
    // One class goes on where the one before it ended.
    for (let i = 0; i < members.length; i++) foldOf[members[order[i] ?? 0] ?? 0] = dealt++ % folds
  }
  const starts = new Int32Array(folds + 1)
  for (const fold of foldOf) starts[fold + 1] = (starts[fold + 1] ?? 0) + 1
  for (let fold = 0; fold < folds; fold++)
    starts[fold + 1] = (starts[fold + 1] ?? 0) + (starts[fold] ?? 0)
  const next = starts.slice()
  const ordered = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const fold = foldOf[i] ?? 0
    const place = next[fold] ?? 0
    ordered[place] = rows[i] ?? 0
    next[fold] = place + 1
  }
  return { rows: ordered, starts }
}

function divide(rows: Int32Array, validates: Uint8Array): Split {
  let count = 0
  for (const mark of validates) count += mark
  const training = new Int32Array(rows.length - count)
  const validation = new Int32Array(count)
  let t = 0
  let v = 0
  for (let i = 0; i < rows.length; i++) {
    if (validates[i] === 1) validation[v++] = rows[i] ?? 0
    else training[t++] = rows[i] ?? 0
  }
  return { training, validation }
}

/** The positions of each group's members, groups in the order of their first. */
function grouped(count: number, groups: ArrayLike<number> | null): Map<number, Int32Array> {
  const sizes = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    const key = groups?.[i] ?? 0
    sizes.set(key, (sizes.get(key) ?? 0) + 1)
  }
  const members = new Map([...sizes].map(([key, size]) => [key, new Int32Array(size)]))
  for (let i = count - 1; i >= 0; i--) {
    const key = groups?.[i] ?? 0
    const left = (sizes.get(key) ?? 1) - 1
    const group = members.get(key)
    if (group !== undefined) group[left] = i
    sizes.set(key, left)
  }
  return members
}
