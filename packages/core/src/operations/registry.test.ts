import { Binary } from '@sobolev/kernels'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  apply,
  compile,
  flip,
  jvp,
  mul,
  type Primitive,
  primitive,
  Rng,
  stack,
  sum,
  type Tensor,
  type Unary,
  vjp,
  vmap,
} from '../index.ts'
import { any, type Row, unary } from './rows/row.fixture.ts'
import { table } from './table.fixture.ts'

/** Drawn shapes for every row that takes any. */
const SHAPES = 200
const EXAMPLES = 3

const counts = { rows: new Set<string>(), checks: 0 }
afterAll(() => {
  console.log(`${counts.rows.size} ways to call an operation, ${counts.checks} checks`)
})

const anyShape = fc.array(fc.oneof(fc.constant(1), fc.nat(4)), { maxLength: 3 })

/** The row's inputs for a drawn shape, or the fixed ones; `lead` axes before each. */
function draw({ name, inputs, shapes }: Row, drawn: readonly number[], lead: readonly number[]) {
  const all = shapes?.(drawn) ?? inputs.map(({ shape }) => shape)
  return all.map((shape, index) => {
    const { low = -2, high = 2 } = inputs[index] ?? {}
    const rng = new Rng(7).split(name).split(index).split(drawn.length)
    return rng.uniform([...lead, ...shape], { low, high, dtype: 'float64' })
  })
}

const bits = (x: Tensor): string =>
  `${x.dtype}[${x.shape}] ${Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')}`

const inner = (a: readonly Tensor[], b: readonly Tensor[]): number =>
  a.reduce((total, each, index) => total + sum(each.mul(b[index] ?? 0)).item(), 0)

const normals = (like: readonly Tensor[], seed: number): Tensor[] =>
  like.map((x, index) => new Rng(seed).split(index).normal(x.shape, { dtype: 'float64' }))

/** Largest difference, in parts of the larger of 1 and the value. */
function distance(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape)
  return [...a.data].reduce((worst, value, index) => {
    const other = b.data[index] ?? Number.NaN
    if (Object.is(value, other)) return worst
    return Math.max(worst, Math.abs(value - other) / Math.max(1, Math.abs(other)))
  }, 0)
}

const checks: Readonly<Record<string, (row: Row, drawn: readonly number[]) => void>> = {
  'its value is the closed form'(row, drawn) {
    const { value } = row
    if (!value) return
    const xs = draw(row, drawn, [])
    const y = row.run(...xs)
    const expected = [...y.data].map((_, at) => value(...xs.map((x) => x.data[at] ?? Number.NaN)))
    for (const [at, each] of expected.entries())
      expect(Math.abs((y.data[at] ?? 0) - each)).toBeLessThanOrEqual(
        1e-13 * Math.max(1, Math.abs(each)),
      )
  },
  'in float32 it is near that of float64'(row, drawn) {
    const xs = draw(row, drawn, []).map((x) => x.cast('float32'))
    const y = row.run(...xs)
    const fine = row.run(...xs.map((x) => x.cast('float64')))
    expect(distance(y.cast('float64'), fine)).toBeLessThan(1e-4)
  },
  'compiled it has the same bits'(row, drawn) {
    const xs = draw(row, drawn, [])
    expect(bits(compile(row.run)(...xs))).toBe(bits(row.run(...xs)))
  },
  'mapped it is the loop, bit for bit'(row, drawn) {
    const xs = draw(row, drawn, [EXAMPLES])
    const loop = Array.from({ length: EXAMPLES }, (_, at) =>
      row.run(...xs.map((x) => x.slice([at]))),
    )
    expect(bits(vmap(row.run)(...xs))).toBe(bits(stack(loop)))
    if (xs.length < 2) return
    // One argument for all.
    const inAxes = xs.map((_, index) => (index === 0 ? 0 : null))
    const shared = xs.map((x, index) => (index === 0 ? x : x.slice([0])))
    const one = Array.from({ length: EXAMPLES }, (_, at) =>
      row.run(...shared.map((x, index) => (index === 0 ? x.slice([at]) : x))),
    )
    expect(bits(vmap(row.run, { inAxes })(...shared))).toBe(bits(stack(one)))
  },
  'forward and reverse agree'(row, drawn) {
    const xs = draw(row, drawn, [])
    const f = (at: readonly Tensor[]): Tensor => row.run(...at)
    const v = normals(xs, 1)
    const { value, derivative } = jvp<readonly Tensor[]>(f, xs, v)
    const [u] = normals([value], 2)
    if (!u) return
    const { pull } = vjp<readonly Tensor[]>(f, xs)
    const [forward, reverse] = [inner([derivative], [u]), inner(pull(u), v)]
    expect(Math.abs(forward - reverse)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(forward)))
  },
}

describe.each(Object.entries(checks))('%s', (_, check) => {
  it.each(table)('$name', (row) => {
    counts.rows.add(row.name)
    const once = (drawn: readonly number[]): void => {
      counts.checks++
      check(row, drawn)
    }
    if (row.shapes) fc.assert(fc.property(anyShape, once), { numRuns: SHAPES, seed: 1 })
    else once([])
  })
})

describe('the checks see a planted mistake', () => {
  const double = (planted: Partial<Primitive<Unary, null>>): Row => {
    const op = primitive<Unary>({
      name: 'double',
      shape: ([x]) => x.shape,
      batch: ([x], attributes, again) => again([x.tensor], attributes),
      lower: (program, [x], out) => program.binary(Binary.add, x, x, out),
      vjp: [(g) => mul(g, 2)],
      ...planted,
    })
    return unary('double', (x) => apply(op, [x], null), any(), { value: (x) => 2 * x })
  }
  const failing = (row: Row): string[] =>
    Object.entries(checks).flatMap(([name, check]) => {
      try {
        check(row, [])
        return []
      } catch {
        return [name]
      }
    })

  it('but none in what is right', () => expect(failing(double({}))).toEqual([]))

  it('in a shape rule', () => {
    const wrong = double({ shape: ([x]) => [...x.shape].reverse() })
    expect(failing(wrong)).toContain('mapped it is the loop, bit for bit')
  })

  it('in a batching rule', () => {
    const wrong = double({ batch: ([x], _, again) => again([flip(x.tensor, [0])], null) })
    expect(failing(wrong)).toEqual(['mapped it is the loop, bit for bit'])
  })

  it('in what is computed', () => {
    const wrong = double({
      lower: (program, [x], out) => program.binary(Binary.multiply, x, x, out),
    })
    expect(failing(wrong)).toContain('its value is the closed form')
  })

  it('in a derivative rule, that is not linear in its cotangent', () => {
    const wrong = double({ vjp: [(g) => mul(g, g)] })
    expect(failing(wrong)).toEqual(['forward and reverse agree'])
  })
})
