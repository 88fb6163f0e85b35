import { BinaryFunction, Compare, Random, Reduce, UnaryFunction } from './codes.ts'
import type { CopyView } from './copy-view.ts'
import { dtypeName, isDTypeCode } from './dtype.ts'
import type { Operand } from './operand.ts'

/** The functions of every instruction that has some. */
const functions = {
  unary: UnaryFunction,
  binary: BinaryFunction,
  compare: Compare,
  reduce: Reduce,
  argReduce: { max: Reduce.max, min: Reduce.min },
  random: Random,
}
const known: Readonly<Record<string, ReadonlySet<number>>> = Object.fromEntries(
  Object.entries(functions).map(([name, codes]) => [name, new Set(Object.values(codes))]),
)

/** Throws a RangeError unless `fn` is the code of a function: a misspelt name gives undefined, which would count as 0. */
export function isFunction(name: keyof typeof functions, fn: number): void {
  if (known[name]?.has(fn)) return
  throw new RangeError(
    `Program.${name}: the function must be the code of one of ${Object.keys(functions[name]).join(', ')}, got ${String(fn)}`,
  )
}

/** Throws a RangeError unless all are whole numbers: an instruction would cut them, and take NaN and undefined for 0. */
export function areWhole(code: number, operands: readonly number[]): void {
  for (let index = 0; index < operands.length; index++)
    if (!Number.isInteger(operands[index]))
      throw new RangeError(
        `Program: sizes, strides and addresses must be whole numbers, got ${String(operands[index])} for operand ${index} of instruction ${code}`,
      )
}

/** Throws a RangeError unless there are two strides for every size. */
export function hasStrides({ sizes, xStrides, outStrides }: CopyView): void {
  if (xStrides.length === sizes.length && outStrides.length === sizes.length) return
  throw new RangeError(
    `Program.copy: needs a stride of x and one of out for each of ${sizes.length} sizes, got ${xStrides.length} and ${outStrides.length}`,
  )
}

/** Throws a RangeError unless both have one dtype and one size. */
export function same(name: string, a: Operand, b: Operand): void {
  if (a.dtype !== b.dtype || a.size !== b.size || !isDTypeCode(a.dtype))
    holds(name, b, a.dtype, a.size)
}

/** Throws a RangeError unless the operand has this dtype and size. */
export function holds(name: string, operand: Operand, dtype: number, size: number): void {
  if (operand.dtype === dtype && operand.size === size && isDTypeCode(dtype)) return
  throw new RangeError(
    `Program.${name}: an operand must be ${dtypeName(dtype)} of ${size} elements, got ${dtypeName(operand.dtype)} of ${operand.size}`,
  )
}

/** Throws a RangeError unless the lowest and the highest element that a view reaches are the operand's. */
export function inside(
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
