import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  BinaryFunction,
  type Chain,
  DTypeCode,
  fuse,
  Machine,
  MachineFault,
  type Operand,
  Program,
  Random,
  Reduce,
  type TypedArray,
  UnaryFunction,
} from '../index.ts'
import { barrier } from '../instructions/control/barrier.ts'
import { severalThreads } from './several-threads.ts'

const { float32, int32 } = DTypeCode
const chain: Chain = {
  inputs: ['element', 'column'],
  steps: [
    { fn: 'add', operands: [0, 1] },
    { fn: 'softplus', operands: [2] },
  ],
}

/** Forward and backward through two layers, with indices, random numbers and a transposition. */
function step(
  machine: Machine,
  batch: number,
  width: number,
): { program: Program; out: Operand[] } {
  machine.reset()
  const program = machine.newProgram()
  const key = machine.write(Int32Array.of(5, 6))
  const floats = (size: number): Operand => machine.reserve(float32, size)
  const product = (a: Operand, b: Operand, m: number, transposeA: boolean, transposeB: boolean) => {
    const k = a.size / m
    const n = b.size / k
    const out = floats(m * n)
    const flat = { batch: 1, strideA: 0, strideB: 0 }
    program.matmul(a, b, out, { ...flat, m, n, k, transposeA, transposeB })
    return out
  }
  const rows = floats(3 * batch * width)
  program.random(Random.normal, key, rows)
  const order = machine.write(Int32Array.from({ length: batch }, (_, i) => (i * 5) % (3 * batch)))
  const x = floats(batch * width)
  program.gather(rows, order, x, { outer: 1, axis: 3 * batch, inner: width, count: batch })
  const [w, bias] = [floats(width * width), floats(width)]
  program.random(Random.uniform, key, w)
  program.random(Random.normal, key, bias)
  const z = product(x, w, batch, false, false)
  const h = floats(z.size)
  program.fused(fuse(machine, chain), chain, [z, bias], h, { rows: batch, columns: width })
  const y = product(h, w, batch, false, true)
  const largest = floats(batch)
  program.reduce(Reduce.max, y, largest, { outer: batch, axis: width, inner: 1 })
  program.unary(UnaryFunction.sin, y, y)
  const db = floats(width)
  program.reduce(Reduce.sum, y, db, { outer: 1, axis: batch, inner: width })
  const dw = product(h, y, width, true, false)
  program.binary(BinaryFunction.subtract, w, dw, w)
  const back = floats(3 * batch * width)
  program.scatterAdd(y, order, back, { outer: 1, axis: 3 * batch, inner: width, count: batch })
  const turned = floats(w.size)
  program.copy(w, turned, {
    ...{ sizes: [width, width], xStrides: [1, width], outStrides: [width, 1] },
  })
  const total = floats(1)
  program.reduce(Reduce.sum, back, total, { outer: 1, axis: back.size, inner: 1 })
  return { program, out: [largest, db, w, back, turned, total] }
}

const sameBits = (a: TypedArray, b: TypedArray): boolean =>
  a.length === b.length && Buffer.compare(new Uint8Array(a.buffer), new Uint8Array(b.buffer)) === 0

const behindBarrier = ({ words }: Program, at: number): number =>
  words[at] === barrier.opcode ? at + 2 : at

describe.each([2, 3])('%i threads', (threads) => {
  let machine: Machine
  beforeAll(async () => {
    machine = new Machine({ threads: severalThreads(threads) })
    expect(await machine.started).toBe(threads)
  })
  afterAll(() => machine.close())

  test.each([
    [128, 96],
    [61, 103],
    [301, 33],
    [9, 255],
  ])('give the bits of one, batch %i, width %i', (batch, width) => {
    const alone = new Machine()
    const expected = step(alone, batch, width)
    alone.run(expected.program)
    const got = step(machine, batch, width)
    expect(got.program.threads).toBe(threads)
    for (let i = 0; i < 5; i++) {
      machine.run(got.program)
      for (const [index, operand] of expected.out.entries()) {
        const other = got.out[index]
        if (other) expect(sameBits(machine.read(other), alone.read(operand))).toBe(true)
      }
    }
  })

  test('run thousands of small programs one after the other', () => {
    machine.reset()
    const x = machine.write(new Int32Array(256 * 256).fill(1))
    const program = new Program({ threads: severalThreads(threads) })
    const row = machine.reserve(int32, 256)
    program.reduce(Reduce.sum, x, row, { outer: 1, axis: 256, inner: 256 })
    for (let i = 0; i < 4; i++) program.binary(BinaryFunction.add, x, x, x)
    const one = machine.write(new Int32Array(256 * 256).fill(1))
    program.binary(BinaryFunction.divide, x, x, x)
    program.binary(BinaryFunction.minimum, x, one, x)
    program.reduce(Reduce.sum, x, row, { outer: 1, axis: 256, inner: 256 })
    expect(program.threads).toBe(threads)
    for (let i = 0; i < 4_000; i++) machine.run(program)
    expect(machine.read(row)).toEqual(new Int32Array(256).fill(256))
  })

  test('report a fault in any thread at its word, and go on', () => {
    machine.reset()
    const count = 1 << 16
    const indices = new Int32Array(count)
    const at = machine.write(indices)
    const x = machine.write(Float32Array.of(7, 8))
    const out = machine.reserve(float32, count)
    const program = new Program({ threads: severalThreads(threads) })
    program.unary(UnaryFunction.exp, out, out)
    const before = program.length
    program.gather(x, at, out, { outer: 1, axis: 2, inner: 1, count })
    program.unary(UnaryFunction.square, out, out)
    const word = behindBarrier(program, before)
    expect(program.threads).toBe(threads)
    for (const wrong of [count - 1, 0, count >> 1]) {
      indices.fill(0)
      indices[wrong] = 2
      machine.set(at, indices)
      const fault = { name: 'MachineFault', fault: 'index', instruction: word }
      expect(() => machine.run(program)).toThrow(expect.objectContaining(fault))
      machine.set(at, indices.fill(1))
      machine.run(program)
      expect(sameBits(machine.read(out), new Float32Array(count).fill(64))).toBe(true)
    }
  })

  test('report the first matrix at fault, whatever thread has it', () => {
    machine.reset()
    const [batch, n] = [500, 8]
    const dims = { batch, n }
    const size = batch * n * n
    const matrices = Float32Array.from({ length: size }, (_, at) =>
      (at % (n * n)) % (n + 1) === 0 ? 4 : 0,
    )
    const x = machine.write(matrices)
    const out = machine.reserve(float32, size)
    const program = new Program({ threads: severalThreads(threads) })
    program.cholesky(x, out, dims)
    program.unary(UnaryFunction.square, out, out)
    expect(program.threads).toBe(threads)
    for (const wrong of [[499], [0], [250, 499], [3, 200, 400], [499, 498]]) {
      const some = matrices.slice()
      for (const matrix of wrong) some[matrix * n * n] = -1
      machine.set(x, some)
      const fault = { fault: 'notPositiveDefinite', matrix: Math.min(...wrong) }
      expect(() => machine.run(program)).toThrow(expect.objectContaining(fault))
      machine.set(x, matrices)
      machine.run(program)
      expect(sameBits(machine.read(out), matrices)).toBe(true)
    }
  })

  test('report an instruction that traps, and go on', () => {
    machine.reset()
    const x = machine.write(new Float32Array(1 << 16))
    const program = new Program({ threads: severalThreads(threads) })
    program.unary(UnaryFunction.exp, x, x)
    const before = program.length
    const copy: Chain = { inputs: ['element'], steps: [{ fn: 'exp', operands: [0] }] }
    const size = { rows: 256, columns: 256 }
    program.fused(77_777, copy, [x], machine.reserve(float32, x.size), size)
    program.reduce(Reduce.sum, x, machine.reserve(float32, 256), {
      ...{ outer: 1, axis: 256, inner: 256 },
    })
    const fault = { fault: 'trap', instruction: behindBarrier(program, before) }
    for (let i = 0; i < 3; i++) {
      expect(() => machine.run(program)).toThrow(MachineFault)
      expect(() => machine.run(program)).toThrow(expect.objectContaining(fault))
    }
    const fresh = step(machine, 64, 64)
    machine.run(fresh.program)
  })

  test('share memory that grows, and chains that are made later', () => {
    machine.reset()
    const size = 1 << 22
    const x = machine.write(new Float32Array(size).fill(2))
    const larger = machine.reserve(float32, size)
    const late: Chain = {
      inputs: ['element', 'row'],
      steps: [{ fn: 'multiply', operands: [0, 1] }],
    }
    const factors = machine.write(Float32Array.from({ length: threads * 8 }, (_, i) => i))
    const shape = { rows: threads * 8, columns: size / threads / 8 }
    const whole = { ...x, size: shape.rows * Math.floor(shape.columns) }
    const program = new Program({ threads: severalThreads(threads) })
    const out = { ...larger, size: whole.size }
    program.fused(fuse(machine, late), late, [whole, factors], out, {
      ...{ rows: shape.rows, columns: Math.floor(shape.columns) },
    })
    machine.run(program)
    const elements = machine.read(out)
    expect([elements.at(0), elements.at(-1)]).toEqual([0, 2 * (shape.rows - 1)])
  })
})

test('a program made for another number of threads runs on one', async () => {
  const machine = new Machine({ threads: severalThreads(2) })
  await machine.started
  const x = machine.write(new Float32Array(1 << 16).fill(4))
  const program = new Program({ threads: severalThreads(3) })
  program.unary(UnaryFunction.sqrt, x, x)
  program.unary(UnaryFunction.exp, x, x)
  program.unary(UnaryFunction.log, x, x)
  expect(program.threads).toBe(3)
  machine.run(program)
  expect(sameBits(machine.read(x), new Float32Array(1 << 16).fill(2))).toBe(true)
  machine.close()
  machine.run(program)
})

test.each([0, 1.5, 65, Number.NaN])('%d threads are refused', (threads) => {
  expect(() => new Machine({ threads: severalThreads(threads) })).toThrow(
    /threads must be a whole number from 1 to 64/,
  )
})

test.each(['end', 'exit', 'throw'])('a process that comes to its %s is not held up', (way) => {
  const script = join(import.meta.dirname, 'leaving.fixture.ts')
  const { stdout, status, signal } = spawnSync(process.execPath, ['--import', 'tsx', script, way], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(signal).toBeNull()
  expect(stdout).toBe('3 threads, 16\n')
  expect(status).toBe(way === 'end' ? 0 : way === 'exit' ? 3 : 1)
})
