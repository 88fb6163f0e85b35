import { expect, test } from 'vitest'
import { clear, link, place, reserve, runInterleaved, used } from '../../testing/by-hand.ts'
import { plain } from '../../testing/samples.ts'
import {
  BinaryFunction,
  type Chain,
  DTypeCode,
  type Operand,
  Program,
  Reduce,
  UnaryFunction,
} from '../index.ts'
import { barrier } from '../instructions/control/barrier.ts'
import { severalThreads } from './several-threads.ts'

const { float32 } = DTypeCode
const operandAt = (address: number, size: number): Operand => ({ address, dtype: float32, size })

function barriers({ words }: Program): number {
  let count = 0
  for (let i = 0; i < words.length; i += words[i + 1] ?? 1)
    count += Number(words[i] === barrier.opcode)
  return count
}

const product = (p: Program, a: Operand, b: Operand, out: Operand, m: number, transposeA = false) =>
  p.matmul(a, b, out, {
    ...{ batch: 1, m, n: out.size / m, k: a.size / m, transposeA, transposeB: false },
    ...{ strideA: 0, strideB: 0 },
  })

test('a forward pass over rows needs no barrier, a sum over the batch does', () => {
  const [x, w, z, h] = [0, 1, 2, 3].map((i) => operandAt(i << 20, 256 * 256))
  const row = operandAt(9 << 20, 256)
  if (!x || !w || !z || !h) throw new Error('unreachable')
  const program = new Program({ threads: severalThreads(2) })
  product(program, x, w, z, 256)
  program.unary(UnaryFunction.tanh, z, h)
  product(program, h, w, z, 256)
  program.reduce(Reduce.sum, z, operandAt(10 << 20, 256), { outer: 256, axis: 256, inner: 1 })
  expect(barriers(program)).toBe(0)
  program.reduce(Reduce.sum, z, row, { outer: 1, axis: 256, inner: 256 })
  expect(barriers(program)).toBe(1)
  product(program, h, x, z, 256, true)
  expect(barriers(program)).toBe(2)
  expect(program.threads).toBe(2)
})

test('a small program has no part for others, and one of one thread no barriers', () => {
  const small = new Program({ threads: severalThreads(2) })
  const words = [1, 2].map((threads) => {
    const program = threads === 1 ? new Program() : small
    for (let i = 0; i < 10; i++)
      program.binary(BinaryFunction.add, operandAt(0, 256), operandAt(1024, 256), operandAt(0, 256))
    return program.words
  })
  expect(words[0]).toEqual(words[1])
  expect(small.threads).toBe(1)
  const large = new Program()
  product(
    large,
    operandAt(0, 1 << 18),
    operandAt(1 << 20, 1 << 18),
    operandAt(2 << 20, 1 << 18),
    512,
  )
  expect(large.words[0]).toBe(11)
  expect(large.threads).toBe(1)
})

test('clear forgets what was touched, and what it would gain', () => {
  const program = new Program({ threads: severalThreads(2) })
  for (let i = 0; i < 3; i++) {
    product(
      program,
      operandAt(0, 1 << 16),
      operandAt(1 << 20, 1 << 16),
      operandAt(2 << 20, 1 << 16),
      256,
    )
    product(
      program,
      operandAt(0, 1 << 16),
      operandAt(2 << 20, 1 << 16),
      operandAt(1 << 20, 1 << 16),
      256,
    )
    expect(barriers(program)).toBe(1)
    expect(program.threads).toBe(2)
    program.clear()
    expect(program.threads).toBe(1)
  }
})

// Operands that overlap, so that instructions touch each other's results in all ways.
const chain: Chain = {
  inputs: ['element', 'column', 'row'],
  steps: [
    { fn: 'add', operands: [0, 1] },
    { fn: 'multiply', operands: [3, 2] },
  ],
}
const slot = link(chain)

function drawn(seed: number, program: Program): void {
  clear()
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const blocks = Array.from({ length: 3 }, (_, i) => place(plain('float32', 12_000, i)))
  const some = (size: number, otherThan: readonly Operand[] = []): Operand => {
    for (;;) {
      const block = blocks[next(3)] ?? reserve(float32, 0)
      const address = block.address + 64 * next((block.size - size) / 16)
      const disjoint = otherThan.every(
        (other) => other.address + other.size * 4 <= address || address + size * 4 <= other.address,
      )
      if (disjoint) return { address, dtype: float32, size }
    }
  }
  const shapes = [
    [64, 60],
    [1, 3840],
    [30, 128],
  ] as const
  for (let i = 0; i < 40; i++) {
    const [rows, columns] = shapes[next(3)] ?? shapes[0]
    const x = some(rows * columns)
    const other = some(rows * columns)
    const size = { outer: rows, axis: columns, inner: 1 }
    switch (next(7)) {
      case 0:
        program.binary(BinaryFunction.add, x, x, x)
        break
      case 1:
        program.unary(UnaryFunction.tanh, x, some(x.size, [x]))
        break
      case 2: {
        const out = some(x.size, [x])
        const inputs = [x, some(columns, [out]), some(rows, [out])]
        program.fused(slot, chain, inputs, out, { rows, columns })
        break
      }
      case 3:
        program.reduce(Reduce.max, x, some(rows, [x]), size)
        break
      case 4:
        program.reduce(Reduce.sum, x, some(columns, [x]), { outer: 1, axis: rows, inner: columns })
        break
      case 5:
        program.matmul(x, other, some(rows * rows, [x, other]), {
          ...{ batch: 1, m: rows, n: rows, k: columns, strideA: 0, strideB: 0 },
          ...{ transposeA: next(2) > 0, transposeB: next(2) > 0 },
        })
        break
      default:
        program.copy(x, some(x.size, [x]), {
          ...{ sizes: [columns, rows], xStrides: [1, columns], outStrides: [rows, 1] },
        })
    }
  }
}

test('between barriers, threads may run in any order', () => {
  let [met, instructions] = [0, 0]
  for (let seed = 1; seed <= 40; seed++) {
    drawn(seed, new Program())
    const given = used().slice()
    const alone = new Program()
    drawn(seed, alone)
    runInterleaved(alone, 1, () => [0])
    const expected = used().slice()
    for (const threads of [2, 3]) {
      const program = new Program({ threads: severalThreads(threads) })
      drawn(seed, program)
      const up = Array.from({ length: threads }, (_, thread) => thread)
      for (const order of [
        () => up,
        () => up.toReversed(),
        (i: number) => (i % 2 ? up : [...up.slice(1), 0]),
      ]) {
        used().set(given)
        met += runInterleaved(program, threads, order)
        if (Buffer.compare(used(), expected) !== 0)
          throw new Error(`program ${seed} on ${threads} threads must give the bits of one`)
      }
      instructions += 40 * 3
    }
  }
  // A schedule that always meets would be right too, but is none.
  expect(met / instructions).toBeLessThan(0.9)
  expect(met).toBeGreaterThan(100)
})
