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
  const wordLetters = letters(word)
  if (wordLetters === '') return undefined
  const slips = Math.max(1, Math.floor(wordLetters.length / 3))
  const tests: readonly ((name: string) => boolean)[] = [
    (name) => name === wordLetters,
    (name) => name.length > 2 && editDistance(name, wordLetters) <= slips,
    (name) =>
      wordLetters.length > 2 &&
      (name.includes(wordLetters) || (name.length > 2 && wordLetters.includes(name))),
    (name) =>
      wordLetters.length > 1 && name[0] === wordLetters[0] && isAbbreviation(wordLetters, name),
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
  let rowBeforeLast: number[] = []
  let lastRow = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(
        (lastRow[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (lastRow[j - 1] ?? 0) + same,
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (rowBeforeLast[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rowBeforeLast = lastRow
    lastRow = row
  }
  return lastRow[b.length] ?? 0
}
