import { expect, test } from 'vitest'
import { evaluate } from '../../../testing/evaluate.ts'
import { code, plain, samples } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { BinaryFunction, type BinaryName, UnaryFunction, type UnaryName } from '../../index.ts'

const unary = Object.keys(UnaryFunction).filter((name) => name !== 'logicalNot') as UnaryName[]
const binary = Object.keys(BinaryFunction).filter(
  (name) => !name.startsWith('logical'),
) as BinaryName[]

/** f of the whole must be f of every piece, wherever the piece is cut. */
function expectPieces(n: number, f: (from: number, to: number) => TypedArray): void {
  const whole = f(0, n)
  for (let from = 0; from < n; from += 5) {
    for (const length of [1, 2, 3, 4, 6]) {
      const to = Math.min(from + length, n)
      expect(f(from, to)).toEqual(whole.slice(from, to))
    }
  }
}

const halves = (dtype: 'float32' | 'float64', seed: number): number[] => [
  ...samples(dtype, 30, seed),
  ...plain(dtype, 31, seed),
]

test.each(['float32', 'float64'] as const)('an element’s bits depend on it alone: %s', (dtype) => {
  const a =
    dtype === 'float32' ? new Float32Array(halves(dtype, 2)) : new Float64Array(halves(dtype, 2))
  const b =
    dtype === 'float32' ? new Float32Array(halves(dtype, 7)) : new Float64Array(halves(dtype, 7))
  for (const name of unary) {
    expectPieces(a.length, (from, to) =>
      evaluate([a.slice(from, to)], code(dtype), to - from, (program, out, x) => {
        program.unary(UnaryFunction[name], x, out)
      }),
    )
  }
  for (const name of binary) {
    expectPieces(a.length, (from, to) =>
      evaluate([a.slice(from, to), b.slice(from, to)], code(dtype), to - from, (...args) => {
        const [program, out, x, y] = args
        program.binary(BinaryFunction[name], x, y, out)
      }),
    )
  }
})
