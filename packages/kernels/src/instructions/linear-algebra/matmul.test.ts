import { assert, boolean, constantFrom, integer, oneof, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Machine, type MatmulDims, type Operand, Program } from '../../index.ts'

type Floats = Float32Array | Float64Array
type FloatName = 'float32' | 'float64'

const array = (dtype: FloatName, size: number): Floats =>
  dtype === 'float32' ? new Float32Array(size) : new Float64Array(size)

/** Deterministic numbers in [−1, 1), with the leading bits of a linear congruence. */
function draw(dtype: FloatName, size: number, seed: number): Floats {
  let state = seed | 0
  return array(dtype, size).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  })
}

/** The law, spelled out: blocks of 256 consecutive p, each summed in order from 0, then added in order. */
function reference(dtype: FloatName, dims: MatmulDims, a: Floats, b: Floats): Floats {
  const round = dtype === 'float32' ? Math.fround : (x: number): number => x
  const { batch, m, n, k, transposeA, transposeB, strideA, strideB } = dims
  const [aRow, aStep] = transposeA ? [1, m] : [k, 1]
  const [bColumn, bStep] = transposeB ? [k, 1] : [1, n]
  return array(dtype, batch * m * n).map((_, index) => {
    const column = index % n
    const row = Math.floor(index / n) % m
    const matrix = Math.floor(index / (m * n))
    let total = 0
    for (let start = 0; start < k; start += 256) {
      let sum = 0
      let x = matrix * strideA + row * aRow + start * aStep
      let y = matrix * strideB + column * bColumn + start * bStep
      for (let p = start; p < Math.min(start + 256, k); p++) {
        sum = round(sum + round((a[x] ?? Number.NaN) * (b[y] ?? Number.NaN)))
        x += aStep
        y += bStep
      }
      total = round(total + sum)
    }
    return total
  })
}

const machine = new Machine({ wide: false })
const wideMachine = new Machine({ wide: true })

/** A place of its own between two NaNs, off any alignment: what strays outside cannot go unnoticed. */
function fenced(
  machine: Machine,
  dtype: FloatName,
  data: Floats,
): { whole: Operand; part: Operand } {
  const before = 1 + (data.length % 5)
  const fence = array(dtype, before + data.length + 1).fill(Number.NaN)
  fence.set(data, before)
  const whole = machine.write(fence)
  const address = whole.address + before * data.BYTES_PER_ELEMENT
  return { whole, part: { address, dtype: whole.dtype, size: data.length } }
}

/** The product, which wide tiles make too, bit for bit. */
function multiply(dtype: FloatName, dims: MatmulDims, a: Floats, b: Floats): Floats {
  const product = multiplyOn(machine, dtype, dims, a, b)
  expect(bitsOf(multiplyOn(wideMachine, dtype, dims, a, b)).equals(bitsOf(product))).toBe(true)
  return product
}

const bitsOf = ({ buffer, byteOffset, byteLength }: Floats): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

function multiplyOn(
  machine: Machine,
  dtype: FloatName,
  dims: MatmulDims,
  a: Floats,
  b: Floats,
): Floats {
  machine.reset()
  const result = fenced(machine, dtype, array(dtype, dims.batch * dims.m * dims.n).fill(777))
  const program = new Program()
  const [left, right] = [fenced(machine, dtype, a), fenced(machine, dtype, b)]
  program.matmul(left.part, right.part, result.part, dims)
  machine.run(program)
  const around = machine.read(result.whole)
  const from = around.length - 1 - result.part.size
  expect([around.at(from - 1), around.at(-1)]).toEqual([Number.NaN, Number.NaN])
  const out = around.slice(from, -1)
  if (out instanceof Float32Array || out instanceof Float64Array) return out
  throw new Error('multiply: the product must be of floats')
}

/** The first index at which two arrays are not the same number, or −1. */
function firstDifference(x: Floats, y: Floats): number {
  if (x.length !== y.length) return Math.min(x.length, y.length)
  return x.findIndex((value, index) => !Object.is(value, y[index]))
}

function expectTheLaw(dtype: FloatName, dims: MatmulDims, seed: number): void {
  const { batch, m, n, k, strideA, strideB } = dims
  const a = draw(dtype, (batch - 1) * strideA + m * k, seed)
  const b = draw(dtype, (batch - 1) * strideB + k * n, seed + 1)
  const got = multiply(dtype, dims, a, b)
  expect(firstDifference(got, reference(dtype, dims, a, b)), JSON.stringify({ dtype, dims })).toBe(
    -1,
  )
}

const one = { batch: 1, strideA: 0, strideB: 0 }
const flips = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
)
const asStored = { ...one, transposeA: false, transposeB: false }

/** The law for matrices stored by rows and by columns, which makes no difference to their product. */
function expectTheLawInEveryLayout(
  dtype: FloatName,
  { m, n, k }: { readonly m: number; readonly n: number; readonly k: number },
  seed: number,
): void {
  const a = draw(dtype, m * k, seed)
  const b = draw(dtype, k * n, seed + 1)
  const expected = reference(dtype, { ...asStored, m, n, k }, a, b)
  const [aByColumns, bByColumns] = [byColumns(a, m), byColumns(b, k)]
  for (const flip of flips) {
    const left = flip.transposeA ? aByColumns : a
    const right = flip.transposeB ? bByColumns : b
    const got = multiply(dtype, { ...one, ...flip, m, n, k }, left, right)
    expect(firstDifference(got, expected), JSON.stringify({ dtype, m, n, k, ...flip })).toBe(-1)
  }
}

function byColumns(x: Floats, rows: number): Floats {
  const columns = x.length / rows
  return x.map((_, index) => x[(index % rows) * columns + Math.floor(index / rows)] ?? Number.NaN)
}

const dtypes: readonly FloatName[] = ['float32', 'float64']

describe.each(dtypes)('matmul of %s', (dtype) => {
  test('keeps the order of sums in every small shape, so all paths give the same bits', () => {
    for (const m of [1, 2, 3, 4, 5, 9])
      for (const n of [1, 2, 3, 4, 5, 8, 9, 33])
        for (const k of [1, 3, 4, 6]) expectTheLawInEveryLayout(dtype, { m, n, k }, m * n * k)
  })

  test('keeps it across the blocks of p, of rows and of columns', () => {
    for (const [m, n, k] of [
      [1, 70, 600],
      [70, 1, 257],
      [5, 300, 256],
      [40, 300, 259],
      [17, 530, 20],
      [263, 9, 300],
      [1, 1, 1000],
    ] as const)
      expectTheLawInEveryLayout(dtype, { m, n, k }, k)
  })

  test('keeps it for drawn shapes, batches and strides', () => {
    const size = oneof(integer({ min: 1, max: 12 }), integer({ min: 1, max: 70 }))
    const depth = oneof(integer({ min: 1, max: 20 }), integer({ min: 1, max: 530 }))
    const cases = record({
      batch: constantFrom(1, 1, 2, 3),
      ...{ m: size, n: size, k: depth, transposeA: boolean(), transposeB: boolean() },
      ...{ gapA: constantFrom(-1, 0, 3), gapB: constantFrom(-1, 0, 3), seed: integer() },
    })
    assert(
      property(cases, ({ gapA, gapB, seed, ...dims }) => {
        const strideA = gapA < 0 ? 0 : dims.m * dims.k + gapA
        const strideB = gapB < 0 ? 0 : dims.k * dims.n + gapB
        expectTheLaw(dtype, { ...dims, strideA, strideB }, seed)
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  test('gives zeros for k = 0 and nothing for empty products', () => {
    const none = array(dtype, 0)
    const zeros = multiply(dtype, { ...asStored, m: 5, n: 9, k: 0 }, none, none)
    expect(firstDifference(zeros, array(dtype, 45))).toBe(-1)
    expect(
      multiply(dtype, { ...asStored, m: 0, n: 9, k: 3 }, none, draw(dtype, 27, 1)),
    ).toHaveLength(0)
    expect(
      multiply(dtype, { ...asStored, m: 5, n: 0, k: 3 }, draw(dtype, 15, 1), none),
    ).toHaveLength(0)
    expect(multiply(dtype, { ...asStored, batch: 0, m: 5, n: 9, k: 3 }, none, none)).toHaveLength(0)
  })

  test('passes infinities and NaN on, to their own row and column alone', () => {
    const dims = { ...asStored, m: 6, n: 11, k: 5 }
    const a = draw(dtype, 30, 3)
    const b = draw(dtype, 55, 4)
    a[7] = Number.POSITIVE_INFINITY
    a[8] = 0
    b[3] = Number.NaN
    b[35] = Number.NEGATIVE_INFINITY
    const got = multiply(dtype, dims, a, b)
    expect(firstDifference(got, reference(dtype, dims, a, b))).toBe(-1)
    expect(got.filter(Number.isNaN).length).toBeGreaterThanOrEqual(6)
  })
})

test('a stride that leads out of an operand is refused, forwards and back', () => {
  machine.reset()
  const [a, b, out] = [machine, machine, machine].map((one) => one.write(new Float32Array(8)))
  if (!a || !b || !out) throw new Error('there are three')
  const dims = { batch: 2, m: 2, n: 2, k: 2, transposeA: false, transposeB: false }
  for (const strides of [
    { strideA: -4, strideB: 0 },
    { strideA: 0, strideB: -4 },
    { strideA: 5, strideB: 0 },
  ])
    expect(() => new Program().matmul(a, b, out, { ...dims, ...strides })).toThrow(RangeError)
})
