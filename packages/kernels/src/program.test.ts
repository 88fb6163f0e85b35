import { expect, test } from 'vitest'
import { Binary, DTypeCode, type Operand, Program, Unary } from './index.ts'

const operand = (dtype: number, size: number): Operand => ({ address: 128, dtype, size })
const x = operand(DTypeCode.float32, 6)
const indices = operand(DTypeCode.int32, 2)
const key = operand(DTypeCode.int32, 2)

test('words hold the instructions one behind the other', () => {
  const program = new Program()
  program.unary(Unary.negate, x, x)
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
const product = { m: 2, n: 2, k: 3, transposeA: false, transposeB: false }

const refused: readonly (readonly [string, (program: Program) => void])[] = [
  ['unary', (p) => p.unary(Unary.exp, x, other)],
  ['binary', (p) => p.binary(Binary.add, x, other, x)],
  ['binary', (p) => p.binary(Binary.add, x, x, double)],
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

test.each(refused)('%s refuses operands that do not fit', (name, encode) => {
  const program = new Program()
  expect(() => encode(program)).toThrow(RangeError)
  expect(() => encode(program)).toThrow(`Program.${name}`)
  expect(program.length).toBe(0)
})
