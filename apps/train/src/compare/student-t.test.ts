import { describe, expect, it } from 'vitest'
import { normalTail, studentQuantile, studentTail } from './student-t.ts'

// Of tables: Abramowitz & Stegun 1964, table 26.10, two-sided.
const table = [
  [1, 0.5, 1],
  [1, 0.05, 12.7062047],
  [2, 0.05, 4.30265273],
  [3, 0.01, 5.84090931],
  [4, 0.05, 2.77644511],
  [9, 0.02, 2.82143793],
  [10, 0.001, 4.58689386],
  [30, 0.05, 2.04227246],
  [120, 0.01, 2.61742115],
] as const

describe("Student's t", () => {
  it.each(table)('of %i degrees is beyond the table: %f at %f', (degrees, tail, t) => {
    expect(studentTail(t, degrees)).toBeCloseTo(tail, 8)
    expect(studentTail(-t, degrees)).toBe(studentTail(t, degrees))
    expect(studentQuantile(tail, degrees)).toBeCloseTo(t, 6)
  })

  it('is certain at 0, has a least tail, and refuses no degrees', () => {
    expect(studentTail(0, 5)).toBe(1)
    expect(studentTail(Number.POSITIVE_INFINITY, 5)).toBe(1e-12)
    expect(studentTail(1e9, 50)).toBe(1e-12)
    expect(() => studentTail(1, 0.5)).toThrow('degrees must be at least 1, got 0.5')
  })
})

it('the normal tail is that of tables', () => {
  expect(normalTail(1.959963985)).toBeCloseTo(0.025, 10)
  expect(normalTail(0)).toBe(0.5)
})
