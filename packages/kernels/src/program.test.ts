import { expect, test } from 'vitest'
import {
  BinaryFunction,
  Compare,
  DTypeCode,
  Machine,
  type Operand,
  Program,
  Random,
  Reduce,
  UnaryFunction,
} from './index.ts'

const operand = (dtype: number, size: number): Operand => ({ address: 128, dtype, size })
const x = operand(DTypeCode.float32, 6)
const indices = operand(DTypeCode.int32, 2)
const key = operand(DTypeCode.int32, 2)

test('words hold the instructions one behind the other', () => {
  const program = new Program()
  program.unary(UnaryFunction.negate, x, x)
  program.iota(x)
  expect(Array.from(program.words)).toEqual([1, 7, 0, 0, 6, 128, 128, 7, 5, 0, 6, 128])
  expect(program.length).toBe(12)
  program.clear()
  expect(program.words.length).toBe(0)
})

test('addresses of the upper half of memory survive', () => {
  const program = new Program()
  program.iota({ ...x, address: 4_000_000_000 })
  expect((program.words[4] ?? 0) >>> 0).toBe(4_000_000_000)
})

const other = operand(DTypeCode.float32, 5)
const double = operand(DTypeCode.float64, 6)
const dims = { outer: 1, axis: 6, inner: 1 }
const solving = { batch: 1, n: 2, columns: 3 }
const nothing = { batch: Number.NaN, strideA: 0, strideB: 0 }
const product = { m: 2, n: 2, k: 3, transposeA: false, transposeB: false }

const refused: readonly (readonly [string, (program: Program) => void])[] = [
  ['unary', (p) => p.unary(UnaryFunction.exp, x, other)],
  ['binary', (p) => p.binary(BinaryFunction.add, x, other, x)],
  ['binary', (p) => p.binary(BinaryFunction.add, x, x, double)],
  ['compare', (p) => p.compare(0, x, x, x)],
  ['select', (p) => p.select(x, x, x, x)],
  ['cast', (p) => p.cast(x, other)],
  ['copy', (p) => p.copy(x, double, { sizes: [1], xStrides: [1], outStrides: [1] })],
  ['reduce', (p) => p.reduce(0, x, x, dims)],
  ['reduce', (p) => p.reduce(0, other, operand(0, 1), dims)],
  ['argReduce', (p) => p.argReduce(1, x, operand(0, 1), dims)],
  ['argSort', (p) => p.argSort(x, x, dims, false)],
  ['gather', (p) => p.gather(x, indices, x, { ...dims, count: 2 })],
  ['gather', (p) => p.gather(x, x, other, { ...dims, count: 2 })],
  ['scatterAdd', (p) => p.scatterAdd(x, indices, x, { ...dims, count: 2 })],
  ['random', (p) => p.random(0, x, x)],
  ['deriveKey', (p) => p.deriveKey(key, key, x)],
  ['cholesky', (p) => p.cholesky(x, x, { batch: 1, n: 2 })],
  ['lu', (p) => p.lu(operand(0, 4), operand(0, 4), { batch: 1, n: 2 })],
  ['luSolve', (p) => p.luSolve(operand(0, 4), x, x, { batch: 1, n: 2, columns: 3 })],
  ['triangularSolve', (p) => p.triangularSolve(operand(0, 4), x, other, solving)],
  ['triangularSolve', (p) => p.triangularSolve(operand(1, 4), x, x, solving)],
  ['eigenSymmetric', (p) => p.eigenSymmetric(operand(0, 4), x, { batch: 1, n: 2 })],
  ['matmul', (p) => p.matmul(x, x, x, { ...product, batch: 1, strideA: 0, strideB: 0 })],
  [
    'matmul: a',
    (p) => p.matmul(x, x, operand(0, 8), { ...product, batch: 2, strideA: 6, strideB: 0 }),
  ],
]

// What JavaScript gives for a misspelt name.
const misspelt: number = JSON.parse('{}').sustract
const codes = [misspelt, Number.NaN, -1, 2.5, 99]
const pair = operand(DTypeCode.float32, 2)
const coded: readonly (readonly [string, (program: Program, code: number) => void])[] = [
  ['unary', (p, code) => p.unary(code, x, x)],
  ['binary', (p, code) => p.binary(code, x, x, x)],
  ['compare', (p, code) => p.compare(code, x, x, operand(DTypeCode.bool, 6))],
  ['reduce', (p, code) => p.reduce(code, x, operand(0, 1), dims)],
  ['argReduce', (p, code) => p.argReduce(code, x, operand(DTypeCode.int32, 1), dims)],
  ['random', (p, code) => p.random(code, key, x)],
]

test.each(coded)('%s refuses a code that is no function', (name, encode) => {
  for (const code of codes) {
    const program = new Program()
    expect(() => encode(program, code)).toThrow(
      `Program.${name}: the function must be the code of one of`,
    )
    expect(program.length).toBe(0)
  }
})

test('argReduce knows the extremes alone', () => {
  const out = operand(DTypeCode.int32, 1)
  expect(() => new Program().argReduce(Reduce.sum, x, out, dims)).toThrow('max, min, got 0')
})

test.each<[string, (p: Program) => void]>([
  ['a dtype', (p) => p.unary(UnaryFunction.negate, operand(9, 6), operand(9, 6))],
  ['a dtype to cast to', (p) => p.cast(x, operand(misspelt, 6))],
  ['a value to fill in', (p) => p.fill(misspelt, x)],
  ['a stride', (p) => p.copy(x, x, { sizes: [2, 3], xStrides: [1], outStrides: [3, 1] })],
  ['a whole stride', (p) => p.copy(x, x, { sizes: [6], xStrides: [0.5], outStrides: [1] })],
  ['a number of matrices', (p) => p.matmul(pair, pair, pair, { ...product, ...nothing })],
])('an instruction without %s is refused', (_, encode) => {
  const program = new Program()
  expect(() => encode(program)).toThrow(RangeError)
  expect(program.length).toBe(0)
})

test('a machine takes no dtypes, sizes and arrays that it does not know', () => {
  const machine = new Machine()
  expect(() => machine.reserve(misspelt, 2)).toThrow('must be a DTypeCode')
  expect(() => machine.reserve(DTypeCode.float32, 1.5)).toThrow('must be a whole number')
  expect(() => machine.write(new Uint16Array([1, 2]) as never)).toThrow('got Uint16Array')
})

test.each(refused)('%s refuses operands that do not fit', (name, encode) => {
  const program = new Program()
  expect(() => encode(program)).toThrow(RangeError)
  expect(() => encode(program)).toThrow(`Program.${name}`)
  expect(program.length).toBe(0)
})

test.each(Object.entries({ BinaryFunction, Compare, Random, Reduce, UnaryFunction }))(
  'each of %s has a number of its own, or two would be computed by the same code',
  (_, functions) => {
    const numbers = Object.values(functions)
    expect(new Set(numbers).size).toBe(numbers.length)
  },
)
