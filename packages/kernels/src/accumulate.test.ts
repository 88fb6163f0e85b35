import { describe, expect, test } from 'vitest'
import { evaluate } from '../testing/evaluate.ts'
import { code, dtypeNames, plain, rounded } from '../testing/samples.ts'
import { type AccumulateView, DTypeCode, Machine, MachineFault, Program } from './index.ts'

const views: readonly AccumulateView[] = [
  { parts: 1, length: 4, sizes: [3, 2], outStrides: [1, 1] },
  { parts: 3, length: 30, sizes: [3, 11], outStrides: [2, 1] },
  { parts: 5, length: 64, sizes: [3, 3, 3, 3], outStrides: [8, 1, 16, 2] },
  {
    parts: 2,
    length: 7 * 9 * 20,
    sizes: [2, 2, 3, 6, 4, 17],
    outStrides: [180, 20, 1, 180, 40, 1],
  },
  { parts: 4, length: 2, sizes: [1, 1], outStrides: [1, 1] },
  { parts: 2, length: 3, sizes: [0, 2], outStrides: [1, 1] },
  { parts: 0, length: 3, sizes: [2, 2], outStrides: [1, 1] },
]

const sizeOf = ({ sizes }: AccumulateView): number => sizes.reduce((a, b) => a * b, 1)

/** Where within its part each element of a block goes, in the order of the block. */
const placesOf = ({ sizes, outStrides }: AccumulateView): number[] =>
  sizes.reduce<number[]>(
    (places, size, axis) =>
      places.flatMap((place) =>
        Array.from({ length: size }, (_, i) => place + i * (outStrides[axis] ?? 0)),
      ),
    [0],
  )

describe.each(dtypeNames)('accumulate %s', (dtype) => {
  test.each(views)('$parts parts of $length, sizes $sizes', (view) => {
    const block = sizeOf(view)
    const x = plain(dtype, view.parts * block)
    const size = view.parts * view.length
    const run = (): unknown =>
      evaluate([x], code(dtype), size, (program, out, a) => program.accumulate(a, out, view))
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

test('accumulate refuses to reach outside of a part', () => {
  const machine = new Machine()
  const x = machine.reserve(DTypeCode.float32, 4)
  const out = machine.reserve(DTypeCode.float32, 4)
  const view = { parts: 2, length: 2, sizes: [2], outStrides: [2] }
  expect(() => new Program().accumulate(x, out, view)).toThrow(/must stay within 2 elements/)
  const small = { ...view, parts: 1 }
  expect(() => new Program().accumulate(x, out, small)).toThrow(/float32 of 2 elements, got/)
})
