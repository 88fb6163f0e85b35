import { describeValue } from '../errors/describe-value.ts'
import { DTypeError, ShapeError } from '../errors/errors.ts'
import { ORIGIN } from '../errors/origin.ts'
import { isPlainObject, mapNesting, visitNesting } from './nesting.ts'
import { showShape } from './shape.ts'
import { Tensor } from './tensor.ts'
import { Variable } from './variable.ts'

/** Any nesting of arrays and objects around leaves of one type. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> }

/** What can be differentiated, or differentiated by. */
export type Source = Tensor | Variable

/** The tensor itself, or the current value of a variable. */
export const currentTensor = (source: Source): Tensor =>
  source instanceof Variable ? source.value : source

/** The nesting of `T` with another leaf in place of each tensor or variable. */
// `| undefined` admits optional fields.
export type MapTree<T, Leaf> = [T] extends [Source | undefined]
  ? Leaf
  : { -readonly [K in keyof T]: MapTree<T[K], Leaf> }

/** A leaf with its path, such as `layers[0].kernel`, empty at the root. */
export interface Located {
  readonly path: string
  readonly leaf: Source
}

/** The tensors and variables in a nesting, in order. Throws a TypeError for anything else in it. */
export function leavesOf(operation: string, tree: unknown): Located[] {
  const leaves: Located[] = []
  const paths = ['']
  const pathOf = (key: string | number | null): string => {
    const path = paths.at(-1) ?? ''
    if (typeof key === 'number') return `${path}[${key}]`
    return path && key !== null ? `${path}.${key}` : (key ?? '')
  }
  visitNesting(
    operation,
    tree,
    {
      leaf: (leaf, key) => {
        const path = pathOf(key)
        if (!(leaf instanceof Tensor || leaf instanceof Variable))
          throw new TypeError(
            `${operation}: must be tensors or variables, or arrays and objects of them, got ${describeValue(leaf)}${path && ` at ${path}`}${typeof leaf === 'number' ? '; tensor(numbers) makes one' : ''}`,
          )
        leaves.push({ path, leaf })
      },
      enter: (_, key) => paths.push(pathOf(key)),
      leave: () => paths.pop(),
    },
    isNest,
  )
  return leaves
}

/** Leaves by their paths. Throws a TypeError where keys with points in them make two paths one. */
export function byPath(operation: string, leaves: readonly Located[]): Map<string, Source> {
  const found = new Map(leaves.map(({ path, leaf }) => [path, leaf]))
  if (found.size < leaves.length) {
    const paths = leaves.map(({ path }) => path)
    const twice = paths.find((path, index) => paths.indexOf(path) < index)
    throw new TypeError(
      `${operation}: each tensor must have a path of its own, got two at ${twice}; rename a key that holds a point or a bracket, or is empty`,
    )
  }
  return found
}

/**
 * The leaves of `tree` in the order of `like`, matched by their paths, as the keys may be in another order. `what`
 * and `whole` name the two in errors.
 * Throws a ShapeError or DTypeError unless nesting, shapes and dtypes agree.
 */
export function leavesLike(
  operation: string,
  [what, tree]: readonly [name: string, tree: Tree<Source>],
  [whole, like]: readonly [name: string, leaves: readonly Located[]],
): Source[] {
  const leavesByPath = byPath(operation, leavesOf(operation, tree))
  const leaves = like.map(({ path, leaf }) => {
    const given = leavesByPath.get(path)
    const got = given ? showShape(given.shape) : 'nothing'
    if (!given || got !== showShape(leaf.shape))
      throw new ShapeError(
        `${operation}: ${what} must have the nesting and shapes of ${whole}, got ${got} for ${showShape(leaf.shape)}${path && ` at ${path}`}`,
      )
    if (given.dtype !== leaf.dtype)
      throw new DTypeError(
        `${operation}: ${what} must have the dtypes of ${whole}, got ${given.dtype} for ${leaf.dtype}${path && ` at ${path}`}`,
      )
    return given
  })
  const places = byPath(operation, like)
  const extra = [...leavesByPath.keys()].find((path) => !places.has(path))
  if (extra !== undefined)
    throw new ShapeError(
      `${operation}: ${what} must have the nesting and shapes of ${whole}, got more at ${extra}`,
    )
  return leaves
}

/**
 * The same nesting with each leaf replaced by the next of `values`, in the order of `leavesOf`;
 * the caller knows its type, which is MapTree<typeof tree, typeof values[number]>.
 */
export function rebuild(tree: unknown, values: readonly unknown[]): unknown {
  let next = 0
  return replaceLeaves(tree, () => values[next++])
}

/** The same nesting with everything replaced that is no array and no object of fields; an object keeps its class. */
export function replaceLeaves(
  tree: unknown,
  replace: (leaf: unknown) => unknown,
  operation = 'rebuild',
): unknown {
  return mapNesting(operation, tree, replace, isNest)
}

/** Whether it is a plain object, or an instance of a user's class, which holds its leaves in fields. */
function isNest(tree: unknown): tree is { readonly [key: string]: Tree<Source> } {
  if (isPlainObject(tree)) return true
  if (tree instanceof Tensor || tree instanceof Variable) return false
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree) || ORIGIN in tree)
    return false
  return Object.prototype.toString.call(tree) === '[object Object]' && Object.keys(tree).length > 0
}
