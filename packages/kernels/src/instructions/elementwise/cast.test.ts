import { describe, expect, test } from 'vitest'
import { evaluate, sizes } from '../../../testing/evaluate.ts'
import { code, dtypeNames, rounded, samples } from '../../../testing/samples.ts'
import { type DType, MachineFault } from '../../index.ts'

const saturate = (x: number): number =>
  Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, -2147483648), 2147483647))

const references: Readonly<Record<DType, (x: number) => number>> = {
  float32: (x) => x,
  float64: (x) => x,
  int32: saturate,
  bool: (x) => Number(x !== 0),
}

describe.each(dtypeNames)('from %s', (from) => {
  test.each(dtypeNames)('to %s', (to) => {
    for (const n of sizes) {
      const x = samples(from, n)
      const result = evaluate([x], code(to), n, (program, out, a) => program.cast(a, out))
      expect(result).toEqual(rounded(to, Array.from(x, references[to])))
    }
  })
})

describe.each(dtypeNames)('%s', (dtype) => {
  test('fill', () => {
    for (const n of sizes) {
      const value = dtype === 'bool' ? 1 : dtype === 'int32' ? -7 : -0.1
      const result = evaluate([], code(dtype), n, (program, out) => program.fill(value, out))
      expect(result).toEqual(rounded(dtype, Array(n).fill(value)))
    }
  })

  test('iota', () => {
    for (const n of sizes) {
      const run = (): unknown => evaluate([], code(dtype), n, (program, out) => program.iota(out))
      if (dtype === 'bool') expect(run).toThrow(MachineFault)
      else expect(run()).toEqual(rounded(dtype, Array(n).keys()))
    }
  })
})
