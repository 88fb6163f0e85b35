import { Rng, Tensor } from '@sobolev/core'

/** What stands within a module, with the dotted path to it; '' for the module itself. */
export interface Located {
  readonly path: string
  readonly value: object
}

/**
 * Every object within `root`, once, under the first path that leads to it. Looks into modules, arrays,
 * objects of any class, Maps (by their keys, if these are text or numbers, else by position) and Sets
 * (by position), at any depth; accessors and `#fields` are not looked at, and neither is what `isLeaf` says.
 */
export function* walk(root: object, isLeaf: (value: object) => boolean): Generator<Located> {
  const seen = new Set<unknown>()
  const pending: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: '' }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path } = next
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    yield { path, value }
    if (isLeaf(value)) continue
    // The last is taken first: so they come in their order.
    for (const [key, inner] of entriesOf(value).reverse())
      pending.push({ value: inner, path: path === '' ? key : `${path}.${key}` })
  }
}

function entriesOf(value: object): [key: string, inner: unknown][] {
  if (value instanceof Tensor || value instanceof Rng || ArrayBuffer.isView(value)) return []
  if (value instanceof Map)
    return Array.from(value, ([key, inner], position) => [
      typeof key === 'string' || typeof key === 'number' ? String(key) : String(position),
      inner,
    ])
  if (value instanceof Set) return Array.from(value, (inner, position) => [String(position), inner])
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([key, property]) =>
    property.enumerable && 'value' in property ? [[key, property.value]] : [],
  )
}
