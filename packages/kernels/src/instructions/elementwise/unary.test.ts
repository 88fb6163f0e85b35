import { describe, expect, test } from 'vitest'
import { evaluate, sizes } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded, samples } from '../../../testing/samples.ts'
import { type DType, MachineFault, UnaryFunction, type UnaryName } from '../../index.ts'

const tiesToEven = (x: number): number =>
  x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)

/** Functions whose result is the exact one, rounded once. */
const exact: Readonly<Partial<Record<UnaryName, (x: number) => number>>> = {
  negate: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  floor: Math.floor,
  ceil: Math.ceil,
  round: tiesToEven,
}

/** Functions of our own, each held against the engine's on a domain where both are tame. */
const elementary: Readonly<Partial<Record<UnaryName, (x: number) => number>>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
  log2: Math.log2,
  tan: Math.tan,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
}

const int32: Readonly<Partial<Record<UnaryName, (x: number) => number>>> = {
  negate: (x) => -x | 0,
  abs: (x) => Math.abs(x) | 0,
  sign: Math.sign,
  square: (x) => Math.imul(x, x),
}

const names = Object.keys(UnaryFunction) as UnaryName[]
const floats: readonly DType[] = ['float32', 'float64']

describe.each(floats)('%s', (dtype) => {
  test.each(Object.entries(exact))('%s is exact', (name, reference) => {
    for (const n of sizes) {
      const x = samples(dtype, n)
      const result = evaluate([x], code(dtype), n, (program, out, a) => {
        program.unary(UnaryFunction[name as UnaryName], a, out)
      })
      expect(result).toEqual(rounded(dtype, Array.from(x, reference)))
    }
  })

  test.each(Object.entries(elementary))('%s agrees with the engine', (name, reference) => {
    const positive = name.startsWith('log')
    for (const n of sizes) {
      const x = plain(dtype, n).map((value) => (positive ? Math.abs(value) + 0.1 : value))
      const result = evaluate([x], code(dtype), n, (program, out, a) => {
        program.unary(UnaryFunction[name as UnaryName], a, out)
      })
      for (let i = 0; i < n; i++) {
        const expected = reference(x[i] ?? 0)
        const error = Math.abs((result[i] ?? Number.NaN) - expected)
        expect(error).toBeLessThanOrEqual((dtype === 'float32' ? 2e-7 : 1e-15) * Math.abs(expected))
      }
    }
  })

  test('erf has its known values', () => {
    const x = rounded(dtype, [0, 0.5, 1, 2, -1, Number.POSITIVE_INFINITY])
    const result = evaluate([x], code(dtype), 6, (program, out, a) => {
      program.unary(UnaryFunction.erf, a, out)
    })
    const expected = [0, 0.5204998778130465, 0.8427007929497149, 0.9953222650189527, 0, 1]
    expected[4] = -(expected[2] ?? 0)
    expected.forEach((value, i) => {
      expect(result[i]).toBeCloseTo(value, dtype === 'float32' ? 6 : 14)
    })
  })
})

test.each(Object.entries(int32))('%s of int32 wraps', (name, reference) => {
  for (const n of sizes) {
    const x = samples('int32', n)
    const result = evaluate([x], code('int32'), n, (program, out, a) => {
      program.unary(UnaryFunction[name as UnaryName], a, out)
    })
    expect(result).toEqual(rounded('int32', Array.from(x, reference)))
  }
})

test('logicalNot of bool', () => {
  const x = new Uint8Array([0, 1, 1, 0, 1])
  const result = evaluate([x], code('bool'), 5, (program, out, a) => {
    program.unary(UnaryFunction.logicalNot, a, out)
  })
  expect(result).toEqual(new Uint8Array([1, 0, 0, 1, 0]))
})

test.each(dtypeNames)('what %s does not have is a fault', (dtype) => {
  const known: readonly string[] = {
    float32: names.filter((name) => name !== 'logicalNot'),
    float64: names.filter((name) => name !== 'logicalNot'),
    int32: Object.keys(int32),
    bool: ['logicalNot'],
  }[dtype]
  const x = plain(dtype, 3)
  const run = (fn: number): (() => unknown) => {
    return () => evaluate([x], code(dtype), 3, (program, out, a) => program.unary(fn, a, out))
  }
  for (const name of names) {
    if (known.includes(name)) expect(run(UnaryFunction[name])).not.toThrow()
    else expect(run(UnaryFunction[name])).toThrow(MachineFault)
  }
  expect(run(99)).toThrow(/must be the code of one of/)
})
