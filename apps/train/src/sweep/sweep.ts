import type { Domain } from './domain.ts'

/** A value of the config that a sweep changes. */
export interface Parameter {
  /** Keys joined by dots, as `--set` takes them. */
  readonly path: string
  readonly domain: Domain
}

/** How the points of a sweep are chosen. */
export type Sample =
  | { readonly kind: 'grid' }
  | { readonly kind: 'random' | 'sobol'; readonly seed: number }

/** What is to be the smallest or the largest. */
export interface Objective {
  /** A metric of the validation part. */
  readonly metric: string
  readonly direction: 'minimize' | 'maximize'
}

/** What a failed trial does to its sweep. */
export type Handling = 'skip' | 'fatal'

/** A sweep with every default filled in and every path absolute. */
export interface Sweep {
  readonly name: string
  /** Where it is written, from which its relative paths are read. */
  readonly file: string
  /** The config that every trial starts from. */
  readonly config: string
  /** Holds the trials and the results. */
  readonly folder: string
  /** What all trials have in common beside the config, as `--set` takes it. */
  readonly fixed: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly sample: Sample
  /** How many points the search begins with. */
  readonly points: number
  /** The epochs of each round of successive halving; null elsewhere. */
  readonly halving: { readonly epochs: readonly number[]; readonly factor: number } | null
  /** Each point is trained once with each of these. */
  readonly seeds: readonly number[]
  readonly objective: Objective
  readonly budget: { readonly trials: number; readonly seconds: number }
  readonly failures: Readonly<Record<'diverged' | 'failed', Handling>>
}
