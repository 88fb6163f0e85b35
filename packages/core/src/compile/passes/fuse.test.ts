import { expect, it } from 'vitest'
import {
  compile,
  equal,
  GradientTape,
  Rng,
  relu,
  type Tensor,
  tensor,
  where,
  zeros,
} from '../../index.ts'

const rng = new Rng(5)
const draw = (name: string, ...shape: number[]): Tensor => rng.split(name).normal(shape)

/** The program's instructions; the compiled function must give the bits of `f`. */
function instructions(f: (...args: Tensor[]) => Tensor, ...args: Tensor[]): string[] {
  const compiled = compile(f)
  expect(compiled(...args).data).toEqual(f(...args).data)
  return compiled
    .explain(...args)
    .split('\n')
    .filter((line) => / operations, .* bytes, /.test(line))
    .map((line) => line.replace(/^%\d+ = (.*)\(.*\) : .*$/, '$1'))
}

it('an elementwise chain is one loop, bias and scalars read as they are', () => {
  const f = (x: Tensor, w: Tensor, b: Tensor): Tensor => x.matmul(w).add(b).mul(2).tanh()
  expect(instructions(f, draw('x', 5, 3), draw('w', 3, 7), draw('b', 7))).toEqual([
    'matmul',
    'fused(add multiply tanh)',
  ])
})

it('values of rows and of columns in one loop', () => {
  const f = (x: Tensor, row: Tensor, column: Tensor): Tensor => x.sub(row).div(column).exp()
  const [x, row, column] = [draw('x', 4, 6), draw('r', 4, 1), draw('c', 6)]
  expect(instructions(f, x, row, column)).toEqual(['fused(subtract divide exp)'])
})

it('repeats that do not fit the loop are made first', () => {
  const f = (x: Tensor, a: Tensor, b: Tensor): Tensor => x.add(a).mul(b)
  expect(instructions(f, draw('x', 2, 3, 4), draw('a', 1, 3, 1), draw('b', 4))).toEqual([
    'broadcastTo',
    'fused(add multiply)',
  ])
})

it.each<[from: number[], to: number[]]>([
  [[0], [3, 0]],
  [
    [3, 1],
    [3, 0],
  ],
  [
    [2, 0, 1],
    [0, 4],
  ],
  [[], [0]],
])('nothing, repeated: %j beside %j', (from, to) => {
  const f = (x: Tensor, y: Tensor): Tensor => x.add(y).mul(2)
  expect(compile(f)(zeros(from), zeros(to)).shape).toEqual(f(zeros(from), zeros(to)).shape)
})

it('a condition is part of every chain that chooses by it', () => {
  const f = (x: Tensor): Tensor => {
    const tape = new GradientTape({ persistent: true })
    tape.watch(x)
    const y = tape.record(() => relu(x.mul(3)).square())
    return tape.gradient(y, x)
  }
  expect(instructions(f, draw('x', 33)).every((name) => name.startsWith('fused'))).toBe(true)
  const g = (x: Tensor): Tensor =>
    where(x.less(1).logicalAnd(x.greater(-1).logicalNot()), x.neg(), x.add(1))
  expect(instructions(g, draw('g', 9))).toHaveLength(1)
})

it('a value that others read too is stored once', () => {
  const f = (x: Tensor): Tensor => {
    const h = x.exp().add(1)
    return h.sum(0).add(h.mul(2))
  }
  expect(instructions(f, draw('x', 3, 4))).toEqual(['fused(exp add)', 'sum', 'fused(multiply add)'])
})

it('float64 and integers keep their own instructions', () => {
  const f = (x: Tensor): Tensor => x.exp().add(1).log()
  expect(instructions(f, tensor([1, 2, 3], { dtype: 'float64' }))).toHaveLength(4)
  const g = (x: Tensor): Tensor => x.mul(3).add(x)
  expect(instructions(g, tensor([1, 2], { dtype: 'int32' }))).toHaveLength(3)
})

it('a long chain is cut, and still right', () => {
  const f = (x: Tensor): Tensor =>
    Array.from({ length: 60 }, (_, i) => i).reduce((y, i) => y.mul(0.9).add(i), x)
  expect(instructions(f, draw('x', 7)).length).toBeGreaterThan(1)
})

it('compares booleans, and compiles layered and long conditions in no time', () => {
  const [a, b] = [tensor([1, -1, 2, -2, 0]), tensor([3, 4, -1, -5, 0])]
  const alike = (x: Tensor, y: Tensor): Tensor =>
    where(equal(x.greater(0), y.greater(0)), x.mul(10), y.mul(100))
  expect(compile(alike)(a, b).toArray()).toEqual([10, 400, -100, -20, 0])
  const layered = (x: Tensor, y: Tensor): Tensor => {
    let [c, d] = [x.greater(0), y.greater(0)]
    for (let i = 0; i < 40; i++) [c, d] = [c.logicalAnd(d), c.logicalOr(d).logicalNot()]
    return where(c.logicalOr(d), x, y)
  }
  expect(compile(layered)(a, b).toArray()).toEqual(layered(a, b).toArray())
  const long = (x: Tensor): Tensor => {
    let c = x.less(5)
    for (let i = 0; i < 3000; i++) c = c.logicalAnd(x.less(5 + i))
    return where(c, x, x.neg())
  }
  expect(compile(long)(a).toArray()).toEqual(long(a).toArray())
})
