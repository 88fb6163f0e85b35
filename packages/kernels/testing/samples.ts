import type { TypedArray } from '../src/dtype.ts'
import { type DType, DTypeCode } from '../src/index.ts'

const specials: Readonly<Record<DType, readonly number[]>> = {
  float32: [0, -0, Number.NaN, 1 / 0, -1 / 0, 1e-40, -1e-40, 3.4e38, 0.5, -0.5, 1.5, 2.5, -2.5, 1],
  float64: [0, -0, Number.NaN, 1 / 0, -1 / 0, 5e-324, 1.7e308, 0.5, -0.5, 1.5, 2.5, -2.5, 1, -1],
  int32: [0, -1, 1, 2147483647, -2147483648, 7, -7, 46341],
  bool: [0, 1],
}

export const dtypeNames: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** An array of the element type, from numbers. */
export function arrayOf(dtype: DType, numbers: readonly number[]): TypedArray {
  if (dtype === 'float32') return new Float32Array(numbers)
  if (dtype === 'float64') return new Float64Array(numbers)
  return dtype === 'int32' ? new Int32Array(numbers) : new Uint8Array(numbers)
}

/** `n` numbers between −10 and 10, the same for the same seed. */
export function plain(dtype: DType, n: number, seed: number = 1): TypedArray {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2147483648
  }
  const scale = dtype === 'bool' ? 1 : 10
  const numbers = Array.from({ length: n }, () => next() * scale)
  return arrayOf(dtype, dtype === 'bool' ? numbers.map((x) => Number(x > 0)) : numbers)
}

/** Plain numbers among which every third is special: zeros, infinities, NaN, subnormals, extremes. */
export function samples(dtype: DType, n: number, seed: number = 1): TypedArray {
  const numbers = plain(dtype, n, seed)
  const some = specials[dtype]
  for (let i = 0; i < n; i += 3) numbers[i] = some[Math.floor(i / 3 + seed) % some.length] ?? 0
  return numbers
}

/** The numbers as the element type holds them. */
export function rounded(dtype: DType, numbers: Iterable<number>): TypedArray {
  return arrayOf(dtype, [...numbers])
}

export const code = (dtype: DType): number => DTypeCode[dtype]
