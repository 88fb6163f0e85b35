import type { Domain } from './domain.ts'

/** A value of the config that a sweep changes. */
export interface Parameter {
  /** Keys joined by dots, as `--set` takes them. */
  readonly path: string
  readonly domain: Domain
}

/** How the points of a sweep are chosen; those of `first` come before the others. */
export type Sample =
  | { readonly kind: 'grid' }
  | {
      readonly kind: 'random' | 'sobol'
      readonly seed: number
      readonly first?: readonly (readonly unknown[])[]
    }

/** Trials that are run before any of the next round is. */
export interface Round {
  /** How many points: all of them, or the best of the round before. */
  readonly points: number
  /** How long each is trained; null: as long as its config says. */
  readonly epochs: number | null
  /** Each point is trained once with each of these. */
  readonly seeds: readonly number[]
}

/** What is to be the smallest or the largest. */
interface Objective {
  /** A metric of the validation part. */
  readonly metric: string
  readonly direction: 'minimize' | 'maximize'
}

/** What a failed trial does to its sweep. */
type Handling = 'skip' | 'fatal'

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
  /**
   * What the values of a point change in the config, as `--set` takes it, where that is not each the value at its
   * parameter's path.
   */
  readonly changesOf?: (values: readonly unknown[], epochs: number | null) => readonly string[]
  readonly sample: Sample
  /** One, or those of successive halving. */
  readonly rounds: readonly Round[]
  /** Points that go on to every round, by number; none unless given. */
  readonly kept?: readonly number[]
  readonly objective: Objective
  readonly budget: {
    readonly trials: number
    /** Of training, all trials together, after which none begins. */
    readonly seconds: number
    /** What each trial counts for beside its training, in seconds; 0 unless given. */
    readonly overhead?: number
  }
  readonly failures: Readonly<Record<'diverged' | 'failed', Handling>>
}
