import { expect, test } from 'vitest'
import {
  BinaryFunction,
  DTypeCode,
  Machine,
  MachineFault,
  Program,
  Reduce,
  UnaryFunction,
} from './index.ts'

const { float32, float64, int32, bool } = DTypeCode

test('a program of several instructions runs in one call', () => {
  const machine = new Machine()
  const a = machine.write(new Float32Array([1, 2, 3, 4, 5]))
  const b = machine.write(new Float32Array([10, 20, 30, 40, 50]))
  const sum = machine.reserve(float32, 5)
  const total = machine.reserve(float32, 1)
  const program = new Program()
  program.binary(BinaryFunction.add, a, b, sum)
  program.reduce(Reduce.sum, sum, total, { outer: 1, axis: 5, inner: 1 })
  machine.run(program)
  expect(machine.read(sum)).toEqual(new Float32Array([11, 22, 33, 44, 55]))
  expect(machine.read(total)).toEqual(new Float32Array([165]))
})

test('every element type comes back as it was written, as a copy', () => {
  const machine = new Machine()
  for (const data of [
    new Float32Array([1.5, -0, Number.NaN]),
    new Float64Array([Math.PI]),
    new Int32Array([-1, 2147483647, 0, 5, 6]),
    new Uint8Array([1, 0, 1]),
    new Float32Array(0),
  ]) {
    const operand = machine.write(data)
    expect(operand.address % 64).toBe(0)
    const first = machine.read(operand)
    expect(first).toEqual(data)
    first.fill(7)
    expect(machine.read(operand)).toEqual(data)
  }
})

test('set overwrites in place and refuses what does not fit', () => {
  const machine = new Machine()
  const operand = machine.write(new Int32Array([1, 2, 3]))
  machine.set(operand, new Int32Array([4, 5, 6]))
  expect(machine.read(operand)).toEqual(new Int32Array([4, 5, 6]))
  expect(() => machine.set(operand, new Int32Array(2))).toThrow(/int32 of 3 .* got int32 of 2/)
  expect(() => machine.set(operand, new Float32Array(3))).toThrow(/got float32 of 3/)
})

test('reset hands the same addresses out anew', () => {
  const machine = new Machine()
  const first = machine.reserve(float64, 100)
  const second = machine.reserve(bool, 1)
  expect(second.address).toBe(first.address + 832)
  machine.reset()
  expect(machine.reserve(float32, 1).address).toBe(first.address)
})

test('memory grows around operands that keep their elements', () => {
  const machine = new Machine()
  const early = machine.write(new Float32Array([1, 2, 3]))
  const large = new Float32Array(16 * 1024 * 1024)
  large[large.length - 1] = 5
  const operand = machine.write(large)
  const out = machine.reserve(float32, large.length)
  const program = new Program()
  program.unary(UnaryFunction.negate, operand, out)
  machine.run(program)
  const result = machine.read(out)
  expect(result.length).toBe(large.length)
  expect(result.at(-1)).toBe(-5)
  expect(machine.read(early)).toEqual(new Float32Array([1, 2, 3]))
})

test('what memory cannot hold is refused, and the machine goes on', () => {
  const machine = new Machine()
  const reserve = (): unknown => machine.reserve(float64, 600 * 1024 * 1024)
  expect(reserve).toThrow(RangeError)
  expect(reserve).toThrow(/memory must hold all operands, got a need of 48\d\d MiB/)
  const operand = machine.write(new Int32Array([1]))
  expect(machine.read(operand)).toEqual(new Int32Array([1]))
})

test('a program longer than its own place runs from behind the operands', () => {
  const machine = new Machine()
  const counter = machine.write(new Int32Array([0]))
  const one = machine.write(new Int32Array([1]))
  const program = new Program()
  for (let i = 0; i < 300_000; i++) program.binary(BinaryFunction.add, counter, one, counter)
  machine.run(program)
  expect(machine.read(counter)).toEqual(new Int32Array([300_000]))
})

test('a program runs again whatever was written where it stood', () => {
  for (const instructions of [10, 5000]) {
    const machine = new Machine()
    const count = machine.write(new Int32Array([0]))
    const one = machine.write(new Int32Array([1]))
    const program = new Program()
    for (let i = 0; i < instructions; i++) program.binary(BinaryFunction.add, count, one, count)
    const other = new Program()
    other.fill(0, count)
    const counted = (): number | undefined => machine.read(count)[0]
    machine.run(program)
    machine.run(program)
    expect(counted()).toBe(2 * instructions)
    machine.run(other)
    machine.run(program)
    expect(counted()).toBe(instructions)
    program.binary(BinaryFunction.add, count, one, count)
    machine.run(program)
    expect(counted()).toBe(2 * instructions + 1)
    // Behind the operands, where a long program is; then in its place again.
    machine.write(new Int32Array(100_000))
    machine.run(program)
    machine.reset()
    const kept = [machine.write(new Int32Array([0])), machine.write(new Int32Array([1]))]
    expect(kept).toEqual([count, one])
    machine.set({ ...count, size: 100_000 }, new Int32Array(100_000).fill(-1))
    machine.set(count, new Int32Array([0]))
    machine.set(one, new Int32Array([1]))
    machine.run(program)
    expect(counted()).toBe(instructions + 1)
  }
})

test('an empty program and empty operands are fine', () => {
  const machine = new Machine()
  const program = new Program()
  machine.run(program)
  const empty = machine.write(new Float32Array(0))
  program.unary(UnaryFunction.exp, empty, empty)
  program.reduce(Reduce.sum, empty, empty, { outer: 0, axis: 0, inner: 1 })
  machine.run(program)
  expect(machine.read(empty)).toEqual(new Float32Array(0))
})

test('an unknown function is a fault at its word', () => {
  const machine = new Machine()
  const operand = machine.write(new Int32Array([1]))
  const program = new Program()
  program.unary(UnaryFunction.negate, operand, operand)
  program.unary(UnaryFunction.exp, operand, operand)
  const fault = { fault: 'opcode', instruction: 7, name: 'MachineFault' }
  expect(() => machine.run(program)).toThrow(expect.objectContaining(fault))
  expect(() => machine.run(program)).toThrow(MachineFault)
})

test('machines share nothing', () => {
  const [one, two] = [new Machine(), new Machine()]
  const operand = one.write(new Int32Array([1]))
  two.write(new Int32Array([2]))
  expect(one.read(operand)).toEqual(new Int32Array([1]))
})

test('bytes behind a result stay as they are', () => {
  const machine = new Machine()
  const block = machine.write(new Int32Array(16).fill(9))
  const part = { ...block, dtype: int32, size: 3 }
  const program = new Program()
  program.fill(0, part)
  program.unary(UnaryFunction.negate, part, part)
  machine.run(program)
  expect(machine.read(block)).toEqual(new Int32Array(16).fill(9).fill(0, 0, 3))
})
