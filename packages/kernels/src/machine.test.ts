import { expect, test } from 'vitest'
import { Binary, DTypeCode, Machine, Program, Reduce } from './index.ts'

test('a program of several instructions runs in one call', () => {
  const machine = new Machine()
  const a = machine.write(new Float32Array([1, 2, 3, 4, 5]))
  const b = machine.write(new Float32Array([10, 20, 30, 40, 50]))
  const sum = machine.reserve(DTypeCode.float32, 5)
  const total = machine.reserve(DTypeCode.float32, 1)
  const program = new Program()
  program.binary(Binary.add, a, b, sum)
  program.reduce(Reduce.sum, sum, total, { outer: 1, axis: 5, inner: 1 })
  machine.run(program)
  expect(machine.read(sum)).toEqual(new Float32Array([11, 22, 33, 44, 55]))
  expect(machine.read(total)).toEqual(new Float32Array([165]))
})
