/** Where an object of this package's classes says which class and which loaded copy of the package made it. */
export const ORIGIN: unique symbol = Symbol.for('@sobolev/core')

export interface Origin {
  readonly name: string
  /** One object for each copy of the package that a program has loaded. */
  readonly copy: object
}

const thisCopy = {}

/** What a class of this package gives for `ORIGIN`. */
export const originOf = (name: string): Origin => ({ name, copy: thisCopy })

function originIn(value: unknown): Origin | null {
  if (typeof value !== 'object' || value === null) return null
  const origin: unknown = Reflect.get(value, ORIGIN)
  if (typeof origin !== 'object' || origin === null) return null
  if (!('copy' in origin && 'name' in origin)) return null
  return { name: String(origin.name), copy: Object(origin.copy) }
}

/** The name of the class if this package or another copy of it made `value`. */
export const className = (value: unknown): string | null => originIn(value)?.name ?? null

/** The name of the class if another copy of this package made `value`: `instanceof` does not know it here. */
export function foreignClass(value: unknown): string | null {
  const origin = originIn(value)
  return origin === null || origin.copy === thisCopy ? null : origin.name
}
