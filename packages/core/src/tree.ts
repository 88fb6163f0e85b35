import { Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

/** Any nesting of arrays and plain objects around leaves of one type. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> }

/** What can be differentiated, or differentiated by. */
export type Source = Tensor | Variable

/** The nesting of `T` with another leaf in place of each tensor or variable. */
export type MapTree<T, Leaf> = [T] extends [Source]
  ? Leaf
  : { -readonly [K in keyof T]: MapTree<T[K], Leaf> }

/** A leaf with the way to it, such as `layers[0].kernel`; empty at the root. */
export interface Located {
  readonly path: string
  readonly leaf: Source
}

/** The tensors and variables in a nesting, in order. Throws a TypeError for anything else in it. */
export function leavesOf(operation: string, tree: Tree<Source>, path = ''): Located[] {
  if (tree instanceof Tensor || tree instanceof Variable) return [{ path, leaf: tree }]
  if (isArray(tree))
    return tree.flatMap((inner, index) => leavesOf(operation, inner, `${path}[${index}]`))
  if (isPlainObject(tree))
    return Object.entries(tree).flatMap(([key, inner]) =>
      leavesOf(operation, inner, path ? `${path}.${key}` : key),
    )
  throw new TypeError(
    `${operation}: must be tensors or variables, or arrays and plain objects of them, got ${describe(tree)}${path && ` at ${path}`}`,
  )
}

/**
 * The same nesting with each leaf replaced by the next of `values`, in the order of `leavesOf`;
 * the caller knows its type, which is MapTree<typeof tree, typeof values[number]>.
 */
export function rebuild(tree: unknown, values: readonly unknown[]): unknown {
  let next = 0
  const build = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(build)
    if (!isPlainObject(node)) return values[next++]
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, build(inner)]))
  }
  return build(tree)
}

const isArray = (tree: Tree<Source>): tree is readonly Tree<Source>[] => Array.isArray(tree)

function isPlainObject(tree: unknown): tree is { readonly [key: string]: Tree<Source> } {
  if (typeof tree !== 'object' || tree === null) return false
  const prototype = Object.getPrototypeOf(tree)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return value.constructor.name
}
