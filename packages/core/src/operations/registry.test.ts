import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BinaryFunction } from '@sobolev/kernels'
import { describe, expect, it } from 'vitest'
import { apply, flip, mul, type Primitive, primitive, type Unary } from '../index.ts'
import { checks, shapes, shapesOf, shapesUpTo, testTable } from './checks.fixture.ts'
import { any, filled, type Row, unary } from './rows/row.fixture.ts'

testTable('its value is the closed form', 'in float32 it is near that of float64')

it('each check runs in exactly one of the files registry*.test.ts', () => {
  const files = readdirSync(import.meta.dirname).filter((file) =>
    /^registry.*\.test\.ts$/.test(file),
  )
  const names = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    const [, list = ''] = /^testTable\(([^)]*)\)/m.exec(text) ?? []
    return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)
  })
  expect(names.sort()).toEqual(Object.keys(checks).sort())
})

describe('the drawn shapes', () => {
  it.each([
    [1, 4],
    [2, 4],
    [3, 4],
    [3, 3],
  ])('of %i axes have every two lengths up to %i on any two of them', (rank, longest) => {
    const lengths = Array.from({ length: longest + 1 }, (_, length) => length)
    const ofRank = shapesUpTo(longest).filter((shape) => shape.length === rank)
    for (const first of lengths)
      for (const second of lengths)
        for (let i = 0; i < rank; i++)
          for (let j = i + 1; j < rank; j++)
            expect(
              ofRank.some(
                (shape) =>
                  shape[i] === first &&
                  shape[j] === second &&
                  // Beside an empty axis nothing is computed.
                  (first * second === 0 || !shape.includes(0)),
              ),
            ).toBe(true)
    for (const length of lengths) expect(ofRank.flat()).toContain(length)
  })

  it('are left out where they give the same inputs as another', () => {
    const row = unary('of filled shapes', (x) => x, any(), { shapes: filled })
    const inputs = shapesOf(row).map((drawn) => JSON.stringify(filled(drawn)))
    expect(new Set(inputs).size).toBe(inputs.length)
    expect(new Set(inputs)).toEqual(new Set(shapes.map((drawn) => JSON.stringify(filled(drawn)))))
  })
})

describe('the checks see a planted mistake', () => {
  const double = (planted: Partial<Primitive<Unary, null>>): Row => {
    const op = primitive<Unary>({
      name: 'double',
      shape: ([x]) => x.shape,
      batch: ([x], attributes, applyBatched) => applyBatched([x.tensor], attributes),
      lower: (program, [x], out) => program.binary(BinaryFunction.add, x, x, out),
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
    const wrong = double({
      batch: ([x], _, applyBatched) => applyBatched([flip(x.tensor, [0])], null),
    })
    expect(failing(wrong)).toEqual(['mapped it is the loop, bit for bit'])
  })

  it('in what is computed', () => {
    const wrong = double({
      lower: (program, [x], out) => program.binary(BinaryFunction.multiply, x, x, out),
    })
    expect(failing(wrong)).toContain('its value is the closed form')
  })

  it('in a derivative rule, that is not linear in its cotangent', () => {
    const wrong = double({ vjp: [(g) => mul(g, g)] })
    expect(failing(wrong)).toEqual(['forward and reverse agree'])
  })
})
