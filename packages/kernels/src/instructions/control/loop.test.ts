import { expect, test } from 'vitest'
import {
  BinaryFunction,
  DTypeCode,
  Machine,
  MachineFault,
  type Operand,
  Program,
} from '../../index.ts'
import { severalThreads } from '../../threads/several-threads.ts'

const { float32, int32 } = DTypeCode

test('a loop takes slices of what it reads, puts slices of what it makes, and goes around', () => {
  const machine = new Machine()
  const counter = machine.reserve(int32, 64)
  const x = machine.write(new Float32Array([1, 2, 3, 4, 5, 6]))
  const sum = machine.write(new Float32Array(2))
  const slice = machine.reserve(float32, 2)
  const sums = machine.reserve(float32, 6)
  for (const reverse of [false, true]) {
    machine.set(sum, new Float32Array(2))
    const program = new Program()
    program.repeat(3, counter)
    program.take(x, slice, reverse)
    program.binary(BinaryFunction.add, sum, slice, sum)
    program.put(sum, sums, reverse)
    program.again()
    machine.run(program)
    machine.set(sum, new Float32Array(2))
    machine.run(program)
    expect(machine.read(sums)).toEqual(
      new Float32Array(reverse ? [9, 12, 8, 10, 5, 6] : [1, 2, 4, 6, 9, 12]),
    )
  }
})

test('loops nest, each with its counter', () => {
  const machine = new Machine()
  const [outer, inner] = [machine.reserve(int32, 64), machine.reserve(int32, 64)]
  const one = machine.write(new Int32Array([1]))
  const count = machine.write(new Int32Array([0]))
  const counts = machine.reserve(int32, 5)
  const program = new Program()
  program.repeat(5, outer)
  program.repeat(7, inner)
  program.binary(BinaryFunction.add, count, one, count)
  program.again()
  program.put(count, counts)
  program.again()
  program.binary(BinaryFunction.add, count, one, count)
  machine.run(program)
  expect(machine.read(counts)).toEqual(new Int32Array([7, 14, 21, 28, 35]))
  expect(machine.read(count)).toEqual(new Int32Array([36]))
})

/** Sums of rows in a loop, with a product large enough to be shared. */
function products(machine: Machine): { program: Program; out: Operand } {
  const [steps, n] = [8, 96]
  const data = (size: number): Float32Array =>
    Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 101 - 0.5)
  const counter = machine.reserve(int32, 64)
  const state = machine.write(data(n * n))
  const weights = machine.write(data(n * n).map((each) => each * 0.3))
  const xs = machine.write(data(steps * n * n))
  const [x, product, out] = [
    machine.reserve(float32, n * n),
    machine.reserve(float32, n * n),
    machine.reserve(float32, steps * n * n),
  ]
  const dims = { batch: 1, m: n, n, k: n, transposeA: false, transposeB: false }
  const program = machine.newProgram()
  program.repeat(steps, counter)
  program.take(xs, x)
  program.matmul(state, weights, product, { ...dims, strideA: 0, strideB: 0 })
  program.binary(BinaryFunction.add, product, x, state)
  program.put(state, out)
  program.again()
  return { program, out }
}

test('threads share the instructions of a loop, to the same bits', async () => {
  const alone = new Machine()
  const { program, out } = products(alone)
  alone.run(program)
  for (const threads of [2, 3]) {
    const machine = new Machine({ threads: severalThreads(threads) })
    await machine.started
    const shared = products(machine)
    expect(shared.program.threads).toBe(threads)
    machine.run(shared.program)
    expect(machine.read(shared.out)).toEqual(alone.read(out))
    machine.close()
  }
})

test('no thread writes where another may still count its steps', () => {
  const program = new Program({ threads: severalThreads(2) })
  const counter = { address: 128, dtype: int32, size: 64 }
  program.repeat(3, counter)
  program.again()
  const end = program.length
  program.fill(0, { ...counter, address: 1024 })
  expect(program.words[end]).toBe(6)
  program.fill(0, counter)
  expect(Array.from(program.words.subarray(end + 7, end + 10))).toEqual([17, 2, 6])
})

test('an index outside of its axis in a late step is a fault of its instruction, for any number of threads', async () => {
  for (const threads of [1, 2]) {
    const machine = new Machine({ threads: severalThreads(threads) })
    await machine.started
    const { program } = products(machine)
    const indices = machine.write(new Int32Array([0, 1, 2, 9]))
    const counter = machine.reserve(int32, 64)
    const table = machine.write(new Float32Array(3))
    const [index, out] = [machine.reserve(int32, 1), machine.reserve(float32, 1)]
    program.repeat(4, counter)
    program.take(indices, index)
    const at = program.length
    program.gather(table, index, out, { outer: 1, axis: 3, inner: 1, count: 1 })
    program.again()
    program.binary(BinaryFunction.add, out, out, out)
    for (let run = 0; run < 2; run++) {
      expect(() => machine.run(program)).toThrow(MachineFault)
      try {
        machine.run(program)
      } catch (error) {
        const where = error instanceof MachineFault ? error.instruction : 0
        expect(where === at || where === at + 2).toBe(true)
      }
    }
    machine.close()
  }
})

test('what does not fit a loop is refused', () => {
  const operand = (dtype: number, size: number): Operand => ({ address: 128, dtype, size })
  const program = new Program()
  expect(() => program.repeat(0, operand(int32, 64))).toThrow(/from 1, got 0/)
  expect(() => program.repeat(2, operand(int32, 1))).toThrow(/int32 of 64/)
  expect(() => program.again()).toThrow('Program.again: must stand within a loop')
  expect(() => program.take(operand(float32, 4), operand(float32, 2))).toThrow(/within a loop/)
  program.repeat(2, operand(int32, 64))
  expect(() => program.take(operand(float32, 5), operand(float32, 2))).toThrow(/Program.take/)
  expect(() => program.put(operand(float32, 2), operand(int32, 4))).toThrow(/Program.put/)
})
