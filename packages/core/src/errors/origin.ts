/** The key under which instances of this package's classes tell their class and the loaded copy of the package. */
export const ORIGIN: unique symbol = Symbol.for('@sobolev/core')

export interface Origin {
  readonly name: string
  /** One object for each copy of the package that a program has loaded. */
  readonly copy: object
}

const thisCopy = {}

/** The value of `ORIGIN` for a class of this package. */
export const originOf = (name: string): Origin => ({ name, copy: thisCopy })

function originIn(value: unknown): Origin | null {
  if (typeof value !== 'object' || value === null) return null
  const origin: unknown = Reflect.get(value, ORIGIN)
  if (typeof origin !== 'object' || origin === null) return null
  if (!('copy' in origin && 'name' in origin)) return null
  return { name: String(origin.name), copy: Object(origin.copy) }
}

/** The class of `value` if it is one of this package, or of another copy of it; else null. */
export const className = (value: unknown): string | null => originIn(value)?.name ?? null

/** The class of `value` if it is one of another loaded copy of this package, which `instanceof` does not know; else null. */
export function foreignClass(value: unknown): string | null {
  const origin = originIn(value)
  return origin === null || origin.copy === thisCopy ? null : origin.name
}
