import type { OptionTable } from './option.ts'
import type { Tuning } from './tuning.ts'
import type { Want } from './wants.ts'

/** Where a method is from. */
export interface Paper {
  /** Family names: `Drucker & LeCun`, `Hoffman et al.` */
  readonly authors: string
  /** The year of its publication. */
  readonly year: number
  /** Its title. */
  readonly title: string
  /** The place in it: `equation 2`, `section 3.1`, `algorithm 1`. */
  readonly place?: string
}

/** What someone who looks for a regularizer asks. */
export interface Advice {
  /** What it is taken for, the first first. */
  readonly wants: readonly [Want, ...Want[]]
  /** Values to begin with, of the paper or measured. */
  readonly suggested: string
  /** What it does not go with, and why. */
  readonly notWith: string
  /** What it does not do. */
  readonly limits: string
}

/** What a method's file says about it in words: what `explain`, the documents and editors show. */
export interface Card {
  /** The name in the library and in configs. */
  readonly name: string
  /** One sentence: what it does. */
  readonly summary: string
  /** Plain text, in the notation of the paper. */
  readonly formula: string
  /** Where it was published. */
  readonly paper: Paper
  /** What a training step takes beside what it takes without: passes, memory. */
  readonly cost: string
  /** When to use it, and when not. */
  readonly when: string
  /** What someone who looks for a regularizer asks; every method that regularizes has it. */
  readonly advice?: Advice
  /** How `sobolev tune` tries it; what has none is no part of its search. */
  readonly tuning?: Tuning
  /** What else to know: values at special places, traps. */
  readonly notes?: string
  /** What other programs, or earlier versions, call it. */
  readonly aliases?: readonly string[]
}

/** What `Things` says a kind of method makes, by the kind's name. */
export interface Definition<Kind extends string = string, Thing = unknown, Example = unknown>
  extends Card {
  /** What kind of method it is. */
  readonly kind: Kind
  /** What may be chosen, each with its default, range and words. */
  readonly options: OptionTable
  /** The option that a plain value stands for: `dropout: 0.2`. */
  readonly short?: string
  /** What is wrong with options, all there, of which each by itself is right; undefined where nothing is. */
  check?(options: Readonly<Record<string, unknown>>): string | undefined
  /** A case small enough to be checked by hand, with what comes of it. */
  readonly example: Example
  /** The thing itself, of options that are checked. Throws a TypeError or a RangeError as the method does. */
  readonly make: (options?: unknown) => Thing
}

/** A function or class that the catalogue knows. */
export type Method<Callable, D extends Definition> = Callable & { readonly definition: D }

/** A function with its definition, by whose name errors call it. */
export function method<Callable extends object, D extends Definition>(
  callable: Callable,
  definition: D,
): Method<Callable, D> {
  Object.defineProperty(callable, 'name', { value: definition.name })
  return Object.assign(callable, { definition })
}
