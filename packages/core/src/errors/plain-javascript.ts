/**
 * What `Symbol.toPrimitive` returns for an object that is no number: its text within `${…}`, and a TypeError within
 * `x + 1`, `x < y` or `Number(x)`, which would compute with the text.
 */
export function textOnly(name: string, object: { toString(): string }, hint: string): string {
  if (hint === 'string') return object.toString()
  throw new TypeError(
    `${name}: signs such as + - * < == do not compute with it; write x.add(y), x.less(y) or x.equal(y), x.item() for its number, and \`\${x}\` for its text`,
  )
}

/**
 * A getter `length` that throws, for a class without a length: else `for (let i = 0; i < x.length; i++)`,
 * `Array.from(x)` and `new Float32Array(x)` would silently find no elements.
 */
export const refusesLength = (name: string): PropertyDescriptor => ({
  get(): never {
    throw new TypeError(
      `${name}: has no length; it has a size and a shape, x.data and x.toArray() are its numbers, and x.unstack() its rows as tensors`,
    )
  },
})

/**
 * The value of an own property of objects that structuredClone and postMessage cannot copy: they would silently
 * leave out #private fields. They copy own properties, and so read this one, which throws.
 */
export const refusesClone = (name: string, instead: string): object => ({
  get clone(): never {
    throw new TypeError(`structuredClone, postMessage: cannot copy ${name}; ${instead}`)
  },
})
