import { describeValue } from '../errors/describe-value.ts'
import { toTensor } from '../tensor/convert.ts'
import { type DType, isFloat } from '../tensor/dtype.ts'
import { Tensor } from '../tensor/tensor.ts'
import { type Located, leavesOf, replaceLeaves, type Source, type Tree } from '../tensor/tree.ts'
import { Variable } from '../tensor/variable.ts'

type Callable = (...args: never) => unknown

/** An argument of a user's function: a tensor, or any nesting of arrays and objects of tensors. `X` is its type. */
export type Argument<X> =
  | Tensor
  | (object & {
      // `| undefined` admits optional fields.
      readonly [K in keyof X]: X[K] extends Tensor | Callable | undefined
        ? X[K]
        : X[K] extends object | undefined
          ? Argument<X[K]>
          : never
    })

/** What a caller may pass for such an argument: the same nesting, also of variables and numbers. */
export type ArgumentLike<X> = [X] extends [Source]
  ? Source | number
  : undefined extends X
    ? ArgumentLike<Exclude<X, undefined>> | undefined
    : X extends Callable
      ? X
      : X extends object
        ? { readonly [K in keyof X]: ArgumentLike<X[K]> }
        : never

/** What a caller may pass for all arguments of a function. */
export type ArgumentsLike<A extends readonly unknown[]> = {
  readonly [K in keyof A]: ArgumentLike<A[K]>
}

/**
 * The leaves of an argument, in order, and their nesting, with numbers made tensors: of `dtype`, or else of the dtype
 * of the first float tensor among the leaves, or else float32. Throws a TypeError for any other leaf.
 */
export function sourcesOf(
  operation: string,
  given: unknown,
  dtype?: DType,
): { readonly tree: Tree<Source>; readonly leaves: readonly Located[] } {
  let found = dtype
  const noteDType = (leaf: unknown): void => {
    if ((leaf instanceof Tensor || leaf instanceof Variable) && isFloat(leaf.dtype))
      found ??= leaf.dtype
  }
  replaceLeaves(given, noteDType, operation)
  const tree = replaceLeaves(given, (leaf) =>
    typeof leaf === 'number' ? toTensor(operation, leaf, found) : leaf,
  ) as Tree<Source>
  return { tree, leaves: leavesOf(operation, tree) }
}

/** Throws a TypeError unless `x` is one tensor: of a nesting, which JavaScript callers may pass, parts would be ignored. */
export function checkOneTensor(operation: string, x: unknown, hint: string): void {
  if (!(x instanceof Tensor || x instanceof Variable || typeof x === 'number'))
    throw new TypeError(`${operation}: needs one tensor, got ${describeValue(x)}; ${hint}`)
}
