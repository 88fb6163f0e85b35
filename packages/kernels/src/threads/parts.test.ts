import { expect, test } from 'vitest'
import { bottom, clear, link, place, reserve, runAs, used } from '../../testing/by-hand.ts'
import { code, plain } from '../../testing/samples.ts'
import {
  BinaryFunction,
  type Chain,
  Compare,
  type DType,
  type Operand,
  Program,
  Random,
  Reduce,
  UnaryFunction,
} from '../index.ts'
import * as instructions from '../instructions/index.ts'
import type { Instruction } from '../instructions/instruction.ts'
import { BATCH, cut, INNER, OUTER } from './cut.ts'
import type { Work } from './work.ts'

type Encode = (program: Program) => Chain | undefined
interface Case {
  readonly name: string
  readonly encode: Encode
}

const chain: Chain = {
  inputs: ['element', 'column', 'row', 'scalar'],
  steps: [
    { fn: 'multiply', operands: [0, 1] },
    { fn: 'add', operands: [4, 2] },
    { fn: 'tanh', operands: [5] },
    { fn: 'subtract', operands: [6, 3] },
  ],
}
const slot = link(chain)

const put = (dtype: DType, size: number, seed = 1): Operand => place(plain(dtype, size, seed))
const room = (dtype: DType, size: number): Operand => reserve(code(dtype), size)
const drawIndices = (count: number, axis: number): Operand =>
  place(Int32Array.from({ length: count }, (_, i) => (i * 7 + 3) % axis))

const byOpcode: ReadonlyMap<number, readonly [string, Instruction<object, Chain>]> = new Map(
  Object.entries(instructions).map((entry) => [entry[1].opcode, entry]),
)

const dtypes = ['float32', 'float64', 'int32', 'bool'] as const
const numeric = ['float32', 'float64', 'int32'] as const
const floats = ['float32', 'float64'] as const

/** A program of one instruction, whatever it returns. */
const one = (name: string, encode: (program: Program) => unknown): Case => ({
  name,
  encode: (program) => {
    clear()
    encode(program)
    return undefined
  },
})

function elementwise(n: number): Case[] {
  return [
    ...numeric.map((t) =>
      one(`negate ${t} ${n}`, (p) => p.unary(UnaryFunction.negate, put(t, n), room(t, n))),
    ),
    one(`tanh ${n}`, (p) => p.unary(UnaryFunction.tanh, put('float32', n), room('float32', n))),
    ...dtypes.map((t) =>
      one(`maximum ${t} ${n}`, (p) =>
        p.binary(BinaryFunction.maximum, put(t, n), put(t, n, 2), room(t, n)),
      ),
    ),
    ...dtypes.map((t) =>
      one(`equal ${t} ${n}`, (p) =>
        p.compare(Compare.equal, put(t, n), put(t, n, 2), room('bool', n)),
      ),
    ),
    ...dtypes.map((t) =>
      one(`select ${t} ${n}`, (p) => p.select(put('bool', n), put(t, n), put(t, n, 2), room(t, n))),
    ),
    ...dtypes.flatMap((from) =>
      dtypes.map((to) => one(`${from} to ${to} ${n}`, (p) => p.cast(put(from, n), room(to, n)))),
    ),
    ...dtypes.map((t) => one(`fill ${t} ${n}`, (p) => p.fill(1, room(t, n)))),
    ...floats.flatMap((t) =>
      (['uniform', 'normal'] as const).flatMap((fn) => [
        one(`${fn} ${t} ${n}`, (p) => p.random(Random[fn], put('int32', 2), room(t, n))),
        one(`${fn} ${t} ${n} of 5 keys`, (p) =>
          p.random(Random[fn], put('int32', 10), room(t, 5 * n), 5),
        ),
      ]),
    ),
    one(`bits ${n}`, (p) => p.random(Random.bits, put('int32', 2), room('int32', n))),
  ]
}

function alongAxis(outer: number, axis: number, inner: number): Case[] {
  const dims = { outer, axis, inner }
  const size = outer * axis * inner
  const count = 9
  const shape = `[${outer}, ${axis}, ${inner}]`
  return [
    ...numeric.flatMap((t) => [
      one(`sum ${t} ${shape}`, (p) =>
        p.reduce(Reduce.sum, put(t, size), room(t, outer * inner), dims),
      ),
      one(`argMax ${t} ${shape}`, (p) =>
        p.argReduce(Reduce.max, put(t, size), room('int32', outer * inner), dims),
      ),
      one(`argSort ${t} ${shape}`, (p) =>
        p.argSort(put(t, size), room('int32', size), dims, outer % 2 === 0),
      ),
      one(`scatterAdd ${t} ${shape}`, (p) =>
        p.scatterAdd(put(t, outer * count * inner), drawIndices(count, axis), room(t, size), {
          ...dims,
          count,
        }),
      ),
    ]),
    ...numeric.flatMap((t) => [
      one(`scatterAdd ${t} ${shape}, indices per block`, (p) =>
        p.scatterAdd(
          put(t, outer * count * inner),
          drawIndices(outer * count, axis),
          room(t, size),
          { ...dims, count, indicesPerBlock: true },
        ),
      ),
      one(`gather ${t} ${shape}, indices per block`, (p) =>
        p.gather(put(t, size), drawIndices(outer * count, axis), room(t, outer * count * inner), {
          ...{ ...dims, count, indicesPerBlock: true },
        }),
      ),
      one(`overlapAdd ${t} ${shape}`, (p) =>
        p.overlapAdd(put(t, outer * 3 * axis * inner), room(t, outer * (axis + 2) * inner), {
          ...{ parts: outer, length: (axis + 2) * inner },
          ...{ sizes: [3, axis, inner], strides: [inner, inner, 1] },
        }),
      ),
    ]),
    ...floats.map((t) =>
      one(`firstLargest ${t} ${shape}`, (p) =>
        p.firstLargest(put(t, outer * (axis + 2) * inner), room('int32', outer * axis * inner), {
          ...{ parts: outer, length: (axis + 2) * inner, within: 1 },
          ...{ sizes: [3, axis, inner], strides: [inner, inner, 1] },
        }),
      ),
    ),
    one(`any ${shape}`, (p) =>
      p.reduce(Reduce.any, put('bool', size), room('bool', outer * inner), dims),
    ),
    ...dtypes.map((t) =>
      one(`gather ${t} ${shape}`, (p) =>
        p.gather(put(t, size), drawIndices(count, axis), room(t, outer * count * inner), {
          ...dims,
          count,
        }),
      ),
    ),
  ]
}

function products(batch: number, m: number, n: number, k: number): Case[] {
  return floats.flatMap((t) =>
    [0, 1, 2, 3].flatMap((flip) =>
      [m * k, 0].map((strideA) => {
        const [transposeA, transposeB] = [flip > 1, flip % 2 > 0]
        const strideB = strideA === 0 ? n * k : 0
        const dims = { batch, m, n, k, transposeA, transposeB, strideA, strideB }
        return one(`matmul ${t} ${JSON.stringify(dims)}`, (p) =>
          p.matmul(
            put(t, (batch - 1) * strideA + m * k),
            put(t, (batch - 1) * strideB + n * k, 2),
            room(t, batch * m * n),
            dims,
          ),
        )
      }),
    ),
  )
}

function factorisations(batch: number, n: number, columns: number): Case[] {
  return floats.flatMap((t) => {
    const dims = { batch, n }
    const size = batch * n * n
    // Far enough from zero on the diagonal for every method.
    const matrices = (): Operand =>
      place(plain(t, size).map((x, at) => ((at % (n * n)) % (n + 1) === 0 ? 40 : x / 10)))
    const factors = (): Operand =>
      place(
        plain(t, batch * (n * n + n + 2)).map((x, at) => {
          const position = at % (n * n + n + 2)
          return position < n * n ? x + 20 : (position * 7) % n
        }),
      )
    const sides = batch * n * columns
    const name = `${t} ${batch} × ${n}²`
    return [
      one(`cholesky ${name}`, (p) => p.cholesky(matrices(), room(t, size), dims)),
      one(`lu ${name}`, (p) => p.lu(matrices(), room(t, size + batch * (n + 2)), dims)),
      one(`eigenSymmetric ${name}`, (p) => p.eigenSymmetric(matrices(), room(t, 2 * size), dims)),
      one(`triangularSolve ${name}`, (p) =>
        p.triangularSolve(matrices(), put(t, sides), room(t, sides), { ...dims, columns }),
      ),
      one(`luSolve ${name}`, (p) =>
        p.luSolve(factors(), put(t, sides), room(t, sides), { ...dims, columns }),
      ),
    ]
  })
}

function chains(rows: number, columns: number): Case {
  return {
    name: `fused ${rows} × ${columns}`,
    encode: (p) => {
      clear()
      const x = (size: number): Operand => put('float32', size, size)
      const inputs = [x(rows * columns), x(columns), x(rows), x(1)]
      p.fused(slot, chain, inputs, room('float32', rows * columns), { rows, columns })
      return chain
    },
  }
}

function copies(sizes: readonly number[]): Case[] {
  const strides = (order: readonly number[]): number[] => {
    const out = sizes.map(() => 0)
    let stride = 1
    for (const axis of order.toReversed()) {
      out[axis] = stride
      stride *= sizes[axis] ?? 1
    }
    return out
  }
  const axes = sizes.map((_, axis) => axis)
  const size = sizes.reduce((a, b) => a * b, 1)
  const views = {
    transposed: { sizes, xStrides: strides(axes.toReversed()), outStrides: strides(axes) },
    reversed: {
      sizes,
      xStrides: strides(axes).map((s, axis) => (axis === 0 ? -s : s)),
      xOffset: ((sizes[0] ?? 1) - 1) * (strides(axes)[0] ?? 0),
      outStrides: strides(axes),
    },
    repeated: { sizes, xStrides: sizes.map(() => 0), outStrides: strides(axes) },
  }
  return dtypes.flatMap((t) =>
    Object.entries(views).map(([name, view]) =>
      one(`${name} ${t} [${sizes}]`, (p) => p.copy(put(t, size), room(t, size), view)),
    ),
  )
}

const cases = [
  ...[1, 16, 17, 100, 333].flatMap(elementwise),
  ...[
    [1, 130, 1],
    [1, 5, 100],
    [33, 7, 1],
    [19, 130, 5],
    [3, 6, 70],
    [13, 4, 16],
  ].flatMap(([outer = 0, axis = 0, inner = 0]) => alongAxis(outer, axis, inner)),
  ...[
    [1, 37, 21, 9],
    [1, 1, 100, 5],
    [1, 9, 75, 300],
    [2, 33, 3, 4],
    [5, 4, 6, 3],
    [3, 1, 50, 8],
  ].flatMap(([batch = 0, m = 0, n = 0, k = 0]) => products(batch, m, n, k)),
  ...[
    [7, 5, 3],
    [2, 9, 1],
    [1, 4, 2],
  ].flatMap(([batch = 0, n = 0, columns = 0]) => factorisations(batch, n, columns)),
  ...[
    [1, 333],
    [33, 10],
    [3, 77],
    [50, 1],
  ].map(([rows = 0, columns = 0]) => chains(rows, columns)),
  ...[[100], [33, 9], [5, 70], [6, 5, 7], [40, 3, 4]].flatMap(copies),
]

/** The bytes that a thread reads or writes by what its work says. */
function touched(
  { size, unit, regions }: Work,
  thread: number,
  threads: number,
  written: boolean,
): [number, number][] {
  const first = cut(size, unit, thread, threads)
  const last = cut(size, unit, thread + 1, threads) - 1
  if (last < first) return []
  return regions
    .filter((region) => region.written === written)
    .map(({ start, end, step }) => [
      start + Math.min(first * step, last * step) - bottom,
      end + Math.max(first * step, last * step) - bottom,
    ])
}

/** What threads make of the state, each alone in a memory where all it should not read is garbage. */
function runParts(words: Int32Array, work: Work, threads: number, given: Uint8Array): Uint8Array {
  const bytes = used()
  const state = given.slice()
  for (let thread = threads - 1; thread >= 0; thread--) {
    const written = touched(work, thread, threads, true)
    bytes.fill(0x39)
    for (const [start, end] of [...touched(work, thread, threads, false), ...written])
      bytes.set(state.subarray(start, end), start)
    const before = bytes.slice()
    runAs(words, thread, threads)
    for (const [start, end] of written) {
      state.set(bytes.subarray(start, end), start)
      before.set(bytes.subarray(start, end), start)
    }
    if (differ(before, bytes))
      throw new Error(`thread ${thread} of ${threads} writes beyond its part`)
  }
  return state
}

const differ = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) !== 0

test('a part reads and writes what the schedule believes, and gives the bits of the whole', () => {
  const slicings = new Map<string, Set<number>>()
  const seen = new Set<string>()
  for (const { name: label, encode } of cases) {
    const program = new Program()
    const fusedChain = encode(program)
    const words = program.words.slice()
    const [opcode = 0, , ...operands] = words
    const [name, instruction] = byOpcode.get(opcode) ?? []
    if (!name || !instruction) throw new Error(`${label}: no instruction has the opcode ${opcode}`)
    seen.add(name)
    const given = used().slice()
    runAs(words, 0, 1)
    const whole = used().slice()
    for (const threads of [2, 3, 5]) {
      const work = instruction.work(operands, threads, fusedChain)
      if (work.slicing === 0) continue
      slicings.set(name, (slicings.get(name) ?? new Set()).add(work.slicing))
      words[0] = opcode + work.slicing
      const made = runParts(words, work, threads, given)
      if (differ(made, whole))
        throw new Error(`${label}: ${threads} threads must give the bits of one`)
    }
  }
  // The instructions that are cut in more than one way: a case has each of them.
  const several = Object.fromEntries([...slicings].filter(([, { size }]) => size > 1))
  expect(several).toEqual({
    fused: new Set([INNER, OUTER]),
    gather: new Set([INNER, OUTER]),
    matmul: new Set([OUTER, INNER, BATCH]),
    reduce: new Set([OUTER, INNER]),
    scatterAdd: new Set([OUTER, INNER]),
  })
  // No case has the instructions that the first thread computes alone, and those that say which is next.
  const alone = ['iota', 'deriveKey', 'take', 'put', 'repeat', 'again', 'barrier']
  expect(new Set([...seen, ...alone])).toEqual(new Set(Object.keys(instructions)))
})
