import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  flattenTree,
  grad,
  jvp,
  mapTree,
  stack,
  type Tensor,
  tensor,
  treeEntries,
  treeLeaves,
  unflattenTree,
  Variable,
} from '../index.ts'

const tree = {
  layers: [{ kernel: tensor([[1, 2]]) }, { kernel: new Variable([3]) }],
  scale: tensor(4),
}

describe('mapTree', () => {
  it('keeps the nesting, and takes others beside it by their paths', () => {
    const doubled = mapTree((x) => x.mul(2), tree)
    expect(doubled.layers[0]?.kernel.toArray()).toEqual([[2, 4]])
    expectTypeOf(doubled.scale).toEqualTypeOf<Tensor>()
    const { scale, layers } = tree
    const sums = mapTree((a, b) => a.add(b).sum().item(), tree, { scale, layers })
    expect(sums).toEqual({ layers: [{ kernel: 6 }, { kernel: 6 }], scale: 8 })
    expect(mapTree((x, y) => x.sub(y).item(), tensor(3), new Variable(1))).toBe(2)
  })

  it('is a step of training in one line', () => {
    const weights = { w: tensor([1, 2]), b: tensor(1) }
    const loss = ({ w, b }: typeof weights): Tensor => w.square().sum().add(b)
    const moved = mapTree((w, slope) => w.sub(slope.mul(0.5)), weights, grad(loss)(weights))
    expect(mapTree((x) => x.toArray(), moved)).toEqual({ w: [0, 0], b: 0.5 })
  })

  it('takes a list of trees, however many', () => {
    const members: { w: Tensor }[] = [1, 2, 3].map((w) => ({ w: tensor(w) }))
    const stacked = mapTree((...leaves) => stack(leaves), ...members)
    expectTypeOf(stacked).toEqualTypeOf<{ w: Tensor }>()
    expect(stacked.w.toArray()).toEqual([1, 2, 3])
    // @ts-expect-error: a function of two leaves is given two trees
    expect(() => mapTree((a, b) => a.add(b), tree)).toThrow()
  })

  it('says where nestings differ, and what is no tensor', () => {
    expect(() =>
      mapTree((a, b) => a.add(b), { a: tensor(1), b: tensor(1) }, { a: tensor(1) }),
    ).toThrow('mapTree: trees must have one nesting, got another in tree 2 of 2 at b')
    expect(() => mapTree((x) => x, { a: [tensor(1), 'x'] })).toThrow('got "x" at a[1]')
  })
})

it('leaves come in order, with their paths', () => {
  expect(treeLeaves(tree).map((x) => x.size)).toEqual([2, 1, 1])
  expect(treeEntries(tree).map(([path]) => path)).toEqual([
    'layers[0].kernel',
    'layers[1].kernel',
    'scale',
  ])
})

describe('flattenTree', () => {
  it('is undone by unflattenTree', () => {
    const vector = flattenTree(tree)
    expect(vector.toArray()).toEqual([1, 2, 3, 4])
    const again = unflattenTree(vector.mul(2), tree)
    expect(again.layers[0]?.kernel.toArray()).toEqual([[2, 4]])
    expect(again.scale.item()).toBe(8)
    expect(flattenTree([]).shape).toEqual([0])
  })

  it('lets derivatives through, both ways', () => {
    const f = (x: Tensor): Tensor => {
      const { a, b } = unflattenTree(x, { a: tensor([0, 0]), b: tensor(0) })
      return flattenTree({ b: b.mul(a.sum()), a: a.square() }).sum()
    }
    expect(grad(f)(tensor([1, 2, 3])).toArray()).toEqual([5, 7, 3])
  })

  it('says what does not fit', () => {
    expect(() => flattenTree([tensor(1), tensor(1, { dtype: 'float64' })])).toThrow(
      'flattenTree: all must have one dtype, got float32 at [0] and float64 at [1]',
    )
    expect(() => unflattenTree(tensor([1, 2]), tree)).toThrow(
      'unflattenTree: the vector must be [4], as the tree has so many numbers, got [2]',
    )
  })
})

it('trees whose keys make two paths one are refused, where they are matched', () => {
  const twice = { 'a.b': tensor(1), a: { b: tensor(2) } }
  const message = 'each tensor must have a path of its own, got two at a.b; rename a key'
  expect(() => mapTree((x, y) => x.add(y), twice, twice)).toThrow(`mapTree: ${message}`)
  expect(() => jvp((p: typeof twice) => p['a.b'].mul(3), twice, twice)).toThrow(message)
  expect(treeLeaves(mapTree((x) => x.neg(), twice)).map((x) => x.item())).toEqual([-1, -2])
})
