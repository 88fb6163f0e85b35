/** `; did you mean "keepDims"?` where one of `names` is close to `word`, else nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const close = nearest(word, names)
  return close === undefined ? '' : `; did you mean "${close}"?`
}

/**
 * The name that `word` most likely stands for: by another spelling (`keep_dims`), a slip of the
 * fingers (`keepDmis`), a part (`bias` for `useBias`), or an abbreviation (`lr` for `learningRate`).
 */
function nearest(word: string, names: readonly string[]): string | undefined {
  const given = letters(word)
  if (given === '') return undefined
  const slips = Math.max(1, Math.floor(given.length / 3))
  const tests: readonly ((name: string) => boolean)[] = [
    (name) => name === given,
    (name) => name.length > 2 && editDistance(name, given) <= slips,
    (name) =>
      given.length > 2 && (name.includes(given) || (name.length > 2 && given.includes(name))),
    (name) => given.length > 1 && name[0] === given[0] && isAbbreviation(given, name),
  ]
  for (const test of tests) {
    const found = names.find((name) => test(letters(name)))
    if (found !== undefined) return found
  }
  return undefined
}

const letters = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Whether the letters of `short` stand in `name` in their order. */
function isAbbreviation(short: string, name: string): boolean {
  let at = 0
  for (const letter of name) if (letter === short[at]) at++
  return at === short.length
}

/**
 * The edit distance of two words (Damerau 1964): the number of letters (UTF-16 units) that must be changed, added,
 * removed, or exchanged with a neighbour. Takes time proportional to the product of the lengths.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
