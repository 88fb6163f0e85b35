import type { Tensor } from '@sobolev/core'
import { expect } from 'vitest'

/** Fails unless the elements are as expected, within `tolerance` of the element or of 1. */
export function expectClose(
  actual: Tensor,
  expected: readonly number[] | Tensor,
  tolerance = 1e-12,
): void {
  const wanted = Array.from('data' in expected ? expected.data : expected)
  const got = Array.from(actual.data)
  expect(got).toHaveLength(wanted.length)
  got.forEach((value, index) => {
    const want = wanted[index] ?? Number.NaN
    const error = value === want ? 0 : Math.abs(value - want) / Math.max(1, Math.abs(want))
    expect(error, `element ${index}: ${value}, expected ${want}`).toBeLessThanOrEqual(tolerance)
  })
}
