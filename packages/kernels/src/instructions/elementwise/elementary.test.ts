import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  type Elementary,
  type ElementaryPair,
  elementary,
  error32,
  error64,
  evaluate,
  evaluatePair,
  evaluatePower,
  powerReference,
  reference,
} from '../../../scripts/elementary-error.ts'

const golden: Record<string, number[][]> = JSON.parse(
  readFileSync(new URL('elementary.json.golden', import.meta.url), 'utf8'),
)

const pairs: readonly ElementaryPair[] = ['power', 'atan2']

const INF = Infinity
const MAX_32 = 3.4028234663852886e38
const MIN_32 = 1.401298464324817e-45

/** What no rounding excuses: [x, f(x)] for both float types. */
const exact: Record<Elementary, [number, number][]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [INF, INF],
    [-INF, 0],
    [1e30, INF],
    [-1e30, 0],
    [MIN_32, 1],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [INF, INF],
    [-INF, -1],
    [-200, -1],
    [1e30, INF],
    [MIN_32, MIN_32],
  ],
  log: [
    [1, 0],
    [0, -INF],
    [-0, -INF],
    [INF, INF],
    [-INF, NaN],
    [-1, NaN],
    [-MIN_32, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -INF],
    [-1.5, NaN],
    [INF, INF],
    [-INF, NaN],
    [MIN_32, MIN_32],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [INF, NaN],
    [-INF, NaN],
    [MIN_32, MIN_32],
    [-MIN_32, -MIN_32],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [INF, NaN],
    [-INF, NaN],
    [MIN_32, 1],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [INF, 1],
    [-INF, -1],
    [50, 1],
    [-50, -1],
    [-MIN_32, -MIN_32],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [INF, 1],
    [-INF, 0],
    [50, 1],
    [-1000, 0],
    [MAX_32, 1],
  ],
  softplus: [
    [INF, INF],
    [-INF, 0],
    [MAX_32, MAX_32],
    [-MAX_32, 0],
    [1000, 1000],
    [-1000, 0],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [INF, 1],
    [-INF, -1],
    [7, 1],
    [-7, -1],
    [-MIN_32, -MIN_32],
  ],
  log2: [
    [1, 0],
    [0, -INF],
    [-0, -INF],
    [INF, INF],
    [-INF, NaN],
    [-1, NaN],
    [8, 3],
    [2 ** -126, -126],
    [2 ** 127, 127],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [INF, NaN],
    [-INF, NaN],
    [MIN_32, MIN_32],
    [-MIN_32, -MIN_32],
  ],
  asin: [
    [0, 0],
    [-0, -0],
    [1.5, NaN],
    [-1.5, NaN],
    [INF, NaN],
    [-MIN_32, -MIN_32],
  ],
  acos: [
    [1, 0],
    [1.5, NaN],
    [-1.5, NaN],
    [INF, NaN],
    [-INF, NaN],
  ],
  atan: [
    [0, 0],
    [-0, -0],
    [INF, Math.PI / 2],
    [-INF, -Math.PI / 2],
    [MAX_32, Math.PI / 2],
    [1, Math.PI / 4],
    [-MIN_32, -MIN_32],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [INF, INF],
    [-INF, -INF],
    [1e30, INF],
    [-1e30, -INF],
    [-MIN_32, -MIN_32],
  ],
  cosh: [
    [0, 1],
    [-0, 1],
    [INF, INF],
    [-INF, INF],
    [-1e30, INF],
    [MIN_32, 1],
  ],
  erfc: [
    [0, 1],
    [-0, 1],
    [INF, 0],
    [-INF, 2],
    [-30, 2],
    [30, 0],
    [-MIN_32, 1],
  ],
  erfInv: [
    [0, 0],
    [-0, -0],
    [1, INF],
    [-1, -INF],
    [1.5, NaN],
    [-INF, NaN],
    [-MIN_32, -MIN_32],
  ],
}

/** The float32s below 2^22 that come nearest to multiples of π/2. */
const quarterTurns = [252.89821, 505.79642, 4.712389, 52516.434, 1011.59283, 267058.94, 2709675.5]

/** Neighbours between which a float32 result overflows, vanishes or turns subnormal. */
const edges: Partial<Record<Elementary, number[]>> = {
  exp: [88.72283, 88.72284, -87.33654, -87.33655, -103.27893, -103.97207, -103.97208],
  expm1: [88.72283, 88.72284, -17.32868, -16.63553],
  log: [1.1754944e-38, 1.1754942e-38, 1e-40, 0.99999994, 1.0000001, MAX_32],
  log1p: [-0.99999994, 1.4901161e-8, 1.4901163e-8, 1e-40, MAX_32],
  sin: [1048576, 1048576.1, ...quarterTurns, 1e10, 1e38, MAX_32],
  cos: [1048576, 1048576.1, ...quarterTurns, 1e10, 1e38, MAX_32],
  tanh: [9.010913, 9.010914, 10.5, 1e-40],
  sigmoid: [-87.33654, -103.97207, -103.97208, 16.635532, 17.32868],
  softplus: [-87.33654, -103.97207, -103.97208, 16.635532, 17.32868, 1e-40],
  erf: [3.8325067, 3.9192059, 4, 1e-40],
  log2: [1.1754944e-38, 1.1754942e-38, 1e-40, 0.99999994, 1.0000001, MAX_32],
  tan: [1048576, 1048576.1, ...quarterTurns, 1e10, 1e38, MAX_32],
  asin: [0.5, 0.50000006, 0.99999994, 1, 1e-40],
  acos: [0.5, 0.50000006, 0.99999994, -0.99999994, -1, 1e-40],
  atan: [0.99999994, 1.0000001, 1e7, 1e-40, MAX_32],
  sinh: [89.41598, 89.415985, 0.34657359, 1e-40],
  cosh: [89.41598, 89.415985, 0.34657359],
  erfc: [10.054713, 10.054714, 9.2, 10.3, -3.9, -4, 1e-40],
  erfInv: [0.99999994, 0.7950601, 0.9298735, 0.99074006, 1e-40],
}

test.each(elementary)('%s has its special values in both float types', (name) => {
  const x = [...exact[name].map(([at]) => at), NaN]
  const values = [...exact[name].map(([, value]) => value), NaN]
  expect(evaluate(name, Float32Array.from(x))).toEqual(Float32Array.from(values))
  const wide = exact[name].filter(([at]) => Math.abs(at) !== MIN_32)
  expect(
    evaluate(
      name,
      Float64Array.from(wide, ([at]) => at),
    ),
  ).toEqual(Float64Array.from(wide, ([, value]) => value))
})

test.each(elementary)('%s of float32 is within 0.55 ULP', (name) => {
  const bits = Uint32Array.from({ length: 1 << 18 }, (_, i) => i * 16_381)
  const x = new Float32Array([...new Float32Array(bits.buffer), ...(edges[name] ?? [])])
  const values = reference(name, x)
  evaluate(name, x).forEach((value, i) => {
    const error = error32(value, values[i] ?? NaN)
    if (error > 0.55) expect.fail(`${name}(${x[i]}) = ${value}, off by ${error} ULP`)
  })
})

test.each(elementary)('%s of float64 is within 1 ULP', (name) => {
  const rows = golden[name] ?? []
  expect(rows.length).toBeGreaterThan(48)
  evaluate(
    name,
    Float64Array.from(rows, ([x = NaN]) => x),
  ).forEach((value, i) => {
    const [x, nearest = NaN, rest = NaN] = rows[i] ?? []
    const error = error64(value, nearest, rest)
    if (error > 1) expect.fail(`${name}(${x}) = ${value}, off by ${error} ULP`)
  })
})

test.each(pairs)('%s of float64 is within 1 ULP', (name) => {
  const rows = golden[name === 'power' ? 'pow' : name] ?? []
  expect(rows.length).toBeGreaterThan(40)
  const a = Float64Array.from(rows, ([x = NaN]) => x)
  const b = Float64Array.from(rows, ([, y = NaN]) => y)
  evaluatePair(name, a, b).forEach((value, i) => {
    const [x, y, nearest = NaN, rest = NaN] = rows[i] ?? []
    const error = error64(value, nearest, rest)
    if (error > 1) expect.fail(`${name}(${x}, ${y}) = ${value}, off by ${error} ULP`)
  })
})

test('atan2 of float32 is within 0.55 ULP', () => {
  const bits = Uint32Array.from({ length: 1 << 18 }, (_, i) => i * 16_381)
  const a = new Float32Array(bits.buffer)
  const b = Float32Array.from(a, (y, i) => (y * (((i * 37) % 128) - 64)) / 16)
  evaluatePair('atan2', a, b).forEach((value, i) => {
    const [y, x] = [a[i] ?? NaN, b[i] ?? NaN]
    const error = error32(value, Math.atan2(y, x))
    if (error > 0.55) expect.fail(`atan2(${y}, ${x}) = ${value}, off by ${error} ULP`)
  })
})

test('atan2 has the special values of C99 for every pair of remarkable operands', () => {
  const some = [0, MIN_32, 0.5, 1, 1.5, 16_777_216, MAX_32, INF, NaN]
  const all = some.flatMap((x) => [x, -x])
  const a = all.flatMap((x) => all.map(() => x))
  const b = all.flatMap(() => all)
  for (const type of [Float32Array, Float64Array]) {
    evaluatePair('atan2', type.from(a), type.from(b)).forEach((value, i) => {
      const [y, x] = [a[i] ?? NaN, b[i] ?? NaN]
      const expected = Math.atan2(y, x)
      const error =
        type === Float32Array
          ? error32(value, expected)
          : Object.is(value, expected) || value !== 0
            ? Math.abs(value / expected - 1) / 3e-16
            : Infinity
      if (error > 1 || Number.isNaN(value) !== Number.isNaN(expected))
        expect.fail(`atan2(${y}, ${x}) = ${value}, not ${expected}`)
    })
  }
})

test('pow of float32 is within 0.55 ULP', () => {
  const bits = Uint32Array.from({ length: 1 << 18 }, (_, i) => i * 16_381)
  const a = new Float32Array(bits.buffer)
  const b = Float32Array.from(a, (_, i) => ((i * 37) % 128) / 4 - 16)
  evaluatePower(a, b).forEach((value, i) => {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN]
    const error = error32(value, powerReference(x, y))
    if (error > 0.55) expect.fail(`${x}^${y} = ${value}, off by ${error} ULP`)
  })
})

test('pow has the special values of C99 for every pair of remarkable operands', () => {
  const some = [0, MIN_32, 0.5, 1, 1.5, 2, 3, 4, 16_777_215, 16_777_216, MAX_32, INF, NaN]
  const all = some.flatMap((x) => [x, -x])
  const a = all.flatMap((x) => all.map(() => x))
  const b = all.flatMap(() => all)
  for (const type of [Float32Array, Float64Array]) {
    evaluatePower(type.from(a), type.from(b)).forEach((value, i) => {
      const special = type.of(powerReference(a[i] ?? NaN, b[i] ?? NaN))[0] ?? NaN
      // Between these, the reference itself is rounded: the bounds above judge.
      if (!Number.isInteger(special) && Number.isFinite(special)) return
      if (Number.isInteger(special) && Math.abs(special) > 2 ** 24) return
      if (!Object.is(value, special)) expect.fail(`${a[i]}^${b[i]} = ${value}, not ${special}`)
    })
  }
})

const increasing = elementary.filter(
  (name) => !['sin', 'cos', 'tan', 'acos', 'cosh', 'erfc'].includes(name),
)

test.each(increasing)('%s never falls from one float32 to the next', (name) => {
  // Around the places where a reduction changes its integer or a formula its piece.
  const halves = [1, 3, 5, 7, 9].map((odd) => (odd * Math.LN2) / 2)
  const centres = [1, 2, 0.5, Math.SQRT1_2, Math.SQRT2, 4, ...halves, ...halves.map((h) => h / 2)]
  for (const centre of centres.flatMap((c) => (name.startsWith('log') ? [c] : [c, -c / 4]))) {
    const bits = new Int32Array(4096)
    const x = new Float32Array(bits.buffer)
    x[0] = centre
    const first = bits[0] ?? 0
    bits.forEach((_, i) => {
      bits[i] = first + Math.sign(centre) * (i - 2048)
    })
    const values = evaluate(name, x)
    const fall = values.findIndex((value, i) => i > 0 && value < (values[i - 1] ?? NaN))
    if (fall >= 0) expect.fail(`${name} falls at ${x[fall]}`)
  }
})

/** Ordinary, tiny, huge and special arguments side by side. */
const mixed = [0.3, -7.5, INF, 2e7, -0, 1e-40, NaN, -3e38, 1, -1, -INF, 50, -0.7, 3e6, 1e-9, -120]

test.each(elementary)('%s: bits depend on no neighbour and no position', (name) => {
  for (const type of [Float32Array, Float64Array]) {
    const alone = mixed.map((x) => evaluate(name, type.of(x))[0])
    for (let turn = 0; turn < mixed.length; turn++) {
      const turned = [...mixed.slice(turn), ...mixed.slice(0, turn)].slice(0, 15)
      const expected = [...alone.slice(turn), ...alone.slice(0, turn)].slice(0, 15)
      expect([...evaluate(name, type.from(turned))]).toEqual(expected)
    }
  }
})

test.each(pairs)('%s: bits depend on no neighbour and no position', (name) => {
  for (const type of [Float32Array, Float64Array]) {
    const every = mixed.flatMap((a) => mixed.map((b): [number, number] => [a, b]))
    const alone = every.map(([a, b]) => evaluatePair(name, type.of(a), type.of(b))[0])
    const a = type.from(every.map(([first]) => first))
    const b = type.from(every.map(([, second]) => second))
    expect([...evaluatePair(name, a, b)]).toEqual(alone)
  }
})
