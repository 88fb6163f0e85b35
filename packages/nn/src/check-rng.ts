import { describeValue, Rng } from '@sobolev/core'

/** Throws a TypeError unless `rng` is a source of random numbers. */
export function checkRng(operation: string, rng: unknown): asserts rng is Rng {
  if (!(rng instanceof Rng))
    throw new TypeError(
      `${operation}: rng must be a source of random numbers such as new Rng(0), got ${describeValue(rng)}`,
    )
}
