import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../context/entry.ts'
import { recordingWith } from '../context/recording.ts'
import {
  apply,
  checkGradients,
  GradientCheckError,
  mul,
  type Primitive,
  primitive,
  Rng,
  sin,
  square,
  stopGradient,
  type Tensor,
  type Unary,
} from '../index.ts'
import { elementwiseBinary } from './elementwise/arithmetic.ts'
import type { Row } from './rows/row.fixture.ts'
import { table } from './table.fixture.ts'

const draw = ({ name, inputs }: Row): Tensor[] =>
  inputs.map(({ shape, low, high }, index) =>
    new Rng(7).split(name).split(index).uniform(shape, { low, high, dtype: 'float64' }),
  )

describe('derivatives of orders 1 to 3, analytic against finite differences', () => {
  it.each(table)('$name', (row) => {
    checkGradients(row.run, draw(row), { order: 3, tolerance: 1e-7 })
  })
})

it('the table runs every primitive that has a derivative', async () => {
  const seen = new Set<string>()
  const recorder = {
    watches: () => true,
    record: ({ operation }: Entry) => seen.add(operation),
    read: () => {},
  }
  recordingWith(recorder, () => {
    for (const row of table) row.run(...draw(row))
  })
  const differentiable = (await primitives()).filter(hasRule).map(({ name }) => name)
  expect(differentiable.length).toBeGreaterThan(40)
  expect(differentiable.filter((name) => !seen.has(name))).toEqual([])
})

type AnyPrimitive = Primitive<readonly Tensor[], unknown>

async function primitives(): Promise<AnyPrimitive[]> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^[a-z-]+\/[a-z-]+\.ts$/.test(file),
  )
  const modules: object[] = await Promise.all(
    files.map((file) => import(/* @vite-ignore */ `./${file}`)),
  )
  return modules.flatMap((module) => Object.values(module).filter(isPrimitive))
}

const hasRule = ({ vjp }: AnyPrimitive): boolean =>
  typeof vjp === 'function' || vjp.some((rule) => rule !== null)

const isPrimitive = (value: unknown): value is AnyPrimitive =>
  typeof value === 'object' && value !== null && 'vjp' in value

describe('the checker catches', () => {
  const x = new Rng(3).uniform([4], { low: 0.5, high: 1.5, dtype: 'float64' })

  it('a wrong first-order rule', () => {
    const wrong = elementwiseBinary('wrong', 'multiply', [
      (g, [, b]) => mul(g, mul(b, 1.001)),
      (g, [a]) => mul(g, a),
    ])
    const f = (a: Tensor): Tensor => apply(wrong, [a, sin(a)], null)
    expect(() => checkGradients(f, [x], { order: 1 })).toThrow(GradientCheckError)
    expect(() => checkGradients(f, [x], { order: 1 })).toThrow(/derivative of order 1/)
  })

  it('a rule that is right to first order and wrong to second', () => {
    const lower: Primitive<Unary, null>['lower'] = (program, [a], out) =>
      program.binary(2, a, a, out)
    // The copy of x stands for a constant: the path from x to the rule is lost.
    const wrong = primitive<Unary>({
      name: 'wrong',
      shape: ([a]) => a.shape,
      lower,
      vjp: [(g, [a]) => mul(g, mul(stopGradient(a), 2))],
    })
    const f = (a: Tensor): Tensor => apply(wrong, [a], null)
    checkGradients(f, [x], { order: 1 })
    expect(() => checkGradients(f, [x], { order: 2 })).toThrow(/derivative of order 2/)
    checkGradients(square, [x], { order: 3 })
  })
})
