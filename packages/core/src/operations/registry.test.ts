import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BinaryFunction } from '@sobolev/kernels'
import { describe, expect, it } from 'vitest'
import { apply, flip, mul, type Primitive, primitive, type Unary } from '../index.ts'
import { checks, testTable } from './checks.fixture.ts'
import { any, type Row, unary } from './rows/row.fixture.ts'

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
