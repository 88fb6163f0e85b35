import { describe, expect, test } from 'vitest'
import { evaluate, machine } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded } from '../../../testing/samples.ts'
import { DTypeCode, MachineFault, Program } from '../../index.ts'

const shapes: readonly (readonly [number, number, number, number])[] = [
  [1, 5, 1, 7],
  [3, 4, 1, 6],
  [2, 6, 3, 4],
  [1, 10, 17, 5],
  [2, 3, 100, 8],
  [2, 3, 4, 0],
  [0, 3, 4, 2],
  [2, 3, 0, 2],
]

describe.each(dtypeNames)('%s', (dtype) => {
  test.each(shapes)('gather [%i, %i, %i] × %i', (outer, axis, inner, count) => {
    const x = plain(dtype, outer * axis * inner)
    const indices = Int32Array.from({ length: count }, (_, j) => (j * 7 + 1) % axis)
    const dims = { outer, axis, inner, count }
    const size = outer * count * inner
    const result = evaluate([x, indices], code(dtype), size, (program, out, a, i) => {
      program.gather(a, i, out, dims)
    })
    const expected = Array.from({ length: size }, (_, at) => {
      const o = Math.floor(at / (count * inner))
      const index = indices[Math.floor(at / inner) % count] ?? 0
      return x[(o * axis + index) * inner + (at % inner)] ?? 0
    })
    expect(result).toEqual(rounded(dtype, expected))
  })

  test.each(shapes)('scatterAdd [%i, %i, %i] × %i', (outer, axis, inner, count) => {
    const x = plain(dtype, outer * count * inner)
    const indices = Int32Array.from({ length: count }, (_, j) => (j * 7 + 1) % axis)
    const dims = { outer, axis, inner, count }
    const size = outer * axis * inner
    const run = (): unknown =>
      evaluate([x, indices], code(dtype), size, (program, out, a, i) => {
        program.scatterAdd(a, i, out, dims)
      })
    if (dtype === 'bool') {
      expect(run).toThrow(MachineFault)
      return
    }
    const expected = rounded(dtype, Array(size).fill(0))
    x.forEach((value, at) => {
      const o = Math.floor(at / (count * inner))
      const index = indices[Math.floor(at / inner) % count] ?? 0
      const to = (o * axis + index) * inner + (at % inner)
      expected[to] = (expected[to] ?? 0) + value
    })
    expect(run()).toEqual(expected)
  })
})

test.each(['gather', 'scatterAdd'] as const)('%s with indices of each block', (name) => {
  const [outer, axis, inner, count] = [3, 5, 2, 4]
  const dims = { outer, axis, inner, count, indicesPerBlock: true }
  const indices = Int32Array.from({ length: outer * count }, (_, j) => (j * j * 3 + 1) % axis)
  const taken = name === 'gather'
  const x = plain('float64', outer * (taken ? axis : count) * inner)
  const expected = new Float64Array(outer * (taken ? count : axis) * inner)
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < count; j++)
      for (let i = 0; i < inner; i++) {
        const whole = (o * axis + (indices[o * count + j] ?? 0)) * inner + i
        const part = (o * count + j) * inner + i
        const [to, from] = taken ? [part, whole] : [whole, part]
        expected[to] = (expected[to] ?? 0) + (x[from] ?? 0)
      }
  const result = evaluate([x, indices], DTypeCode.float64, expected.length, (program, out, a, i) =>
    program[name](a, i, out, dims),
  )
  expect(result).toEqual(expected)
})

test.each([-1, 3, 2147483647, -2147483648])('index %i of 3 is a fault, by its word', (index) => {
  machine.reset()
  const x = machine.write(new Float32Array([1, 2, 3]))
  const indices = machine.write(new Int32Array([0, 2, index]))
  const out = machine.reserve(DTypeCode.float32, 3)
  const dims = { outer: 1, axis: 3, inner: 1, count: 3 }
  for (const name of ['gather', 'scatterAdd'] as const) {
    const program = new Program()
    program.iota(out)
    const { length } = program
    program[name](x, indices, out, dims)
    const run = (): void => machine.run(program)
    expect(run).toThrow(/every index must lie in \[0, axis\)/)
    expect(run).toThrow(expect.objectContaining({ fault: 'index', instruction: length }))
    expect(machine.read(out)).toEqual(new Float32Array([0, 1, 2]))
  }
})
