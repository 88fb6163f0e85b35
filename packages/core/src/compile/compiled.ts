import type { Nested, Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../tensor/variable.ts'

/** What a compiled function takes for an argument: a variable too for a tensor; `f` then gets the variable itself. */
type Accepted<X> = [Variable] extends [X]
  ? X
  : X extends Tensor
    ? Tensor | Variable
    : X extends ((...args: never) => unknown) | Nested
      ? X
      : X extends object
        ? X | { readonly [K in keyof X]: Accepted<X[K]> }
        : X

type AcceptedAll<A extends readonly unknown[]> = { readonly [K in keyof A]: Accepted<A[K]> }

/** A function that runs as one program. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: AcceptedAll<A>): R
  (...args: A): R
  /** The graph and program for these arguments, one line an instruction, for people. */
  explain(...args: AcceptedAll<A>): string
  explain(...args: A): string
  /** The time of every instruction by itself, the slowest first; variables stay as they are. */
  profile(...args: AcceptedAll<A>): string
  profile(...args: A): string
}
