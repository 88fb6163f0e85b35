import { checkFunction } from '../errors/check-function.ts'
import { ShapeError } from '../errors/errors.ts'
import type { Tensor } from './tensor.ts'
import { byPath, currentTensor, leavesOf, type MapTree, rebuild } from './tree.ts'

/**
 * The same nesting with what `fn` makes of each tensor in it; of variables it is given the values. Further trees of the
 * same nesting are gone through beside the first, matched by their paths.
 *
 * ```ts
 * const moved = mapTree((w, slope) => w.sub(slope.mul(0.1)), weights, grad(loss)(weights))
 * const average = mapTree((a, b) => a.add(b).div(2), first, second)
 * ```
 *
 * @throws TypeError for what is no nesting of tensors and variables, ShapeError where the nestings differ
 * @see jax.tree.map, torch.utils._pytree.tree_map, tf.nest.map_structure
 */
export function mapTree<T, Result, Others extends readonly unknown[] = []>(
  fn: (leaf: Tensor, ...others: { [K in keyof Others]: Tensor }) => Result,
  tree: T,
  ...others: Others
): MapTree<T, Result>
/** Of a list of trees, however many: `mapTree((...leaves) => stack(leaves), ...members)`. */
export function mapTree<T, Result, Trees extends readonly T[]>(
  fn: number extends Trees['length'] ? (...leaves: Tensor[]) => Result : never,
  ...trees: Trees & readonly T[]
): MapTree<T, Result>
export function mapTree(
  fn: (...leaves: Tensor[]) => unknown,
  tree?: unknown,
  ...others: unknown[]
): unknown {
  checkFunction('mapTree', fn)
  const leaves = leavesOf('mapTree', tree)
  const places = others.length > 0 ? byPath('mapTree', leaves) : new Map()
  const columns = others.map((other, index) => {
    const beside = byPath('mapTree', leavesOf('mapTree', other))
    const differing =
      leaves.find(({ path }) => !beside.has(path))?.path ??
      [...beside.keys()].find((path) => !places.has(path))
    if (differing !== undefined)
      throw new ShapeError(
        `mapTree: trees must have one nesting, got another in tree ${index + 2} of ${others.length + 1}${differing && ` at ${differing}`}`,
      )
    return beside
  })
  const results = leaves.map(({ path, leaf }) => {
    const beside = columns.flatMap((leavesBeside) => leavesBeside.get(path) ?? [])
    return fn(...[leaf, ...beside].map(currentTensor))
  })
  return rebuild(tree, results)
}

/**
 * The tensors in a nesting of arrays and objects, in order; of variables the values.
 *
 * @throws TypeError for anything else in it
 * @see jax.tree.leaves, tf.nest.flatten
 */
export function treeLeaves(tree: unknown): Tensor[] {
  return leavesOf('treeLeaves', tree).map(({ leaf }) => currentTensor(leaf))
}

/**
 * The tensors in a nesting with the path of each, such as `layers[0].kernel`, in order; of variables the values.
 *
 * @throws TypeError for anything else in it
 * @see jax.tree.leaves_with_path
 */
export function treeEntries(tree: unknown): [path: string, leaf: Tensor][] {
  return leavesOf('treeEntries', tree).map(({ path, leaf }) => [path, currentTensor(leaf)])
}
