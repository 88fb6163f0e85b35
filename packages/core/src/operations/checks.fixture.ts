import { afterAll, describe, expect, it } from 'vitest'
import { compile, jvp, Rng, stack, sum, type Tensor, vjp, vmap } from '../index.ts'
import type { Row } from './rows/row.fixture.ts'
import { table } from './table.fixture.ts'

const EXAMPLES = 2

type Shape = readonly number[]

/**
 * Every shape of up to two axes of 0 to `longest` elements, and of those of three axes as many as every two lengths
 * need to meet on any two of the axes: a Latin square without an empty axis, as nothing is computed beside one, and
 * those of a second one that have one.
 */
export function shapesUpTo(longest: number): readonly Shape[] {
  const lengths = Array.from({ length: longest + 1 }, (_, length) => length)
  const pairs = lengths.flatMap((first) => lengths.map((second) => [first, second] as const))
  return [
    [],
    ...lengths.map((length) => [length]),
    ...pairs,
    ...pairs
      .filter(([first, second]) => first > 0 && second > 0)
      .map(([first, second]) => [first, second, 1 + ((first + second) % longest)]),
    ...pairs
      .map(([first, second]) => [first, second, (first + second) % (longest + 1)])
      .filter((shape) => shape.includes(0)),
  ]
}

export const shapes: readonly Shape[] = shapesUpTo(4)

/** Of transforms, whose rules are of axes: no axis, none along one, one, several, and an odd number. */
const shapesOfTransforms = shapesUpTo(3)

/** The drawn shapes that give the row inputs of different shapes: one for each. */
export function shapesOf({ shapes: inputs }: Row, among = shapes): readonly Shape[] {
  if (inputs === undefined) return [[]]
  const different = new Map(among.map((drawn) => [JSON.stringify(inputs(drawn)), drawn]))
  return [...different.values()]
}

/** The row's inputs for a shape, or the fixed ones; `lead` axes before each. */
function draw({ name, inputs, shapes }: Row, drawn: Shape, lead: Shape) {
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

/** What holds for every way to call an operation, of any shape. */
export const checks: Readonly<Record<string, (row: Row, drawn: Shape) => void>> = {
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

const ofTransforms = new Set(['mapped it is the loop, bit for bit', 'forward and reverse agree'])

/** Tests every row of the table by some of the checks, in every shape where it takes any. */
export function testTable(...names: readonly string[]): void {
  const counts = { rows: new Set<string>(), checks: 0 }
  afterAll(() => {
    console.log(`${counts.rows.size} ways to call an operation, ${counts.checks} checks`)
  })
  describe.each(names)('%s', (name) => {
    const check = checks[name]
    it.each(table)('$name', (row) => {
      if (check === undefined) throw new RangeError(`there is no check "${name}"`)
      counts.rows.add(row.name)
      for (const shape of shapesOf(row, ofTransforms.has(name) ? shapesOfTransforms : shapes)) {
        counts.checks++
        try {
          check(row, shape)
        } catch (cause) {
          throw new Error(`${row.name} of shape [${shape.join(', ')}]: ${cause}`, { cause })
        }
      }
    })
  })
}
