import { expect, it } from 'vitest'
import { compile, grad, ones, type Tensor, tensor, where } from '../index.ts'
import { GraphBuilder } from './trace/graph-builder.ts'

const repeated =
  (count: number, step: (x: Tensor, k: number) => Tensor) =>
  (x: Tensor): Tensor => {
    let y = x
    for (let k = 0; k < count; k++) y = step(y, k)
    return y
  }

const steps: readonly (readonly [number, string, (x: Tensor, k: number) => Tensor])[] = [
  [20_000, 'views', (x, k) => x.reshape(k % 2 ? [2, 3] : [3, 2])],
  [10_000, 'elementwise operations', (x) => x.neg()],
  [2000, 'choices', (x) => where(x.greater(0), x, 0)],
  [
    2000,
    'products with ones',
    (x, k) =>
      x
        .reshape([6])
        .mul(ones([1]).broadcastTo([6]))
        .reshape(k % 2 ? [2, 3] : [3, 2]),
  ],
]

it('a program without end is refused before it fills the memory', () => {
  const builder = new GraphBuilder()
  const endless = (): never => {
    for (;;) builder.input([], 'float32')
  }
  expect(endless).toThrow('compile: a function must have at most 500000 operations, got more')
  expect(builder.nodes).toHaveLength(500_000)
})

it.each(steps)('a program of %i %s is compiled', (count, _, step) => {
  expect(compile(repeated(count, step))(ones([2, 3])).toArray()).toEqual(ones([2, 3]).toArray())
})

it('derivatives pass back through 4000 operations, and are compiled', () => {
  const f = repeated(2000, (x, k) => x.reshape(k % 2 ? [2] : [1, 2]).neg())
  const slope = grad((x: Tensor) => f(x).sum())
  const x = tensor([1, 2])
  expect(slope(x).toArray()).toEqual([1, 1])
  expect(compile(slope)(x).toArray()).toEqual([1, 1])
})

it('a value with 5000 readers, and a program of as many inputs, are compiled', () => {
  const read = (x: Tensor): Tensor => repeated(5000, (y) => y.add(x))(x)
  expect(compile(read)(tensor([1])).toArray()).toEqual([5001])
  const xs = Array.from({ length: 5000 }, () => tensor([1]))
  const sum = (all: readonly Tensor[]): Tensor => all.reduce((a, b) => a.add(b))
  expect(compile(sum)(xs).toArray()).toEqual([5000])
})

it('zeros of a branch not taken pass back through 8000 operations', () => {
  const f = repeated(8000, (x, k) => x.reshape(k % 2 ? [2] : [1, 2]))
  const slope = grad((x: Tensor) => where(x.greater(0), f(x.sqrt()), 0).sum())
  const x = tensor([0, 4])
  expect(slope(x).toArray()).toEqual([0, 0.25])
  expect(compile(slope)(x).toArray()).toEqual([0, 0.25])
})
