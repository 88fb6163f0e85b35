import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { opcodes } from '../../scripts/generate-assembly.ts'
import { evaluate, machine } from '../../testing/evaluate.ts'
import {
  BinaryFunction,
  type Chain,
  Compare,
  DTypeCode,
  dtypeOf,
  fuse,
  type Operand,
  type Program,
  Random,
  Reduce,
  type TypedArray,
  UnaryFunction,
} from '../index.ts'
import * as instructions from './index.ts'
import type { Instruction } from './instruction.ts'

const entries = Object.entries<Instruction<object, never>>({ ...instructions })

/** One call of a method: what it makes of the inputs. */
interface Example {
  readonly inputs: readonly TypedArray[]
  readonly encode: (program: Program, out: Operand, ...x: Operand[]) => void
  readonly expected: TypedArray
}

const f32 = (...values: number[]): TypedArray => Float32Array.from(values)
const i32 = (...values: number[]): TypedArray => Int32Array.from(values)
const bool = (...values: number[]): TypedArray => Uint8Array.from(values)

const row = { outer: 1, axis: 3, inner: 1 }
const one = { batch: 1, n: 1 }
const chain: Chain = { inputs: ['element', 'scalar'], steps: [{ fn: 'add', operands: [0, 1] }] }
const product = {
  ...{ batch: 1, m: 1, n: 1, k: 2, transposeA: false, transposeB: false, strideA: 0, strideB: 0 },
}
const nothing: Operand = { address: 0, dtype: 0, size: 0 }

/** out = the slices of x, of 3 steps, from the last to the first. */
const loop: Example = {
  inputs: [f32(1, 2, 3), f32(0), new Int32Array(64)],
  encode: (p, out, x = nothing, slice = nothing, counter = nothing) => {
    p.repeat(3, counter)
    p.take(x, slice)
    p.put(slice, out, true)
    p.again()
  },
  expected: f32(3, 2, 1),
}

/** Every method of every instruction. */
const examples: Readonly<Record<string, Example>> = {
  again: loop,
  argReduce: {
    inputs: [f32(1, 3, 2)],
    encode: (p, out, x = nothing) => p.argReduce(Reduce.max, x, out, row),
    expected: i32(1),
  },
  argSort: {
    inputs: [f32(3, 1, 2)],
    encode: (p, out, x = nothing) => p.argSort(x, out, row, false),
    expected: i32(1, 2, 0),
  },
  binary: {
    inputs: [f32(5, 6), f32(2, 3)],
    encode: (p, out, a = nothing, b = nothing) => p.binary(BinaryFunction.subtract, a, b, out),
    expected: f32(3, 3),
  },
  cast: {
    inputs: [f32(1.5, -2.5)],
    encode: (p, out, x = nothing) => p.cast(x, out),
    expected: i32(1, -2),
  },
  cholesky: {
    inputs: [f32(9)],
    encode: (p, out, a = nothing) => p.cholesky(a, out, one),
    expected: f32(3),
  },
  compare: {
    inputs: [f32(1, 2), f32(2, 2)],
    encode: (p, out, a = nothing, b = nothing) => p.compare(Compare.less, a, b, out),
    expected: bool(1, 0),
  },
  copy: {
    inputs: [f32(1, 2, 3)],
    encode: (p, out, x = nothing) =>
      p.copy(x, out, { sizes: [3], xStrides: [-1], outStrides: [1], xOffset: 2 }),
    expected: f32(3, 2, 1),
  },
  deriveKey: {
    inputs: [i32(1, 2), i32(3, 4)],
    encode: (p, out, key = nothing, data = nothing) => p.deriveKey(key, data, out),
    expected: i32(1495742631, 1819596593),
  },
  eigenSymmetric: {
    inputs: [f32(3)],
    encode: (p, out, a = nothing) => p.eigenSymmetric(a, out, one),
    expected: f32(3, 1),
  },
  fill: { inputs: [], encode: (p, out) => p.fill(7, out), expected: f32(7, 7) },
  firstLargest: {
    inputs: [f32(1, 5, 2)],
    encode: (p, out, x = nothing) =>
      p.firstLargest(x, out, { parts: 1, length: 3, sizes: [3], strides: [1], within: 1 }),
    expected: i32(1),
  },
  fused: {
    inputs: [f32(1, 2), f32(10)],
    encode: (p, out, ...inputs) =>
      p.fused(fuse(machine, chain), chain, inputs, out, { rows: 1, columns: 2 }),
    expected: f32(11, 12),
  },
  gather: {
    inputs: [f32(1, 2, 3), i32(2, 0)],
    encode: (p, out, x = nothing, indices = nothing) =>
      p.gather(x, indices, out, { ...row, count: 2 }),
    expected: f32(3, 1),
  },
  iota: { inputs: [], encode: (p, out) => p.iota(out), expected: f32(0, 1, 2) },
  lu: {
    inputs: [f32(5)],
    encode: (p, out, a = nothing) => p.lu(a, out, one),
    expected: f32(5, 0, 1, 5),
  },
  luSolve: {
    inputs: [f32(2, 0, 1, 2), f32(6)],
    encode: (p, out, factors = nothing, b = nothing) =>
      p.luSolve(factors, b, out, { ...one, columns: 1 }),
    expected: f32(3),
  },
  matmul: {
    inputs: [f32(1, 2), f32(3, 4)],
    encode: (p, out, a = nothing, b = nothing) => p.matmul(a, b, out, product),
    expected: f32(11),
  },
  overlapAdd: {
    inputs: [f32(1, 2, 3)],
    encode: (p, out, x = nothing) =>
      p.overlapAdd(x, out, { parts: 1, length: 1, sizes: [3], strides: [0] }),
    expected: f32(6),
  },
  put: loop,
  random: {
    inputs: [i32(1, 2)],
    encode: (p, out, key = nothing) => p.random(Random.uniform, key, out),
    expected: f32(0.021863818168640137, 0.5969619750976562),
  },
  reduce: {
    inputs: [f32(1, 2, 3)],
    encode: (p, out, x = nothing) => p.reduce(Reduce.sum, x, out, row),
    expected: f32(6),
  },
  repeat: loop,
  scatterAdd: {
    inputs: [f32(1, 2), i32(2, 2)],
    encode: (p, out, x = nothing, indices = nothing) =>
      p.scatterAdd(x, indices, out, { ...row, count: 2 }),
    expected: f32(0, 0, 3),
  },
  select: {
    inputs: [bool(1, 0), f32(1, 2), f32(3, 4)],
    encode: (p, out, condition = nothing, a = nothing, b = nothing) =>
      p.select(condition, a, b, out),
    expected: f32(1, 4),
  },
  take: loop,
  triangularSolve: {
    inputs: [f32(2), f32(6)],
    encode: (p, out, a = nothing, b = nothing) =>
      p.triangularSolve(a, b, out, { ...one, columns: 1 }),
    expected: f32(3),
  },
  unary: {
    inputs: [f32(1, 4, 9)],
    encode: (p, out, x = nothing) => p.unary(UnaryFunction.sqrt, x, out),
    expected: f32(1, 2, 3),
  },
}

const root = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file))

describe.each(entries)('%s', (name, instruction) => {
  test.each(Object.keys(instruction.methods))('%s appends it as it is laid out', (method) => {
    const example = examples[method]
    if (!example) throw new Error(`${method} must have an example in this file`)
    const lengths: number[] = []
    const encode = (program: Program, out: Operand, ...x: Operand[]): void => {
      example.encode(program, out, ...x)
      const { words } = program
      for (let word = 0; word < words.length; word += words[word + 1] ?? 1)
        if (words[word] === instruction.opcode) lengths.push(words[word + 1] ?? 0)
    }
    const { expected, inputs } = example
    expect(evaluate(inputs, DTypeCode[dtypeOf(expected)], expected.length, encode)).toEqual(
      expected,
    )
    expect(lengths).toHaveLength(1)
    const { operands } = instruction
    if (operands.at(-1)?.endsWith('…')) expect(lengths[0]).toBeGreaterThan(operands.length + 1)
    else expect(lengths[0]).toBe(operands.length + 2)
  })

  test('is computed by a function that reads the same layout', () => {
    if (instruction.kernel === null || instruction.operands.length === 0) return
    const source = read(`assembly/${instruction.kernel}.ts`)
    const [, layout = ''] =
      new RegExp(`/\\*\\* (.*) \\*/\\n(?:// .*\\n@inline\\n)?export function ${name}\\(`).exec(
        source,
      ) ?? []
    // Without remarks on an operand, or on what the last ones are.
    const [operands = ''] = layout.replaceAll(/ \([^)]*\)/g, '').split(':')
    expect(operands.split(', ')).toEqual(instruction.operands)
  })
})

test('every instruction that a file declares is exported, and every function that computes one belongs to one', () => {
  const declared = files('src/instructions').flatMap((file) =>
    [...read(file).matchAll(/export const (\w+) = instruction\(/g)].map(([, name]) => name),
  )
  expect(entries.map(([name]) => name).sort()).toEqual(declared.sort())
  const kernels = files('assembly').filter((file) => !/machine|generated/.test(file))
  const functions = kernels.flatMap((file) =>
    [...read(file).matchAll(/export function (\w+)\(instruction: usize\): i32/g)].map(
      ([, name]) => name,
    ),
  )
  const computed = entries.filter(([, { kernel }]) => kernel !== null).map(([name]) => name)
  expect(computed.sort()).toEqual(functions.sort())
})

test('every method has an example, and no example is without a method', () => {
  const methods = entries.flatMap(([, instruction]) => Object.keys(instruction.methods))
  expect(Object.keys(examples).sort()).toEqual(methods.sort())
})

test('no two instructions share an opcode, no two numbers a name', () => {
  expect(opcodes()).toContain('export const EIGEN_SYMMETRIC = 22\n')
})
