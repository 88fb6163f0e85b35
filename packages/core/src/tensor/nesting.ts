/** Callbacks of a walk through a nesting, in order; `key` is null at the root. */
export interface Visitor {
  /** Called with what is neither an array nor an object, and its key. */
  readonly leaf: (value: unknown, key: Key) => void
  /** Called before what an array or an object holds. */
  readonly enter?: (nest: Nest, key: Key) => void
  /** Called after what an array or an object holds. */
  readonly leave?: (nest: Nest) => void
}

/** An array, or an object of fields. */
type Nest = readonly unknown[] | Fields
type Fields = { readonly [key: string]: unknown }
type Key = string | number | null

/** Whether it is a plain object: an instance of no class but `Object`. */
export function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Walks through arrays, and through objects that `isFields` accepts, at any depth without recursion.
 * `operation`: named in the TypeError that it throws where one contains itself.
 *
 * @default isFields: plain objects
 */
export function visitNesting(
  operation: string,
  tree: unknown,
  { leaf, enter, leave }: Visitor,
  isFields: (value: unknown) => value is Fields = isPlainObject,
): void {
  const around = new Set<Nest>()
  const todo: { readonly value: unknown; readonly key: Key; readonly leaves?: Nest }[] = []
  todo.push({ value: tree, key: null })
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value, key, leaves } = next
    if (leaves) {
      around.delete(leaves)
      leave?.(leaves)
    } else if (Array.isArray(value) || isFields(value)) {
      if (around.has(value))
        throw new TypeError(
          `${operation}: arrays and objects must not contain themselves, got one that does at "${key}"`,
        )
      around.add(value)
      enter?.(value, key)
      todo.push({ value, key, leaves: value })
      const inner = entriesOf(value)
      for (let at = inner.length - 1; at >= 0; at--) {
        const [name, part] = inner[at] ?? [null, null]
        todo.push({ value: part, key: name })
      }
    } else leaf(value, key)
  }
}

const entriesOf = (nest: Nest): (readonly [string | number, unknown])[] =>
  isArray(nest) ? Array.from(nest, (part, index) => [index, part] as const) : Object.entries(nest)

const isArray = (nest: Nest): nest is readonly unknown[] => Array.isArray(nest)

/** The same nesting with every leaf replaced; an object keeps its class. */
export function mapNesting(
  operation: string,
  tree: unknown,
  replace: (leaf: unknown) => unknown,
  isFields: (value: unknown) => value is Fields = isPlainObject,
): unknown {
  const root: unknown[] = []
  const around: object[] = [root]
  const put = (key: Key, value: unknown): void => {
    const into = around.at(-1) ?? root
    // An assignment would take the key `__proto__` for another thing.
    const property = { value, enumerable: true, configurable: true, writable: true }
    Object.defineProperty(into, key ?? 0, property)
  }
  visitNesting(
    operation,
    tree,
    {
      leaf: (value, key) => put(key, replace(value)),
      enter: (nest, key) => {
        const copy = isArray(nest) ? [] : Object.create(Object.getPrototypeOf(nest))
        put(key, copy)
        around.push(copy)
      },
      leave: () => around.pop(),
    },
    isFields,
  )
  return root[0]
}
