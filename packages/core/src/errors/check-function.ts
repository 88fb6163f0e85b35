import { describeValue } from './describe-value.ts'

/** Throws a TypeError unless `f` is a function and no class, which JavaScript callers may get wrong. */
export function checkFunction(operation: string, f: unknown): void {
  const words = describeValue(f)
  if (typeof f !== 'function' || words.startsWith('the class'))
    throw new TypeError(`${operation}: must be given a function, got ${words}`)
}
