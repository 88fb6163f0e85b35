import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  BinaryFunction,
  DTypeCode,
  Machine,
  MachineFault,
  type Operand,
  Program,
  Reduce,
  UnaryFunction,
} from '../index.ts'
import { barrier } from '../instructions/control/barrier.ts'
import { severalThreads } from './several-threads.ts'

const { float32, int32 } = DTypeCode
const size = 1 << 14

/** So many parts, each a loop over its rows in the memory of its thread, whose sums are a result of the part. */
function parts(machine: Machine, count: number) {
  machine.reset()
  const rows = Array.from({ length: count }, (_, part) =>
    machine.write(Float32Array.from({ length: 3 * size }, (_, i) => Math.fround((i + part) % 97))),
  )
  const sums = rows.map(() => machine.write(new Float32Array(3).fill(-1)))
  const workspaces = Array.from({ length: machine.threads }, () => ({
    row: machine.reserve(float32, size),
    sum: machine.reserve(float32, 1),
    counter: machine.reserve(int32, 64),
  }))
  const order: number[] = []
  const program = machine.newProgram()
  program.sideBySide(count, (part, thread) => {
    order.push(thread)
    const [x, out, workspace] = [rows[part], sums[part], workspaces[thread]]
    if (!x || !out || !workspace) throw new Error('unreachable')
    const { row, sum, counter } = workspace
    program.repeat(3, counter)
    program.take(x, row)
    for (let i = 0; i < 4; i++) program.unary(UnaryFunction.tanh, row, row)
    program.reduce(Reduce.sum, row, sum, { outer: 1, axis: size, inner: 1 })
    program.put(sum, out)
    program.again()
  })
  return { program, rows, sums, order }
}

const barriers = ({ words }: Program): number => {
  let count = 0
  for (let i = 0; i < words.length; i += words[i + 1] ?? 1)
    count += Number(words[i] === barrier.opcode)
  return count
}

describe.each([2, 3])('%i threads', (threads) => {
  let machine: Machine
  beforeAll(async () => {
    machine = new Machine({ threads: severalThreads(threads) })
    expect(await machine.started).toBe(threads)
  })
  afterAll(() => machine.close())

  test.each([1, 2, 5, 8])('give %i parts the bits of one thread, without a barrier', (count) => {
    const alone = new Machine()
    const expected = parts(alone, count)
    alone.run(expected.program)
    const got = parts(machine, count)
    expect(got.order).toEqual(Array.from({ length: count }, (_, part) => part % threads))
    expect(barriers(got.program)).toBe(2)
    expect(got.program.threads).toBe(count === 1 ? 1 : threads)
    for (let i = 0; i < 5; i++) {
      machine.run(got.program)
      for (const [part, operand] of expected.sums.entries())
        expect(machine.read(got.sums[part] ?? operand)).toEqual(alone.read(operand))
    }
  })

  test('a fault ends the parts of one thread, and is named by its word', () => {
    machine.reset()
    const indices = machine.write(new Int32Array(size))
    const x = machine.write(Float32Array.of(7, 8))
    const outs = Array.from({ length: threads }, () => machine.reserve(float32, size))
    const words: number[] = []
    const program = new Program({ threads: severalThreads(threads) })
    program.sideBySide(threads, (part) => {
      const out: Operand = outs[part] ?? x
      words.push(program.length)
      if (part === threads - 1)
        program.gather(x, indices, out, { outer: 1, axis: 2, inner: 1, count: size })
      else program.fill(3, out)
      for (let i = 0; i < 9; i++) program.unary(UnaryFunction.exp, out, out)
    })
    expect(program.threads).toBe(threads)
    machine.set(indices, new Int32Array(size).fill(2))
    const fault = { fault: 'index', instruction: words[threads - 1] }
    expect(() => machine.run(program)).toThrow(MachineFault)
    expect(() => machine.run(program)).toThrow(expect.objectContaining(fault))
    machine.set(indices, new Int32Array(size).fill(0))
    machine.run(program)
  })
})

test('what follows sees what every part wrote, and parts do not nest', () => {
  const machine = new Machine({ threads: severalThreads(2) })
  const program = new Program({ threads: severalThreads(2) })
  const [a, b] = [machine.write(Float32Array.of(1)), machine.write(Float32Array.of(2))]
  const sum = machine.reserve(float32, 1)
  program.sideBySide(2, (part) => program.unary(UnaryFunction.square, part ? b : a, part ? b : a))
  program.binary(BinaryFunction.add, a, b, sum)
  machine.run(program)
  expect(machine.read(sum)).toEqual(Float32Array.of(5))
  machine.close()
  expect(() => program.sideBySide(1, () => program.sideBySide(1, () => {}))).toThrow(
    'must not stand within another',
  )
})
