import { expect, it } from 'vitest'
import {
  compile,
  grad,
  jacobian,
  Rng,
  scan,
  type Tensor,
  tensor,
  vmap,
  where,
} from '../../index.ts'
import { cell, draw, sameBits, simple, start, w, ys } from './scan.fixture.ts'

it('vmap of a loop is one loop, of carries, inputs and what is closed over', () => {
  const batch = draw('batch', 4, 6, 3)
  const starts = draw('starts', 4, 3)
  const ws = draw('ws', 4, 3, 3)
  const over = (a: readonly (0 | null)[]) => (k: Tensor, x: Tensor, h: Tensor) =>
    vmap(simple, { inAxes: a })(k, x, h)
  for (const [f, ...args] of [
    [over([null, 0, null]), w, batch, start],
    [over([null, null, 0]), w, ys, starts],
    [over([0, null, null]), ws, ys, start],
    [over([0, 0, 0]), ws, batch, starts],
  ] as const) {
    sameBits(f, ...args)
    const [k, x, h] = args
    sameBits((a) => grad((b: Tensor) => f(b, x, h).square().sum())(a), k)
    sameBits((a) => grad((b: Tensor) => f(k, b, h).square().sum())(a), x)
    expect(
      compile(f)
        .explain(...args)
        .match(/repeat/g),
    ).toHaveLength(1)
  }
  const perExample = (all: Tensor): Tensor =>
    vmap((k: Tensor) => grad((a: Tensor) => simple(a, ys, start))(k))(all)
  sameBits(perExample, ws)
  sameBits((all) => grad((a: Tensor) => perExample(a).square().sum())(all), ws)
  sameBits(
    (k) => jacobian((a: Tensor) => scan((c, x) => ({ carry: cell(c, x, a) }), start, ys).carry)(k),
    w,
  )
  // Two axes, one outside and one within, and a counter that is one for all.
  const counted = (k: Tensor, h: Tensor): Tensor =>
    scan(
      ({ n, c }) => ({
        carry: {
          n: n.add(1),
          c: cell(c, new Rng(3).split(n).normal([3], { dtype: 'float64' }), k),
        },
      }),
      { n: tensor(0, { dtype: 'int32' }), c: h },
      undefined,
      { length: 3 },
    ).carry.c
  const twice = (k: Tensor, h: Tensor): Tensor =>
    vmap((a: Tensor) => vmap((b: Tensor) => counted(a, b))(h))(k)
  sameBits(twice, ws, starts)
  expect(twice(ws, starts).shape).toEqual([4, 4, 3])
  expect(
    twice(ws, starts)
      .slice([2, 1])
      .sub(counted(ws.slice([2]), starts.slice([1])))
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-12)
  expect(
    compile(twice)
      .explain(ws, starts)
      .match(/= deriveKey/g),
  ).toHaveLength(1)
})

it('parts of the carry that become those of one example at either of two levels', () => {
  const upTo = (x: Tensor, y: Tensor): Tensor =>
    scan(
      ({ isOver, h }: { isOver: Tensor; h: Tensor }) => ({
        carry: { isOver: h.greater(y), h: where(isOver, h, h.add(x)) },
      }),
      { isOver: tensor(false), h: tensor(0) },
      undefined,
      { length: 4 },
    ).carry.h
  const [xs, limits] = [tensor([1, 2, 3]), tensor([0, 4])]
  const inOrder = vmap((y: Tensor) => vmap((x: Tensor) => upTo(x, y))(xs))
  const reversed = vmap((x: Tensor) => vmap((y: Tensor) => upTo(x, y))(limits))
  const wanted = [0, 1].map((i) =>
    [0, 1, 2].map((j) => upTo(xs.slice([j]), limits.slice([i])).item()),
  )
  for (const [f, x] of [
    [inOrder, limits],
    [compile(inOrder), limits],
  ] as const)
    expect(f(x).toArray()).toEqual(wanted)
  expect(reversed(xs).transpose().toArray()).toEqual(wanted)
})
