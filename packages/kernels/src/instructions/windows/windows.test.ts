import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded } from '../../../testing/samples.ts'
import { DTypeCode, Machine, MachineFault, Program, type WindowsView } from '../../index.ts'

const views: readonly WindowsView[] = [
  { parts: 1, length: 4, sizes: [3, 2], strides: [1, 1] },
  { parts: 3, length: 30, sizes: [3, 11], strides: [2, 1] },
  { parts: 5, length: 64, sizes: [3, 3, 3, 3], strides: [8, 1, 16, 2] },
  {
    parts: 2,
    length: 7 * 9 * 20,
    sizes: [2, 2, 3, 6, 4, 17],
    strides: [180, 20, 1, 180, 40, 1],
  },
  { parts: 4, length: 2, sizes: [1, 1], strides: [1, 1] },
  { parts: 2, length: 3, sizes: [0, 2], strides: [1, 1] },
  { parts: 0, length: 3, sizes: [2, 2], strides: [1, 1] },
]

const sizeOf = ({ sizes }: Pick<WindowsView, 'sizes'>): number => sizes.reduce((a, b) => a * b, 1)

/** Where within its part each element of a block goes, in the order of the block. */
const placesOf = ({ sizes, strides }: Pick<WindowsView, 'sizes' | 'strides'>): number[] =>
  sizes.reduce<number[]>(
    (places, size, axis) =>
      places.flatMap((place) =>
        Array.from({ length: size }, (_, i) => place + i * (strides[axis] ?? 0)),
      ),
    [0],
  )

describe.each(dtypeNames)('overlapAdd %s', (dtype) => {
  test.each(views)('$parts parts of $length, sizes $sizes', (view) => {
    const block = sizeOf(view)
    const x = plain(dtype, view.parts * block)
    const size = view.parts * view.length
    const run = (): unknown =>
      evaluate([x], code(dtype), size, (program, out, a) => program.overlapAdd(a, out, view))
    if (dtype === 'bool' && x.length > 0) {
      expect(run).toThrow(MachineFault)
      return
    }
    const expected = rounded(dtype, Array(size).fill(0))
    const places = placesOf(view)
    x.forEach((value, at) => {
      const to = Math.floor(at / block) * view.length + (places[at % block] ?? 0)
      expected[to] = (expected[to] ?? 0) + value
    })
    expect(run()).toEqual(expected)
  })
})

test('overlapAdd refuses to reach outside of a part', () => {
  const machine = new Machine()
  const x = machine.reserve(DTypeCode.float32, 4)
  const out = machine.reserve(DTypeCode.float32, 4)
  const view = { parts: 2, length: 2, sizes: [2], strides: [2] }
  expect(() => new Program().overlapAdd(x, out, view)).toThrow(/must stay within 2 elements/)
  const small = { ...view, parts: 1 }
  expect(() => new Program().overlapAdd(x, out, small)).toThrow(/float32 of 2 elements, got/)
})

const pools = [
  { parts: 3, length: 6, sizes: [2, 3], strides: [1, 2], within: 1 },
  { parts: 5, length: 98, sizes: [2, 2, 7, 3], strides: [7, 1, 14, 2], within: 2 },
  { parts: 2, length: 121, sizes: [3, 3, 5, 5], strides: [11, 1, 22, 2], within: 2 },
  { parts: 4, length: 256, sizes: [3, 2, 5, 9], strides: [32, 3, 16, 1], within: 2 },
  {
    parts: 1,
    length: 400,
    sizes: [2, 3, 2, 3, 2, 5],
    strides: [100, 10, 1, 100, 20, 2],
    within: 3,
  },
  { parts: 2, length: 40, sizes: [2, 9], strides: [2, 4], within: 1 },
  { parts: 1, length: 7, sizes: [7], strides: [1], within: 1 },
  { parts: 3, length: 5, sizes: [5], strides: [1], within: 0 },
  { parts: 0, length: 5, sizes: [2, 4], strides: [1, 1], within: 1 },
]

describe.each(['float32', 'float64'] as const)('firstLargest %s', (dtype) => {
  test.each(pools)('$parts parts of $length, sizes $sizes', ({ within, ...view }) => {
    // Few values, so that many are equal, and some NaN.
    const x = plain(dtype, view.parts * view.length).map((value) => Math.round(value) % 3)
    for (let at = 5; at < x.length; at += 17) x[at] = Number.NaN
    const inner = { sizes: view.sizes.slice(0, within), strides: view.strides.slice(0, within) }
    const outer = { sizes: view.sizes.slice(within), strides: view.strides.slice(within) }
    const expected = Array.from({ length: view.parts }, (_, part) =>
      placesOf(outer).map((corner) => {
        const places = placesOf(inner).map((place) => corner + place)
        const values = places.map((place) => x[part * view.length + place] ?? 0)
        const nan = values.findIndex(Number.isNaN)
        return places[nan >= 0 ? nan : values.indexOf(Math.max(...values))] ?? -1
      }),
    ).flat()
    const found = evaluate([x], DTypeCode.int32, expected.length, (program, out, a) =>
      program.firstLargest(a, out, { ...view, within }),
    )
    expect([...found]).toEqual(expected)
  })
})

test('firstLargest refuses what has no largest, and to reach outside of a part', () => {
  const machine = new Machine()
  const x = machine.reserve(DTypeCode.float32, 4)
  const out = machine.reserve(DTypeCode.int32, 2)
  const view = { parts: 1, length: 4, sizes: [2, 2], strides: [3, 2], within: 1 }
  expect(() => new Program().firstLargest(x, out, view)).toThrow(/must stay within 4 elements/)
  const none = { ...view, sizes: [0, 2] }
  expect(() => new Program().firstLargest(x, out, none)).toThrow(/must hold an element/)
  const whole = machine.reserve(DTypeCode.int32, 4)
  const program = new Program()
  program.firstLargest(whole, out, { ...view, strides: [1, 2] })
  expect(() => machine.run(program)).toThrow(MachineFault)
})
