import { grad, sum, type Tensor } from '../../index.ts'

/** Values drawn evenly from an interval in a shape, away from the kinks of the operation. */
export interface Sample {
  readonly shape: readonly number[]
  readonly low: number
  readonly high: number
}

type Shape = readonly number[]

/** The shapes of all inputs from one that is drawn: of any rank up to 3, lengths from 0 to 4. */
export type Shapes = (drawn: Shape) => readonly Shape[]

/** One way to call an operation on float inputs. */
export interface Row {
  readonly name: string
  readonly run: (...inputs: Tensor[]) => Tensor
  readonly inputs: readonly Sample[]
  /** Left out where only `inputs` fit. */
  readonly shapes?: Shapes
  /** An element of the result from the elements at its place, where the operation is elementwise. */
  readonly value?: (...numbers: number[]) => number
}

export const within = (low: number, high: number, shape: Shape = [2, 3]): Sample => ({
  shape,
  low,
  high,
})
export const any = (shape?: Shape): Sample => within(-2, 2, shape)
export const positive = (shape?: Shape): Sample => within(0.3, 2.5, shape)

/** An operation on one tensor. */
export const unary = (
  name: string,
  run: (x: Tensor) => Tensor,
  input: Sample = any(),
  more: Pick<Row, 'shapes' | 'value'> = {},
): Row => ({ name, run, inputs: [input], ...more })

/** An operation on two tensors. */
export const binary = (
  name: string,
  run: (a: Tensor, b: Tensor) => Tensor,
  a: Sample = any(),
  b: Sample = any(),
  more: Pick<Row, 'shapes' | 'value'> = {},
): Row => ({ name, run, inputs: [a, b], ...more })

/** The derivative of a function of each element. */
export const slopeOf =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor =>
    grad((at: Tensor) => sum(f(at)))(x)

/** The drawn shape for the one input. */
export const alike: Shapes = (drawn) => [drawn]
/** The drawn shape for each of two inputs. */
export const alikeTwice: Shapes = (drawn) => [drawn, drawn]
/** The drawn shape, and one without its first axis and with every other length 1: they broadcast. */
export const broadcasting: Shapes = (drawn) => [
  drawn,
  drawn.slice(1).map((length, axis) => (axis % 2 === 0 ? length : 1)),
]
/** The drawn shape with axes of length 1 before it, up to a rank. */
export const ranked =
  (rank: number): Shapes =>
  (drawn) => [[...Array.from({ length: Math.max(0, rank - drawn.length) }, () => 1), ...drawn]]
/** The drawn shape at least so long along its last axes. */
export const atLeast =
  (...lengths: number[]): Shapes =>
  (drawn) => {
    const [shape = []] = ranked(lengths.length)(drawn)
    const from = shape.length - lengths.length
    return [shape.map((length, axis) => Math.max(length, lengths[axis - from] ?? 0))]
  }
/** The drawn shape without empty axes. */
export const filled: Shapes = (drawn) => [drawn.map((length) => Math.max(1, length))]
