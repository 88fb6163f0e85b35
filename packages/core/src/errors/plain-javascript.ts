/**
 * What JavaScript's signs get of an object: its text within `${…}`, and a TypeError within `x + 1`, `x < y`
 * or `Number(x)`, which would go on with the text.
 */
export function textOnly(name: string, object: { toString(): string }, hint: string): string {
  if (hint === 'string') return object.toString()
  throw new TypeError(
    `${name}: signs such as + - * < == do not compute with it; write x.add(y), x.less(y) or x.equal(y), x.item() for its number, and \`\${x}\` for its text`,
  )
}

/**
 * The getter `length` of a class that has none: `for (let i = 0; i < x.length; i++)` would do nothing, and
 * `Array.from(x)` and `new Float32Array(x)` would find no elements, without a word.
 */
export const refusesLength = (name: string): PropertyDescriptor => ({
  get(): never {
    throw new TypeError(
      `${name}: has no length; it has a size and a shape, x.data and x.toArray() are its numbers, and x.unstack() its rows as tensors`,
    )
  },
})

/**
 * A property of its own for an object that structuredClone and postMessage cannot copy: they would leave out
 * what is #private, its numbers, without a word. They read this one, and it throws.
 */
export const refusesClone = (name: string, instead: string): object => ({
  get clone(): never {
    throw new TypeError(`structuredClone, postMessage: cannot copy ${name}; ${instead}`)
  },
})
