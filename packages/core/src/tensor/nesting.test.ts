import { expect, it } from 'vitest'
import { flattenArguments } from '../compile/trace/signature.ts'
import { compile, grad, type Tensor, tensor } from '../index.ts'
import { isPlainObject } from './nesting.ts'
import { leavesOf, rebuild, type Tree } from './tree.ts'

/** A tensor so many arrays and objects down. */
function deep<Leaf>(depth: number, leaf: Leaf): Tree<Leaf> {
  let tree: Tree<Leaf> = leaf
  for (let level = 0; level < depth; level++) tree = level % 2 ? [tree] : { a: tree }
  return tree
}

/** The leaf of such a nesting. */
function bottom(tree: unknown): unknown {
  let inner = tree
  while (Array.isArray(inner) || isPlainObject(inner))
    inner = Array.isArray(inner) ? inner[0] : inner.a
  return inner
}

it('nestings may be 20,000 levels deep, in transforms and in compiled functions', () => {
  const x = tensor([1, 2])
  const tree = deep(20_000, x)
  expect(leavesOf('test', tree)).toHaveLength(1)
  expect(bottom(rebuild(tree, [3]))).toBe(3)
  const halve = compile((given: unknown) => {
    const at = bottom(given)
    return deep(20_000, at === undefined ? x : (at as Tensor).mul(0.5))
  })
  expect(bottom(halve(tree))).toEqual(x.mul(0.5))
})

it('one that contains itself is an error, in place of an endless walk', () => {
  const tree: unknown[] = [tensor(1)]
  tree.push({ list: tree })
  expect(() => grad((x: readonly Tensor[]) => x[0] ?? tensor(0))(tree as Tensor[])).toThrow(
    'grad: arrays and objects must not contain themselves, got one that does at "list"',
  )
  expect(() => compile((x: unknown[]) => x.length)(tree)).toThrow('compile: arrays and objects')
  expect(() => compile(() => tree)()).toThrow('compile: arrays and objects')
})

it('one tensor or array in two places is no circle, and paths are named in order', () => {
  const pair = [tensor(1), tensor(2)]
  const tree = { a: pair, b: [pair, { c: tensor(3) }] }
  expect(leavesOf('test', tree).map(({ path }) => path)).toEqual([
    ...['a[0]', 'a[1]', 'b[0][0]', 'b[0][1]', 'b[1].c'],
  ])
  expect(rebuild(tree, [1, 2, 3, 4, 5])).toEqual({ a: [1, 2], b: [[3, 4], { c: 5 }] })
  expect(() => leavesOf('test', { a: [1] as unknown as Tensor[] })).toThrow('got 1 at a[0]')
})

it('compiled functions tell apart what is not the same', () => {
  const [one, other] = [Symbol('s'), Symbol('s')]
  const nests = [
    [],
    [[]],
    [[], []],
    {},
    { a: [] },
    { a: {} },
    Array(1),
    [1, [2]],
    [[1], 2],
    [[1, 2]],
    [1, 2],
  ]
  const plain = [null, undefined, 'undefined', one, other, 1, '1', 1n, -0, 0, Number.NaN, 'NaN']
  const named = [{ a: 1, b: 2 }, { 'a":1,"b': 2 }, { a: '1,"b":2' }]
  const all = [...nests, ...plain, ...named]
  const signatures = new Set(all.map((each) => flattenArguments([each]).signature))
  expect(signatures.size).toBe(all.length)
  expect(() => flattenArguments({ [one]: 1 })).toThrow('must have text for names')
})
