import { checkFunction } from '../check-function.ts'
import { GradientError } from '../errors.ts'
import { identity } from '../operations/reshape.ts'
import { showShape } from '../shape.ts'
import { GradientTape } from '../tape.ts'
import { Tensor } from '../tensor.ts'
import { type Located, leavesOf, rebuild, type Source, type Tree } from '../tree.ts'

/** An argument as a function sees it: a tensor, or any nesting of arrays and plain objects of tensors. */
export type Argument = Tree<Tensor>

/** What may be given for an argument: the same nesting, with variables too. */
export type Given<X> = [X] extends [Source] ? Source : { readonly [K in keyof X]: Given<X[K]> }

/** From a function of one tensor, or of any nesting of tensors, to its derivative. */
export interface Derive {
  // Without this one, the type of grad(f) would not do as an argument of grad again.
  (f: (x: Tensor) => Tensor): (x: Source) => Tensor
  <X extends Argument>(f: (x: X) => Tensor): (x: Given<X>) => X
}

/** What `valueAndGrad` makes of a function, as `Derive`. */
export interface DeriveWithValue {
  (f: (x: Tensor) => Tensor): (x: Source) => { value: Tensor; grad: Tensor }
  <X extends Argument>(f: (x: X) => Tensor): (x: Given<X>) => { value: Tensor; grad: X }
}

/** A function run under a tape, and what to differentiate. */
interface Traced {
  readonly tape: GradientTape
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
}

/**
 * Runs `f` on fresh aliases of its arguments, so that a derivative by an argument is never one by
 * another use of the same tensor. Outer tapes see through the aliases.
 */
export function trace(
  f: (inputs: readonly Tensor[]) => Tensor,
  sources: readonly Source[],
  { persistent = false }: { readonly persistent?: boolean } = {},
): Traced {
  const inputs = sources.map((source) => identity(source))
  const tape = new GradientTape({ persistent, watchAccessedVariables: false })
  tape.watch(inputs)
  return { tape, inputs, output: tape.record(() => f(inputs)) }
}

/** The leaves of an argument, and how `f` sees tensors that take their places. */
export function flatten<X>(
  operation: string,
  f: (x: X) => Tensor,
  x: Given<X>,
): {
  leaves: Located[]
  sources: Source[]
  run: (inputs: readonly Tensor[]) => Tensor
  nest: (flat: readonly Tensor[]) => X
} {
  checkFunction(operation, f)
  // Given<X> is X with other leaves: a tree, whatever X is.
  const tree = x as Tree<Source>
  const nest = (flat: readonly Tensor[]): X => rebuild(tree, flat) as X
  const leaves = leavesOf(operation, tree)
  return {
    leaves,
    sources: leaves.map(({ leaf }) => leaf),
    run(inputs) {
      const y: unknown = f(nest(inputs))
      if (y instanceof Tensor) return y
      throw new TypeError(
        `${operation}: the function must return a tensor, got ${typeof y}; what item() and data give has no derivative`,
      )
    },
    nest,
  }
}

/** f(x) and df/dx at once, for a function with one number as its value. Throws as `grad` does. */
export const valueAndGrad: DeriveWithValue =
  <X extends Argument>(f: (x: X) => Tensor): ((x: Given<X>) => { value: Tensor; grad: X }) =>
  (x) => {
    const { sources, run, nest } = flatten('grad', f, x)
    const { tape, inputs, output } = trace(run, sources)
    if (output.size !== 1)
      throw new GradientError(
        `grad: the function must return one number, got shape ${showShape(output.shape)}; jacobian(f) differentiates more`,
      )
    // Asked for in the nesting of x, so that an error names the part; all leaves are tensors.
    return { value: output, grad: tape.gradient(output, nest(inputs)) as X }
  }

/**
 * The derivative df/dx of a function with one number as its value, as a function of x; the result
 * has the nesting of x, and can be differentiated again.
 *
 * @throws GradientError if f returns more than one number, or does not depend on a part of x;
 * TypeError if it returns no tensor.
 */
export const grad: Derive =
  <X extends Argument>(f: (x: X) => Tensor): ((x: Given<X>) => X) =>
  (x) =>
    valueAndGrad<X>(f)(x).grad
