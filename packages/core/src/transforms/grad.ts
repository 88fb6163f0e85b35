import { checkFunction } from '../errors/check-function.ts'
import { describeValue } from '../errors/describe-value.ts'
import { GradientError } from '../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../errors/options.ts'
import {
  type Derivative,
  type DerivativeOptions,
  derivativeKinds,
  type Unconnected,
} from '../tape/derivative-options.ts'
import { showShape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { MapTree, Source } from '../tensor/tree.ts'
import type { Argument, ArgumentLike } from './argument.ts'
import { flatten, trace, withAux } from './trace.ts'

/** A derivative in the nesting of an argument, with null where `unconnectedGradients: 'none'` was asked for. */
export type Gradient<X, U extends Unconnected> = U extends 'none' ? MapTree<X, Tensor | null> : X

/** What a function returns that gives more than the number to differentiate: `aux` is passed on as it is. */
export interface WithAux<Aux> {
  /** What is differentiated, one number. */
  readonly value: Tensor
  /** What is passed on beside the derivative, without one of its own. */
  readonly aux: Aux
}

/** Which arguments to differentiate by: one, or a list of them. */
export type By = number | readonly number[]

/** Options of `grad` and `valueAndGrad`. */
export interface GradOptions<U extends Unconnected = Unconnected, B extends By = By>
  extends DerivativeOptions<U> {
  /**
   * The positions of the arguments to differentiate by, as JAX's `argnums`: a number gives one derivative, a list
   * gives a list of them. All others are passed on as they are.
   *
   * @default 0
   */
  readonly by?: B
}

const gradKinds: OptionKinds<GradOptions> = { ...derivativeKinds, by: 'any' }

type Places<B extends By> = `${B extends readonly number[] ? B[number] : B}`

/** The arguments of a function that takes two or more. */
type Several = readonly [unknown, unknown, ...unknown[]]

/** All arguments of a function of `A`: for those to differentiate by, also variables and numbers in place of tensors. */
type GivenTo<A extends readonly unknown[], B extends By> = {
  [K in keyof A]: K extends Places<B> ? ArgumentLike<A[K]> : A[K]
}

type GradientBy<
  A extends readonly unknown[],
  B extends By,
  U extends Unconnected,
> = B extends number
  ? Gradient<A[B], U>
  : { -readonly [K in keyof B]: Gradient<A[B[K] & number], U> }

/** Throws a GradientError for a value of more than one number. */
export function checkOneNumber(operation: string, { size, shape }: Tensor): void {
  if (size !== 1)
    throw new GradientError(
      `${operation}: the function must return one number, got shape ${showShape(shape)}; jacobian(f) differentiates more`,
    )
}

/** What `valueAndGrad` returns; `aux` is there where the function gives one. */
interface Derived {
  readonly value: Tensor
  readonly grad: unknown
  readonly aux?: unknown
}

/**
 * f(x) and df/dx at once, for a function with one number as its value. Options, further arguments, `aux` and errors
 * are those of `grad`.
 */
export function valueAndGrad<U extends Unconnected = 'error'>(
  f: (x: Tensor) => Tensor,
  options?: DerivativeOptions<U>,
): (x: Source | number) => { value: Tensor; grad: Derivative<U> }
export function valueAndGrad<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  options?: DerivativeOptions<U>,
): (x: ArgumentLike<X>) => { value: Tensor; grad: Gradient<X, U> }
export function valueAndGrad<
  A extends Several,
  const B extends By = 0,
  U extends Unconnected = 'error',
>(
  f: (...args: A) => Tensor,
  options?: GradOptions<U, B>,
): (...args: GivenTo<A, B>) => { value: Tensor; grad: GradientBy<A, B, U> }
export function valueAndGrad<X extends Argument<X>, Aux, U extends Unconnected = 'error'>(
  f: (x: X) => WithAux<Aux>,
  options?: DerivativeOptions<U>,
): (x: ArgumentLike<X>) => { value: Tensor; grad: Gradient<X, U>; aux: Aux }
export function valueAndGrad<
  A extends Several,
  Aux,
  const B extends By = 0,
  U extends Unconnected = 'error',
>(
  f: (...args: A) => WithAux<Aux>,
  options?: GradOptions<U, B>,
): (...args: GivenTo<A, B>) => { value: Tensor; grad: GradientBy<A, B, U>; aux: Aux }
export function valueAndGrad(
  f: (...args: never[]) => unknown,
  options: GradOptions = {},
): (...args: never[]) => Derived {
  return (...args: readonly unknown[]) => derive(f, options, args)
}

function derive(
  f: (...args: never[]) => unknown,
  options: GradOptions,
  args: readonly unknown[],
): Derived {
  const { unconnectedGradients = 'error', by = 0 } = checkOptions<GradOptions>(
    'grad',
    options,
    gradKinds,
  )
  checkFunction('grad', f)
  const places = placesOf(by, args.length)
  const isOne = typeof by === 'number'
  const call = (x: object): unknown => {
    const given: readonly unknown[] = isOne ? [x] : Object.values(x)
    const inner = args.map((arg, index) => {
      const place = places.indexOf(index)
      return place < 0 ? arg : given[place]
    })
    // The caller's types say that these are arguments of `f`.
    return f(...(inner as never[]))
  }
  // In an error, the path of one of several names its argument.
  const x = isOne ? args[by] : namedArguments(places, args)
  const { sources, run, nest } = flatten('grad', call, x)
  const { tape, inputs, output } = trace((inputs) => withAux('grad', run(inputs)), sources)
  checkOneNumber('grad', output.value)
  // In the nesting of x, so that an error about a source names its path.
  const gradient: unknown = tape.gradient(output.value, nest(inputs), { unconnectedGradients })
  const grad = isOne ? gradient : Object.values(Object(gradient))
  return { ...output, grad }
}

const namedArguments = (places: readonly number[], args: readonly unknown[]): object =>
  Object.fromEntries(places.map((place) => [`argument ${place}`, args[place]]))

/** The positions to differentiate by. Throws a RangeError unless each is that of an argument, and none comes twice, a TypeError where there are no arguments. */
function placesOf(by: By, count: number): readonly number[] {
  if (count === 0)
    throw new TypeError(
      'grad: the derivative must be given the arguments of the function, got none',
    )
  const places = typeof by === 'number' ? [by] : by
  const isPlace = (place: unknown): boolean =>
    Number.isInteger(place) && Number(place) >= 0 && Number(place) < count
  const are = Array.isArray(places) && places.length > 0 && places.every(isPlace)
  if (!are || new Set(places).size !== places.length)
    throw new RangeError(
      `grad: by must be the position of an argument, from 0 to ${count - 1}, or a list of different ones, got ${Array.isArray(by) ? `[${by.join(', ')}]` : describeValue(by)}`,
    )
  return places
}

/**
 * The derivative df/dx of a function with one number as its value, as a function of x; the result
 * has the nesting of x, and can be differentiated again. A number for x is a float32 scalar. `unconnectedGradients`
 * (default 'error'): what the derivative by a part of x is that f does not depend on.
 *
 * Of several arguments `by` says by which to differentiate (default 0, the first); further ones are passed on. A
 * function that returns `{ value, aux }` is differentiated by its value: the result is then `{ grad, aux }`.
 *
 * @throws GradientError if f returns more than one number, or does not depend on a part of x;
 * TypeError if it returns no tensor; RangeError where `by` is no position of an argument.
 */
// Without the first overload grad(f) could not be an argument of grad.
export function grad<U extends Unconnected = 'error'>(
  f: (x: Tensor) => Tensor,
  options?: DerivativeOptions<U>,
): (x: Source | number) => Derivative<U>
export function grad<X extends Argument<X>, U extends Unconnected = 'error'>(
  f: (x: X) => Tensor,
  options?: DerivativeOptions<U>,
): (x: ArgumentLike<X>) => Gradient<X, U>
export function grad<A extends Several, const B extends By = 0, U extends Unconnected = 'error'>(
  f: (...args: A) => Tensor,
  options?: GradOptions<U, B>,
): (...args: GivenTo<A, B>) => GradientBy<A, B, U>
export function grad<X extends Argument<X>, Aux, U extends Unconnected = 'error'>(
  f: (x: X) => WithAux<Aux>,
  options?: DerivativeOptions<U>,
): (x: ArgumentLike<X>) => { grad: Gradient<X, U>; aux: Aux }
export function grad<
  A extends Several,
  Aux,
  const B extends By = 0,
  U extends Unconnected = 'error',
>(
  f: (...args: A) => WithAux<Aux>,
  options?: GradOptions<U, B>,
): (...args: GivenTo<A, B>) => { grad: GradientBy<A, B, U>; aux: Aux }
export function grad(
  f: (...args: never[]) => unknown,
  options: GradOptions = {},
): (...args: never[]) => unknown {
  return (...args: readonly unknown[]) => {
    const { grad, ...others } = derive(f, options, args)
    return 'aux' in others ? { grad, aux: others.aux } : grad
  }
}

/** From a function of tensors, or of any nesting of tensors, to its derivative. */
export type Derive = typeof grad

/** What `valueAndGrad` makes of a function, as `Derive`. */
export type DeriveWithValue = typeof valueAndGrad
