import { namesFor, plain } from './other-names.ts'

/** Longest word that is looked for, in UTF-16 units: the work grows with the square of the length. */
const longest = 100

/**
 * The candidate that other programs call `word`, or else the nearest to it, or `null` where none is near
 * enough to be a slip of the hand.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > longest) return null
  const all = new Set(candidates)
  const wanted = word.toLowerCase()
  for (const candidate of all) if (plain(candidate) === plain(word)) return candidate
  for (const name of namesFor(word)) if (all.has(name)) return name
  let best: string | null = null
  // A word of two letters is near to too many others.
  let bestDistance = (wanted.length < 3 ? 0 : Math.floor(wanted.length / 3)) + 1
  for (const candidate of all) {
    // Each letter more or less is an edit.
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `; did you mean "…"?` for the nearest candidate, or an empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === null ? '' : `; did you mean "${found}"?`
}

/**
 * Damerau–Levenshtein distance in its restricted form: insertions, deletions, substitutions and swaps
 * of neighbours each cost 1, and no part is edited twice. Counts UTF-16 units.
 */
export function editDistance(from: string, to: string): number {
  let before: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let cost = Math.min(
        at(previous, j) + 1,
        at(current, j - 1) + 1,
        at(previous, j - 1) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, at(before, j - 2) + 1)
      }
      current.push(cost)
    }
    before = previous
    previous = current
  }
  return at(previous, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
