import { describe, expect, test } from 'vitest'
import { evaluate, sizes } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded, samples } from '../../../testing/samples.ts'
import { Compare, type CompareName, MachineFault } from '../../index.ts'

const references: Readonly<Record<CompareName, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
}

describe.each(dtypeNames)('%s', (dtype) => {
  test.each(Object.entries(references))('%s', (name, reference) => {
    const fn = Compare[name as CompareName]
    for (const n of sizes) {
      const a = samples(dtype, n, 1)
      const b = samples(dtype, n, 2)
      // Every other pair is equal.
      for (let i = 0; i < n; i += 2) b[i] = a[i] ?? 0
      const run = (): unknown =>
        evaluate([a, b], code('bool'), n, (program, out, x, y) => program.compare(fn, x, y, out))
      if (dtype === 'bool' && name !== 'equal' && name !== 'notEqual') {
        expect(run).toThrow(MachineFault)
      } else {
        const expected = Array.from(a, (value, i) => Number(reference(value, b[i] ?? 0)))
        expect(run()).toEqual(rounded('bool', expected))
      }
    }
  })

  test('select keeps the bits of what it picks', () => {
    for (const n of sizes) {
      const condition = plain('bool', n, 3)
      const a = samples(dtype, n, 1)
      const b = samples(dtype, n, 2)
      const result = evaluate([condition, a, b], code(dtype), n, (program, out, c, x, y) => {
        program.select(c, x, y, out)
      })
      const expected = Array.from(a, (value, i) => (condition[i] ? value : (b[i] ?? 0)))
      expect(result).toEqual(rounded(dtype, expected))
    }
  })
})
