import { describe, expect, it } from 'vitest'
import {
  BinaryFunction,
  type Chain,
  Compare,
  fuse,
  Machine,
  type Operand,
  Program,
  UnaryFunction,
} from '../index.ts'

const machine = new Machine()
const values = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) =>
    Math.fround((((i + seed) * 2654435761) % 1000) / 250 - 2),
  )

/** Runs a chain over rows × columns; inputs by access. */
function run(
  chain: Chain,
  rows: number,
  columns: number,
  inputs: readonly Float32Array[],
): unknown {
  machine.reset()
  const operands = inputs.map((input) => machine.write(input))
  const out = machine.reserve(0, rows * columns)
  const program = new Program()
  program.fused(fuse(machine, chain), chain, operands, out, { rows, columns })
  machine.run(program)
  return machine.read(out)
}

/** Runs plain instructions on operands of one size. */
function plain(
  inputs: readonly Float32Array[],
  build: (program: Program, operands: readonly Operand[], reserve: () => Operand) => Operand,
): unknown {
  machine.reset()
  const operands = inputs.map((input) => machine.write(input))
  const size = inputs[0]?.length ?? 0
  const program = new Program()
  const out = build(program, operands, () => machine.reserve(0, size))
  machine.run(program)
  return machine.read(out)
}

const sizes = [
  [1, 1],
  [1, 3],
  [1, 4],
  [1, 7],
  [3, 5],
  [4, 8],
  [2, 0],
  [0, 4],
  [17, 1],
  [5, 33],
]

describe('a fused chain gives the bits of its functions one by one', () => {
  const unary = Object.entries(UnaryFunction).filter(([name]) => name !== 'logicalNot')
  it.each(unary)('%s', (name, code) => {
    const chain = { inputs: ['element'], steps: [{ fn: name, operands: [0] }] } as Chain
    const x = values(29, 3)
    expect(run(chain, 1, 29, [x])).toEqual(
      plain([x], (program, [a], reserve) => {
        const out = reserve()
        if (a) program.unary(code, a, out)
        return out
      }),
    )
  })

  it.each([
    'add',
    'subtract',
    'multiply',
    'divide',
    'power',
    'maximum',
    'minimum',
    'atan2',
  ] as const)('%s', (fn) => {
    const chain: Chain = { inputs: ['element', 'element'], steps: [{ fn, operands: [0, 1] }] }
    const [x, y] = [values(29, 3), values(29, 8)]
    expect(run(chain, 1, 29, [x, y])).toEqual(
      plain([x, y], (program, [a, b], reserve) => {
        const out = reserve()
        if (a && b) program.binary(BinaryFunction[fn], a, b, out)
        return out
      }),
    )
  })

  it.each(Object.keys(Compare))('%s, as the condition of select', (fn) => {
    const chain = {
      inputs: ['element', 'element'],
      steps: [
        { fn, operands: [0, 1] },
        { fn: 'select', operands: [2, 0, 1] },
      ],
    } as Chain
    const holds: Record<string, (a: number, b: number) => boolean> = {
      equal: (a, b) => a === b,
      notEqual: (a, b) => a !== b,
      less: (a, b) => a < b,
      lessEqual: (a, b) => a <= b,
      greater: (a, b) => a > b,
      greaterEqual: (a, b) => a >= b,
    }
    const x = Float32Array.of(1, 2, 3, Number.NaN, 5)
    const y = Float32Array.of(2, 2, 2, 2, Number.NaN)
    const expected = x.map((a, i) => (holds[fn]?.(a, y[i] ?? 0) ? a : (y[i] ?? 0)))
    expect(run(chain, 1, 5, [x, y])).toEqual(expected)
  })
})

it.each(sizes)('reads elements, columns, rows and scalars: %i × %i', (rows, columns) => {
  const chain: Chain = {
    inputs: ['element', 'column', 'row', 'scalar'],
    steps: [
      { fn: 'add', operands: [0, 1] },
      { fn: 'multiply', operands: [4, 2] },
      { fn: 'subtract', operands: [5, 3] },
    ],
  }
  const [x, c, r, s] = [
    values(rows * columns, 1),
    values(columns, 2),
    values(rows, 3),
    values(1, 4),
  ]
  const expected = x.map((a, i) => {
    const column = c[i % columns] ?? 0
    const row = r[Math.floor(i / columns)] ?? 0
    return Math.fround(Math.fround(Math.fround(a + column) * row) - (s[0] ?? 0))
  })
  expect(run(chain, rows, columns, [x, c, r, s])).toEqual(expected)
})

const unary = (fn: keyof typeof UnaryFunction, x: Float32Array): Float32Array =>
  plain([x], (program, [a], reserve) => {
    const out = reserve()
    if (a) program.unary(UnaryFunction[fn], a, out)
    return out
  }) as Float32Array
const binary = (fn: keyof typeof BinaryFunction, x: Float32Array, y: Float32Array): Float32Array =>
  plain([x, y], (program, [a, b], reserve) => {
    const out = reserve()
    if (a && b) program.binary(BinaryFunction[fn], a, b, out)
    return out
  }) as Float32Array

// Sizes on both sides of a block, of whole rows and of pieces of one.
it.each([...sizes, [1, 512], [1, 513], [3, 1300], [700, 3], [171, 3]])(
  'passes values, inputs and conditions by the functions that it calls: %i × %i',
  (rows, columns) => {
    const chain: Chain = {
      inputs: ['element', 'column', 'row', 'scalar'],
      steps: [
        { fn: 'add', operands: [0, 1] },
        { fn: 'tanh', operands: [4] },
        { fn: 'multiply', operands: [5, 2] },
        { fn: 'exp', operands: [3] },
        { fn: 'less', operands: [6, 7] },
        { fn: 'atan2', operands: [1, 6] },
        { fn: 'softplus', operands: [9] },
        { fn: 'select', operands: [8, 10, 4] },
        { fn: 'log1p', operands: [11] },
      ],
    }
    const size = rows * columns
    const inputs = [values(size, 1), values(columns, 2), values(rows, 3), values(1, 4)] as const
    const [x, column, row, scalar] = inputs
    const spread = (of: (i: number) => number | undefined): Float32Array =>
      Float32Array.from({ length: size }, (_, i) => of(i) ?? Number.NaN)
    const c = spread((i) => column[i % columns])
    const sum = binary('add', x, c)
    const product = binary(
      'multiply',
      unary('tanh', sum),
      spread((i) => row[Math.floor(i / columns)]),
    )
    const limit = unary(
      'exp',
      spread(() => scalar[0]),
    )
    const angle = unary('softplus', binary('atan2', c, product))
    const chosen = product.map((value, i) => (value < (limit[i] ?? 0) ? angle : sum)[i] ?? 0)
    expect(run(chain, rows, columns, [...inputs])).toEqual(unary('log1p', chosen))
  },
)

it('writes over an input that it reads again behind a call', () => {
  const chain: Chain = {
    inputs: ['element'],
    steps: [
      { fn: 'tanh', operands: [0] },
      { fn: 'add', operands: [1, 0] },
    ],
  }
  machine.reset()
  const x = machine.write(values(1500, 1))
  const program = new Program()
  program.fused(fuse(machine, chain), chain, [x], x, { rows: 2, columns: 750 })
  machine.run(program)
  const after = machine.read(x)
  expect(after).toEqual(binary('add', unary('tanh', values(1500, 1)), values(1500, 1)))
})

it('writes over an input, and nothing beyond the output', () => {
  const chain: Chain = { inputs: ['element', 'column'], steps: [{ fn: 'add', operands: [0, 1] }] }
  machine.reset()
  const x = machine.write(values(15, 1))
  const bias = machine.write(Float32Array.of(1, 2, 3, 4, 5))
  const guard = machine.write(values(4, 9))
  const program = new Program()
  program.fused(fuse(machine, chain), chain, [x, bias], x, { rows: 3, columns: 5 })
  machine.run(program)
  expect(machine.read(x)).toEqual(values(15, 1).map((a, i) => Math.fround(a + 1 + (i % 5))))
  expect(machine.read(guard)).toEqual(values(4, 9))
})

it('refuses a chain whose values fill the scratch', () => {
  const chain = (calls: number): Chain => ({
    inputs: ['element'],
    steps: Array.from({ length: calls }, (_, i) => ({ fn: 'tanh', operands: [i] })),
  })
  const x = values(600, 1)
  let expected = x
  for (let i = 0; i < 1023; i++) expected = unary('tanh', expected)
  expect(run(chain(1023), 1, 600, [x])).toEqual(expected)
  expect(() => fuse(machine, chain(1024))).toThrow(
    /a chain may keep 1024 values around its calls, got 1025/,
  )
})

it('refuses operands that do not fit the chain', () => {
  const chain: Chain = { inputs: ['column'], steps: [{ fn: 'exp', operands: [0] }] }
  machine.reset()
  const [x, out] = [machine.reserve(0, 4), machine.reserve(0, 6)]
  const program = new Program()
  const slot = fuse(machine, chain)
  expect(() => program.fused(slot, chain, [x], out, { rows: 2, columns: 3 })).toThrow(/3 elements/)
  expect(() => program.fused(slot, chain, [], out, { rows: 2, columns: 3 })).toThrow(
    /1 inputs, got 0/,
  )
})
