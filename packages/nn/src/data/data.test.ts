import { grad, Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { batches } from './batches.ts'
import { takeRows } from './rows.ts'
import { splitData } from './split-data.ts'

const rng = new Rng(3)
const inputs = tensor(
  Array.from({ length: 10 }, (_, row) => [row, -row]),
  { dtype: 'float64' },
)
const targets = tensor(
  Array.from({ length: 10 }, (_, row) => row % 3),
  { dtype: 'int32' },
)
const data = { inputs, more: [targets, inputs.greater(4)] } as const

describe('batches', () => {
  test('come in any nesting, with a smaller last one or without it', () => {
    const all = batches(data, { size: 4 })
    expect(all.length).toBe(3)
    expect([...all].map((batch) => batch.inputs.shape)).toEqual([
      [4, 2],
      [4, 2],
      [2, 2],
    ])
    const [first] = [...all]
    expect(first?.inputs.dtype).toBe('float64')
    expect(first?.more[1]?.toArray()).toEqual(
      [
        [false, false],
        [false, true],
        [false, true],
        [false, true],
      ].map(() => [false, false]),
    )
    expect([...batches(data, { size: 4, lastBatch: 'drop' })].length).toBe(2)
    expect([...batches(inputs, { size: 20 })][0]?.toArray()).toEqual(inputs.toArray())
  })

  test('shuffled have each row once, in the same order again, and rows keep together', () => {
    const shuffled = batches(data, { size: 3, rng })
    const rows = [...shuffled].flatMap(({ inputs: x }) => [...x.column(0).data])
    expect(rows).not.toEqual([...inputs.column(0).data])
    expect(rows.toSorted((a, b) => a - b)).toEqual([...inputs.column(0).data])
    expect([...shuffled].flatMap(({ inputs: x }) => [...x.column(0).data])).toEqual(rows)
    for (const { inputs: x, more } of shuffled)
      expect([...x.column(0).data].map((row) => row % 3)).toEqual([...more[0].data])
    const other = batches(data, { size: 3, rng: rng.split(1) })
    expect([...other].flatMap(({ inputs: x }) => [...x.column(0).data])).not.toEqual(rows)
  })

  test('need rows, as many of each', () => {
    expect(() => batches({ a: inputs, b: [tensor([1])] }, { size: 2 })).toThrow(
      'batches: tensors must have as many rows each, got 10 at a and 1 at b[0]',
    )
    expect(() => batches([tensor(1)], { size: 2 })).toThrow(
      'must be [rows, ...], got a scalar at [0]',
    )
    expect(() => batches(inputs, { size: 0 })).toThrow('size must be a whole number from 1, got 0')
    expect(() => batches({}, { size: 1 })).toThrow('batches: must be given tensors')
  })
})

test('rows of long examples are copied too', () => {
  const x = rng.normal([3, 10, 10])
  expect(takeRows(x, [2, 0]).toArray()).toEqual([x.slice([2]).toArray(), x.slice([0]).toArray()])
  expect(() => takeRows(x, [3])).toThrow('a row must be a whole number from 0 to 2, got 3')
  for (const rows of [3, tensor([0])])
    expect(() => Reflect.apply(takeRows, null, [x, rows])).toThrow(
      /takeRows: rows must be a list of numbers, such as \[0, 2\] or the data of a tensor, got (3|a Tensor)/,
    )
})

test('rows, batches and parts have derivatives by the data', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ])
  const squares: Record<string, (y: Tensor) => Tensor> = {
    takeRows: (y) => takeRows({ y }, [1, 0]).y.mul(y.flip(0)).sum(),
    batches: (y) =>
      [...batches(y, { size: 1 })].reduce((sum, b) => sum.add(b.square().sum()), tensor(0)),
    splitData: (y) => splitData(y, { all: 1 }).all.mul(y).sum(),
  }
  for (const f of Object.values(squares)) expect(grad(f)(x).toArray()).toEqual(x.mul(2).toArray())
})

describe('splitData', () => {
  test('gives each row to one part', () => {
    const parts = splitData(data, { training: 0.6, validation: 0.2, test: 0.2 }, { rng })
    expect(
      [parts.training, parts.validation, parts.test].map((part) => part.inputs.shape[0]),
    ).toEqual([6, 2, 2])
    const rows = Object.values(parts).flatMap((part) => [...part.inputs.column(0).data])
    expect(rows.toSorted((a, b) => a - b)).toEqual([...inputs.column(0).data])
    expect([...splitData(inputs, { a: 0.5, b: 0.5 }).a.column(0).data]).toEqual([0, 1, 2, 3, 4])
  })

  test('keeps the shares of classes', () => {
    const classes = tensor(
      Array.from({ length: 40 }, (_, row) => (row < 8 ? 1 : 0)),
      { dtype: 'int32' },
    )
    const { few } = splitData({ classes }, { few: 0.25, many: 0.75 }, { rng, stratify: classes })
    expect(few.classes.sum().item()).toBe(2)
    expect(few.classes.size).toBe(10)
  })

  test('refuses shares that are none', () => {
    expect(() => splitData(inputs, { a: 0.5, b: 0.4 })).toThrow('must be above 0 and add up to 1')
    expect(() => splitData(inputs, { a: 0.99, b: 0.01 })).toThrow('got none for "b" of 10 rows')
  })
})
