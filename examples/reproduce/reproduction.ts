/** A figure that a paper gives, and what counts as the same. */
export interface PublishedFigure {
  /** By which a run gives ours. */
  readonly name: string
  /** null where the paper shows a picture. */
  readonly published: number | null
  /** The band that our mean must fall in: bounds that may be left open. */
  readonly band: { readonly least?: number; readonly most?: number }
}

/** A published result, and how to get it with this library. */
export interface Reproduction {
  readonly name: string
  /** Where it is published. */
  readonly source: string
  /** What is trained on what, in a sentence or two. */
  readonly setup: string
  readonly figures: readonly PublishedFigure[]
  /** What differs from the paper, and why a figure is not within its band where one is not. */
  readonly remarks: string
  /** Files that the user must have, below `datasets/downloads`; without them this one is left out. */
  readonly needs?: readonly string[]
  /** A picture of the first seed, by its name in docs/figures. */
  readonly picture?: { readonly file: string; readonly draw: () => string }
  /** One run with a seed: our figures by name. */
  readonly run: (seed: number) => Readonly<Record<string, number>>
}
