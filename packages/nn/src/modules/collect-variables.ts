import { describeValue, Rng, Tensor, Variable } from '@sobolev/core'

/**
 * Every Variable within `root` by its dotted path, under the first path that leads to it. Looks into
 * modules, arrays, objects of any class, Maps (by their keys, if these are text or numbers, else by
 * position) and Sets (by position), at any depth; accessors and `#fields` are not looked at.
 *
 * @throws TypeError where two Variables have one path, or one is of another copy of @sobolev/core.
 */
export function collectVariables(root: object): Record<string, Variable> {
  const byPath = new Map<string, Variable>()
  const seen = new Set<unknown>()
  const pending: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: '' }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path } = next
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof Variable) {
      if (byPath.has(path))
        throw new TypeError(
          `variables: each variable must have a path of its own, got "${path}" twice; rename one of the keys that hold a dot`,
        )
      byPath.set(path, value)
    } else {
      refuseForeign(value, path)
      // The last is taken first: so they come in their order.
      for (const [key, inner] of entriesOf(value).reverse())
        pending.push({ value: inner, path: path === '' ? key : `${path}.${key}` })
    }
  }
  return Object.fromEntries(byPath)
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

function refuseForeign(value: object, path: string): void {
  const words = describeValue(value)
  if (words.startsWith('a Variable of another copy'))
    throw new TypeError(`variables: "${path}" must be a Variable of this program, got ${words}`)
}
