/** The attributes of one call of an operation. */
export interface Snapshot<A> {
  /** Equal for equal attributes, and only for such. */
  readonly key: string
  /** A copy of what is data, which stays as it is when the caller changes the original. */
  readonly attributes: A
}

/**
 * Tells the attributes of operations apart. Numbers (NaN and −0 too), text and the like are compared by their
 * values, and so are arrays, typed arrays, plain objects, maps and sets of them; anything else, such as a function,
 * a symbol or an object of a class, is equal to itself alone.
 */
export class AttributeKeys {
  readonly #identities = new Map<unknown, number>()

  snapshot<A>(attributes: A): Snapshot<A> {
    const copier = new AttributeCopier((value) => this.#identity(value))
    // A copy has the type of the original.
    const copy = copier.copy(attributes) as A
    return { key: copier.key, attributes: copy }
  }

  #identity(value: unknown): number {
    const known = this.#identities.get(value) ?? this.#identities.size
    this.#identities.set(value, known)
    return known
  }
}

/** Copies the attributes of one call, and writes their key on the way. */
class AttributeCopier {
  key = ''
  readonly #identity: (value: unknown) => number
  // The number of each object met so far. One that is met again, also within itself, is written as that number.
  readonly #numbers = new Map<object, number>()
  readonly #copies: unknown[] = []

  constructor(identity: (value: unknown) => number) {
    this.#identity = identity
  }

  copy(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.#object(value)
    this.key += `${this.#word(value)} `
    return value
  }

  #word(value: unknown): string {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'bigint') return `${value}n`
    return typeof value === 'function' || typeof value === 'symbol'
      ? `${typeof value} ${this.#identity(value)}`
      : String(value)
  }

  #object(value: object): unknown {
    const known = this.#numbers.get(value)
    if (known !== undefined) {
      this.key += `same ${known} `
      return this.#copies[known]
    }
    const prototype = Object.getPrototypeOf(value)
    if (Array.isArray(value)) {
      if (prototype === Array.prototype && hasOnly(value, value.length + 1))
        return this.#array(value)
    } else if (prototype === Object.prototype || prototype === null) {
      if (hasOnly(value, Object.keys(value).length)) return this.#plainObject(value, prototype)
    } else if (isTypedArray(value, prototype)) return this.#typedArray(value, prototype)
    else if (value instanceof Map && prototype === Map.prototype && hasOnly(value, 0))
      return this.#map(value)
    else if (value instanceof Set && prototype === Set.prototype && hasOnly(value, 0))
      return this.#set(value)
    this.key += `instance ${this.#identity(value)} `
    return value
  }

  #begin<T extends object>(value: object, copy: T, kind: string): T {
    this.#numbers.set(value, this.#copies.length)
    this.#copies.push(copy)
    this.key += `${kind} `
    return copy
  }

  #array(value: readonly unknown[]): unknown {
    const copy = this.#begin<unknown[]>(value, [], `array ${value.length}`)
    for (const part of value) copy.push(this.copy(part))
    return copy
  }

  #plainObject(value: object, prototype: object | null): unknown {
    const entries = Object.entries(value)
    const kind = prototype ? 'object' : 'dictionary'
    const copy = this.#begin(value, Object.create(prototype), `${kind} ${entries.length}`)
    for (const [key, part] of entries) {
      this.key += JSON.stringify(key)
      const copied = this.copy(part)
      // An assignment to this key would set the prototype.
      if (key === '__proto__') Object.defineProperty(copy, key, { value: copied, enumerable: true })
      else copy[key] = copied
    }
    return copy
  }

  #map(value: ReadonlyMap<unknown, unknown>): unknown {
    const copy = this.#begin(value, new Map<unknown, unknown>(), `map ${value.size}`)
    for (const [key, part] of value) copy.set(this.copy(key), this.copy(part))
    return copy
  }

  #set(value: ReadonlySet<unknown>): unknown {
    const copy = this.#begin(value, new Set<unknown>(), `set ${value.size}`)
    for (const part of value) copy.add(this.copy(part))
    return copy
  }

  #typedArray(value: Iterable<unknown>, { constructor: kind }: TypedArrayPrototype): unknown {
    const elements = [...value]
    this.#begin(value, kind.from(elements), `${kind.name} ${elements.length}`)
    for (const element of elements) this.copy(element)
    return this.#copies.at(this.#numbers.get(value) ?? 0)
  }
}

/** Whether it has so many properties of its own, hidden ones and such with symbols for names included. */
const hasOnly = (value: object, count: number): boolean => Reflect.ownKeys(value).length === count

interface TypedArrayPrototype {
  readonly constructor: { readonly name: string; from(elements: readonly unknown[]): object }
}

const typedArrays: ReadonlySet<object> = new Set(
  [
    ...[Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, BigInt64Array],
    ...[Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array, BigUint64Array],
  ].map(({ prototype }) => prototype),
)

const isTypedArray = (value: object, prototype: object): value is Iterable<unknown> =>
  typedArrays.has(prototype) && ArrayBuffer.isView(value)
