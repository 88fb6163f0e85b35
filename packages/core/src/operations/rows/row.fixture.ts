import type { Tensor } from '../../index.ts'

/** Values drawn evenly from an interval in a shape, away from the kinks of the operation. */
export interface Sample {
  readonly shape: readonly number[]
  readonly low: number
  readonly high: number
}

/** One way to call an operation on float inputs. */
export interface Row {
  readonly name: string
  readonly run: (...inputs: Tensor[]) => Tensor
  readonly inputs: readonly Sample[]
  /** The inputs' shapes from one that is drawn: any rank up to 3, empty and of length 1 too. Left out where only `inputs` fit. */
  readonly shapes?: (drawn: readonly number[]) => readonly (readonly number[])[]
  /** An element of the result from the elements at its place, where the operation is elementwise. */
  readonly value?: (...numbers: number[]) => number
}

export const within = (low: number, high: number, shape: readonly number[] = [2, 3]): Sample => ({
  shape,
  low,
  high,
})
export const any = (shape?: readonly number[]): Sample => within(-2, 2, shape)
export const positive = (shape?: readonly number[]): Sample => within(0.3, 2.5, shape)

export const unary = (name: string, run: (x: Tensor) => Tensor, input: Sample = any()): Row => ({
  name,
  run,
  inputs: [input],
})
export const binary = (
  name: string,
  run: (a: Tensor, b: Tensor) => Tensor,
  a: Sample = any(),
  b: Sample = any(),
): Row => ({ name, run, inputs: [a, b] })
