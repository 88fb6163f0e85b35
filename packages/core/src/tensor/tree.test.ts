import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  DTypeError,
  ShapeError,
  type Source,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from '../index.ts'
import { leavesLike, leavesOf, type MapTree, rebuild, type Tree } from './tree.ts'

const a = tensor(1)
const b = new Variable(2)
const nested = { layers: [{ kernel: a }, { kernel: b }], scale: a }

describe('nestings', () => {
  it('list their leaves with the path of each', () => {
    expect(leavesOf('grad', nested)).toEqual([
      { path: 'layers[0].kernel', leaf: a },
      { path: 'layers[1].kernel', leaf: b },
      { path: 'scale', leaf: a },
    ])
    expect(leavesOf('grad', a)).toEqual([{ path: '', leaf: a }])
    expect(leavesOf('grad', [])).toEqual([])
  })

  it('are rebuilt with other leaves', () => {
    expect(rebuild(nested, [1, null, 3])).toEqual({
      layers: [{ kernel: 1 }, { kernel: null }],
      scale: 3,
    })
    expectTypeOf<MapTree<{ x: [Tensor, Variable] }, number>>().toEqualTypeOf<{
      x: [number, number]
    }>()
  })

  it.each<[unknown, string]>([
    [{ x: 5 }, 'got 5 at x'],
    [[a, null], 'got null at [1]'],
    [{ x: [new Map()] }, 'got a Map at x[0]'],
    [undefined, 'got undefined'],
  ])('refuse %j', (tree, words) => {
    const given = tree as Tree<Source>
    expect(() => leavesOf('grad', given)).toThrow(TypeError)
    expect(() => leavesOf('grad', given)).toThrow(
      `grad: must be tensors or variables, or arrays and objects of them, ${words}`,
    )
  })
})

describe('leaves at the places of another nesting', () => {
  const like = ['x', leavesOf('hvp', { p: zeros([2]), q: zeros([3]) })] as const

  it('are found by name, not by order', () => {
    const [p, q] = [zeros([2]), zeros([3])]
    expect(leavesLike('hvp', ['v', { q, p }], like)).toEqual([p, q])
  })

  it('must all exist, fit, and not be more', () => {
    const run = (tree: Tree<Source>) => (): Source[] => leavesLike('hvp', ['v', tree], like)
    const must = 'hvp: v must have the nesting and shapes of x, got'
    expect(run({ p: zeros([2]) })).toThrow(ShapeError)
    expect(run({ p: zeros([2]) })).toThrow(`${must} nothing for [3] at q`)
    expect(run({ p: zeros([2]), q: zeros([2]) })).toThrow(`${must} [2] for [3] at q`)
    expect(run({ p: zeros([2]), q: zeros([3]), r: a })).toThrow(`${must} more at r`)
    expect(run({ p: zeros([2]), q: zeros([3], { dtype: 'float64' }) })).toThrow(DTypeError)
    expect(run({ p: zeros([2]), q: zeros([3], { dtype: 'float64' }) })).toThrow(
      'got float64 for float32 at q',
    )
  })
})
