import { describeValue, type Tensor, tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'

/** The box that points are drawn in. */
export interface BoxOptions {
  /**
   * The lower bound, one for all dimensions or one each.
   *
   * @default 0
   */
  readonly low?: number | readonly number[]
  /**
   * The upper bound, one for all dimensions or one each.
   *
   * @default 1
   */
  readonly high?: number | readonly number[]
  /**
   * Of the points.
   *
   * @default 'float32'
   */
  readonly dtype?: FloatDType
}

/** Points of the unit cube [n, dimensions], float64, in a box. Throws a RangeError for bounds that are none. */
export function intoBox(
  operation: string,
  unit: Tensor,
  { low = 0, high = 1, dtype = 'float32' }: BoxOptions,
): Tensor {
  const dimensions = unit.shape[1] ?? 0
  const [from, to] = [low, high].map((bound) => boundsOf(operation, bound, dimensions))
  const [start, stop] = [from ?? [], to ?? []]
  const turned = start.findIndex((value, index) => !(value < (stop[index] ?? 0)))
  if (turned >= 0)
    throw new RangeError(
      `${operation}: low must be below high, got ${start[turned]} and ${stop[turned]} of dimension ${turned}`,
    )
  const widths = stop.map((value, index) => value - (start[index] ?? 0))
  const float64 = { dtype: 'float64' } as const
  return unit.mul(tensor(widths, float64)).add(tensor(start, float64)).cast(dtype)
}

function boundsOf(operation: string, bound: unknown, dimensions: number): number[] {
  const bounds: unknown[] = Array.isArray(bound) ? bound : Array(dimensions).fill(bound)
  const numbers = bounds.filter((value) => typeof value === 'number' && Number.isFinite(value))
  if (numbers.length !== dimensions || bounds.length !== dimensions)
    throw new RangeError(
      `${operation}: low and high must be a finite number, or one for each of the ${dimensions} dimensions, got ${describeValue(bound)}`,
    )
  return numbers.map(Number)
}

/** Throws a RangeError unless both are whole numbers from 0 and from 1. */
export function checkCounts(operation: string, count: number, dimensions: number): void {
  if (!Number.isInteger(count) || count < 0 || !Number.isInteger(dimensions) || dimensions < 1)
    throw new RangeError(
      `${operation}: must be given how many points, from 0, and how many dimensions, from 1, got ${describeValue(count)} and ${describeValue(dimensions)}`,
    )
}
