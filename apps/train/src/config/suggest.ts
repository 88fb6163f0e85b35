import { editDistance } from '@sobolev/core'
import { namesFor, plain } from './other-names.ts'

/** Longest word that is looked for, in UTF-16 units: the work grows with the square of the length. */
export const MAX_WORD_LENGTH = 100

/**
 * The candidate that other programs call `word`, or else the nearest to it, or `null` where none is near
 * enough to be a slip of the hand.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > MAX_WORD_LENGTH) return null
  const distinct = new Set(candidates)
  const wanted = word.toLowerCase()
  for (const candidate of distinct) if (singular(candidate) === singular(word)) return candidate
  for (const name of namesFor(word)) if (distinct.has(name)) return name
  let best: string | null = null
  // A word of two letters is near to too many others.
  let bestDistance = (wanted.length < 3 ? 0 : Math.floor(wanted.length / 3)) + 1
  for (const candidate of distinct) {
    // Each letter more or less is an edit.
    if (Math.abs(candidate.length - wanted.length) > bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase())
    const beginsAlike = (name: string | null): boolean => name?.[0]?.toLowerCase() === wanted[0]
    const isTied = distance === bestDistance && best !== null
    if (distance < bestDistance || (isTied && beginsAlike(candidate) && !beginsAlike(best))) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

const singular = (word: string): string => plain(word).replace(/ies$/, 'y').replace(/s$/, '')

/** `; did you mean "…"?` for the nearest candidate, or an empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === null ? '' : `; did you mean "${found}"?`
}
