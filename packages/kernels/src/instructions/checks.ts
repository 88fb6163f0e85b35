import { dtypeName, isDTypeCode } from '../dtype.ts'
import type { Operand } from '../operand.ts'

/**
 * Makes the check of a method's function: it throws a RangeError unless it is given the code of one of `functions`.
 * A misspelt name gives undefined, which the machine would take for 0.
 */
export function functionCheck(
  method: string,
  functions: Readonly<Record<string, number>>,
): (fn: number) => void {
  const codes: ReadonlySet<number> = new Set(Object.values(functions))
  return (fn) => {
    if (codes.has(fn)) return
    throw new RangeError(
      `Program.${method}: the function must be the code of one of ${Object.keys(functions).join(', ')}, got ${String(fn)}`,
    )
  }
}

/** Throws a RangeError unless all are whole numbers: an instruction would cut them, and take NaN and undefined for 0. */
export function checkWhole(code: number, operands: readonly number[]): void {
  for (let index = 0; index < operands.length; index++)
    if (!Number.isInteger(operands[index]))
      throw new RangeError(
        `Program: sizes, strides and addresses must be whole numbers, got ${String(operands[index])} for operand ${index} of instruction ${code}`,
      )
}

/** Throws a RangeError unless both have one dtype and one size. */
export function checkSame(name: string, a: Operand, b: Operand): void {
  if (a.dtype !== b.dtype || a.size !== b.size || !isDTypeCode(a.dtype))
    checkOperand(name, b, a.dtype, a.size)
}

/** Throws a RangeError unless the operand has this dtype and size. */
export function checkOperand(name: string, operand: Operand, dtype: number, size: number): void {
  if (operand.dtype === dtype && operand.size === size && isDTypeCode(dtype)) return
  throw new RangeError(
    `Program.${name}: an operand must be ${dtypeName(dtype)} of ${size} elements, got ${dtypeName(operand.dtype)} of ${operand.size}`,
  )
}

/** Throws a RangeError unless the lowest and the highest element that a view reaches are the operand's. */
export function checkWithin(
  name: string,
  operand: Operand,
  offset: number,
  [low, high]: readonly [number, number],
): void {
  if (offset + low >= 0 && offset + high < operand.size) return
  throw new RangeError(
    `Program.${name} must stay within ${operand.size} elements, got ${offset + low} to ${offset + high}`,
  )
}
