import type { Shape, Tensor } from '../../src/index.ts'
import type { Draw } from './draw.ts'

/** What JSON carries to the other side. */
export type Attributes = Readonly<Record<string, unknown>>

/**
 * What numbers an argument must have; made of any by smooth functions: `any` in a few units of 0; `positive` above
 * 0.4; `unit` within ±0.8; `angle` within ±1.3; `definite` matrices that are symmetric and positive definite; `regular`
 * matrices that are far from singular; `symmetric` ones.
 */
export type Domain = 'any' | 'positive' | 'unit' | 'angle' | 'definite' | 'regular' | 'symmetric'

/** One call: the shapes of its arguments, their domains (`any` unless given), and all else that is drawn. */
export interface Call {
  readonly shapes: readonly Shape[]
  readonly domains?: readonly Domain[]
  readonly attributes?: Attributes
}

/** An operation as it is called in random graphs; the Python side has one of the same name. */
export interface Operation {
  readonly draw: (draw: Draw) => Call
  readonly run: (
    arguments_: readonly Tensor[],
    attributes: Attributes,
  ) => Tensor | readonly Tensor[]
  /** How far the arguments are from a kink or a jump, where derivatives are a matter of choice. */
  readonly distance?: (values: readonly (readonly number[])[], attributes: Attributes) => number
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), 1)

/** From 0, of all arguments. */
export const fromZero = (values: readonly (readonly number[])[]): number =>
  least(values.flat().map(Math.abs))
/** From whole numbers plus `shift`. */
export const fromWhole =
  (shift = 0) =>
  (values: readonly (readonly number[])[]): number =>
    least(values.flat().map((x) => Math.abs(x - shift - Math.round(x - shift))))
/** From each other, of all numbers of all arguments. */
export const fromEachOther = (values: readonly (readonly number[])[]): number => {
  const sorted = values.flat().sort((a, b) => a - b)
  return least(sorted.slice(1).map((x, index) => x - (sorted[index] ?? x)))
}

/** The value of an attribute, which the caller knows. */
export const of = <T>(attributes: Attributes, name: string): T => attributes[name] as T
