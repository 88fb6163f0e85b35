import { describe, expect, test } from 'vitest'
import { evaluate, sizes } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded, samples } from '../../../testing/samples.ts'
import { BinaryFunction, type BinaryName, type DType, MachineFault } from '../../index.ts'

type Table = Readonly<Partial<Record<BinaryName, (a: number, b: number) => number>>>

/** Python's %, rounded to the element type where the divisor is added. */
const modulo = (round: (x: number) => number, a: number, b: number): number => {
  const r = a % b
  if (r === 0) return b < 0 || Object.is(b, -0) ? -0 : 0
  return r < 0 !== b < 0 ? round(r + b) : r
}

const floatTable = (round: (x: number) => number): Table => ({
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  modulo: (a, b) => modulo(round, a, b),
})

const tables: Readonly<Record<DType, Table>> = {
  float32: floatTable(Math.fround),
  float64: floatTable((x) => x),
  int32: {
    add: (a, b) => (a + b) | 0,
    subtract: (a, b) => (a - b) | 0,
    multiply: Math.imul,
    divide: (a, b) => (b === 0 ? 0 : (a / b) | 0),
    maximum: Math.max,
    minimum: Math.min,
    modulo: (a, b) => (b === 0 ? 0 : modulo(Math.trunc, a, b)),
  },
  bool: {
    logicalAnd: (a, b) => a & b,
    logicalOr: (a, b) => a | b,
    maximum: Math.max,
    minimum: Math.min,
  },
}

describe.each(dtypeNames)('%s', (dtype) => {
  test.each(Object.entries(tables[dtype]))('%s is exact', (name, reference) => {
    for (const n of sizes) {
      const a = samples(dtype, n, 1)
      const b = samples(dtype, n, 6)
      const result = evaluate([a, b], code(dtype), n, (program, out, x, y) => {
        program.binary(BinaryFunction[name as BinaryName], x, y, out)
      })
      const expected = Array.from(a, (value, i) => reference(value, b[i] ?? 0))
      expect(result).toEqual(rounded(dtype, expected))
    }
  })

  test('what it does not have is a fault', () => {
    const x = plain(dtype, 3)
    for (const name of Object.keys(BinaryFunction) as BinaryName[]) {
      const elementary = name === 'power' || name === 'atan2'
      if (name in tables[dtype] || (elementary && dtype.startsWith('float'))) continue
      const run = (): unknown =>
        evaluate([x, x], code(dtype), 3, (program, out, a, b) => {
          program.binary(BinaryFunction[name], a, b, out)
        })
      expect(run).toThrow(MachineFault)
    }
  })
})

test.each(['float32', 'float64'] as const)('power of %s', (dtype) => {
  const a = rounded(dtype, [2, 3, 9, 2, 0, -2, 5])
  const b = rounded(dtype, [10, 4, 0.5, -1, 0, 3, 0])
  const result = evaluate([a, b], code(dtype), 7, (program, out, x, y) => {
    program.binary(BinaryFunction.power, x, y, out)
  })
  expect(result).toEqual(rounded(dtype, [1024, 81, 3, 0.5, 1, -8, 1]))
})

test('the least integer divided by −1 wraps instead of trapping', () => {
  const a = new Int32Array([-2147483648, -2147483648])
  const b = new Int32Array([-1, 0])
  const divide = evaluate([a, b], code('int32'), 2, (program, out, x, y) => {
    program.binary(BinaryFunction.divide, x, y, out)
  })
  expect(divide).toEqual(new Int32Array([-2147483648, 0]))
  const rest = evaluate([a, b], code('int32'), 2, (program, out, x, y) => {
    program.binary(BinaryFunction.modulo, x, y, out)
  })
  expect(rest).toEqual(new Int32Array([0, 0]))
})

test('an operand may be its own result', () => {
  const machine = evaluate([plain('float32', 7)], code('float32'), 7, (program, out, x) => {
    program.binary(BinaryFunction.add, x, x, out)
    program.binary(BinaryFunction.multiply, out, out, out)
  })
  const expected = plain('float32', 7).map((x) => Math.fround(2 * x) * Math.fround(2 * x))
  expect(machine).toEqual(expected)
})
