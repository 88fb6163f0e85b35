/** A word that may stand where one is typed, and what it is. */
export interface Candidate {
  readonly text: string
  readonly words: string
}
