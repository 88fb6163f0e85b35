import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  type Block,
  blockOf,
  build,
  errorOf,
  indicesOf,
  sample,
  seeds,
} from '../block.fixture.ts'

type Named = readonly string[]

/** The definition: over every value of every label, the product of all operands. */
function byHand(
  operands: readonly { readonly block: Block; readonly labels: Named }[],
  output: Named,
  lengths: Readonly<Record<string, number>>,
): Block {
  const rest = Object.keys(lengths).filter((label) => !output.includes(label))
  const of = (labels: Named): number[] => labels.map((label) => lengths[label] ?? 1)
  return build(of(output), (index) =>
    indicesOf(of(rest)).reduce((total, inner) => {
      const value = (label: string): number =>
        (output.includes(label) ? index[output.indexOf(label)] : inner[rest.indexOf(label)]) ?? 0
      const factors = operands.map(({ block, labels }) => at(block, labels.map(value)))
      return total + factors.reduce((product, factor) => product * factor, 1)
    }, 0),
  )
}

const letters = ['i', 'j', 'k', 'A'] as const
const term = record({
  letters: array(constantFrom(...letters), { maxLength: 3 }),
  // How many of the two axes of "..." the operand has, where it stands, and which of them have length 1.
  around: integer({ min: 0, max: 3 }),
  where: integer({ min: 0, max: 3 }),
  ones: integer({ min: 0, max: 3 }),
})
const cases = record({
  terms: array(term, { minLength: 1, maxLength: 4 }),
  lengths: array(integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
  output: array(integer({ min: 0, max: 100 }), { maxLength: 3 }),
  form: constantFrom('explicit', 'implicit'),
  dtype: constantFrom('float32', 'float64', 'int32'),
  seed: seeds,
})

describe('einsum', () => {
  it('is its definition, over drawn subscripts and shapes', () => {
    assert(
      property(cases, ({ terms, lengths, output, form, dtype, seed }) => {
        const size: Record<string, number> = {}
        for (const [index, label] of [...letters, '.1', '.0'].entries())
          size[label] = lengths[index] ?? 1
        const operands = terms.map(({ letters: own, around, where, ones }, index) => {
          // 3: no "..." at all; else the last so many of its axes.
          const dots = around === 3 ? [] : ['.1', '.0'].slice(2 - around)
          const start = Math.min(where, own.length)
          const labels = [...own.slice(0, start), ...dots, ...own.slice(start)]
          const shape = labels.map((label) =>
            label.startsWith('.') && ones & (label === '.0' ? 1 : 2) ? 1 : (size[label] ?? 1),
          )
          const text = `${own.slice(0, start).join('')}${around === 3 ? '' : '...'}${own.slice(start).join(' ')}`
          return { labels, text, x: sample(dtype, shape, seed + index) }
        })
        const used = [...new Set(operands.flatMap(({ labels }) => labels))]
        for (const label of Object.keys(size)) {
          const full = operands.some(({ labels, x }) =>
            labels.some((each, axis) => each === label && x.shape[axis] === size[label]),
          )
          if (!used.includes(label)) delete size[label]
          else if (!full) size[label] = 1
        }
        const dots = ['.1', '.0'].filter((label) => used.includes(label))
        const all = operands.flatMap(({ labels }) => labels.filter((l) => !l.startsWith('.')))
        const own =
          form === 'implicit'
            ? all.filter((l) => all.filter((each) => each === l).length === 1).sort()
            : [
                ...new Set(
                  output.flatMap((n) => (all.length > 0 ? [all[n % all.length] ?? ''] : [])),
                ),
              ]
        const left = operands.map(({ text }) => text).join(', ')
        const subscripts = form === 'implicit' ? left : `${left} -> ...${own.join('')}`
        const y = S.einsum(subscripts, ...operands.map(({ x }) => x))
        const expected = byHand(
          operands.map(({ x, labels }) => ({ block: blockOf(x), labels })),
          [...dots, ...own],
          size,
        )
        expect(y.shape).toEqual(expected.shape)
        expect(y.dtype).toBe(dtype)
        const tolerance = { float32: 1e-4, float64: 1e-12, int32: 0 }[dtype]
        expect(errorOf(blockOf(y), expected, 1)).toBeLessThanOrEqual(tolerance)
      }),
      { numRuns: 1000, seed: 22 },
    )
  })

  it('of the well-known forms', () => {
    const [a, b] = [sample('float64', [2, 3], 1), sample('float64', [3, 4], 2)]
    expect(S.einsum('ij,jk', a, b).toArray()).toEqual(a.matmul(b).toArray())
    expect(S.einsum('ij', a).toArray()).toEqual(a.toArray())
    expect(S.einsum('ij', a)).not.toBe(a)
    expect(S.einsum('ba', a).toArray()).toEqual(a.transpose().toArray())
    expect(S.einsum('ij->', a).item()).toBe(a.sum().item())
    expect(S.einsum('i,i', [1, 2], [3, 4]).item()).toBe(11)
    expect(S.einsum(',->', 2, 3).item()).toBe(6)
    expect(
      S.einsum('ii->i', [
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([1, 4])
    expect(
      S.einsum('ii', [
        [1, 2],
        [3, 4],
      ]).item(),
    ).toBe(5)
    expect(S.einsum('iii->i', S.range(8).reshape([2, 2, 2])).toArray()).toEqual([0, 7])
  })

  it('multiplies a long chain from its small end', () => {
    // All at once this would be 50⁶ products, and from the left 50³ numbers.
    const m = S.full([50, 50], 0.02)
    const v = S.ones([50])
    const y = S.einsum('ab,bc,cd,de,ef,f->a', m, m, m, m, m, v)
    expect(y.shape).toEqual([50])
    expect(y.data[0]).toBeCloseTo(1, 5)
  })

  it('names what does not fit', () => {
    const x = S.zeros([2, 3])
    const wrong: readonly (readonly [string, readonly S.TensorLike[], string])[] = [
      ['ij,jk->ik', [x], 'einsum: "ij,jk->ik" has subscripts for 2 operands, got 1'],
      ['ij', [], 'einsum: needs at least one operand for "ij"'],
      ['ijk', [x], 'einsum: subscript "ijk" names 3 axes, got operand 0 of shape [2, 3]'],
      ['i', [x], 'einsum: subscript "i" names 1 axes, got operand 0 of shape [2, 3]'],
      ['i...jk', [x], 'einsum: subscript "i...jk" names at least 3 axes, got operand 0'],
      ['i1', [x], 'a subscript must be letters with at most one "...", got "i1" in "i1"'],
      ['i..', [x], 'a subscript must be letters with at most one "...", got "i.." in "i.."'],
      ['......', [x], 'a subscript must be letters with at most one "...", got "......"'],
      ['ij->i->j', [x], 'einsum: "->" may stand once, got "ij->i->j"'],
      ['ij->ii', [x], 'einsum: subscript "i" may stand once in the result, got "ij->ii"'],
      ['ij->k', [x], 'einsum: subscript "k" of the result stands for no axis of an operand'],
      ['ii', [x], 'einsum: subscript "i" must have one length, got 2 and 3 in "ii"'],
      ['ij,ji', [x, x], 'einsum: subscript "j" must have one length, got 3 and 2 in "ij,ji"'],
      ['...i->i', [x], 'einsum: the result must have "..." where an operand has, got "...i->i"'],
      [
        '...,...',
        [x, [1, 2]],
        'einsum "...": shapes must be equal or broadcast, got [2, 3] and [2]',
      ],
    ]
    for (const [subscripts, operands, message] of wrong) {
      expect(() => S.einsum(subscripts, ...operands)).toThrow(S.ShapeError)
      expect(() => S.einsum(subscripts, ...operands)).toThrow(message)
    }
    expect(() => S.einsum('i', [true])).toThrow('einsum: must be numbers, got bool')
    expect(() => S.einsum('i,i', S.zeros([1]), S.zeros([1], { dtype: 'float64' }))).toThrow(
      'einsum: dtypes must agree, got float32 and float64',
    )
  })
})
