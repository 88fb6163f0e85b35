import { expect, it, vi } from 'vitest'
import * as core from '../index.ts'

const { Rng, tensor, Variable, zeros } = core
const x = tensor([
  [1, 2],
  [3, 4],
])

it('its text is what a template makes of a tensor', () => {
  expect(`${x} ${[x.sum()]}`).toBe('Tensor([[1, 2], [3, 4]], float32) Tensor(10, float32)')
  expect(String(new Variable(1, { name: 'w' }))).toBe('Variable(w, Tensor(1, float32))')
})

it('JSON holds the elements, which make the tensor, the variable and the source of random numbers again', () => {
  const values = { x, loss: x.sum(), v: new Variable(1), odd: x.greater(2), none: zeros([0]) }
  expect(JSON.stringify(values)).toBe(
    '{"x":[[1,2],[3,4]],"loss":10,"v":1,"odd":[[false,false],[true,true]],"none":[]}',
  )
  expect(tensor(JSON.parse(JSON.stringify(x))).toArray()).toEqual(x.toArray())
  const rng = new Rng(7).split('a')
  const key: number[] = JSON.parse(JSON.stringify(rng))
  const again = new Rng(tensor(key, { dtype: 'int32' }))
  expect(again.normal([3]).toArray()).toEqual(rng.normal([3]).toArray())
  expect(JSON.stringify(tensor([Number.NaN, 1]))).toBe('[null,1]')
})

it.each<[string, (shape: number[]) => core.Tensor]>([
  ['zeros', (shape) => zeros(shape)],
  ['ones', (shape) => core.ones(shape)],
  ['full', (shape) => core.full(shape, 3)],
  ['broadcastTo', (shape) => core.broadcastTo([1, 2], shape)],
  ['reshape', (shape) => core.reshape([1, 2, 3, 4], shape)],
  ['tensor', (shape) => tensor([1, 2, 3, 4], { shape })],
  ['uniform', (shape) => new Rng(0).uniform(shape)],
  ['normal', (shape) => new Rng(0).normal(shape)],
  ['truncatedNormal', (shape) => new Rng(0).truncatedNormal(shape)],
  ['exponential', (shape) => new Rng(0).exponential(shape)],
  ['bernoulli', (shape) => new Rng(0).bernoulli(0.5, shape)],
  ['rademacher', (shape) => new Rng(0).rademacher(shape)],
  ['categorical', (shape) => new Rng(0).categorical(zeros([3]), shape)],
])('%s copies the shape that it is given: changing the array changes no tensor', (_, make) => {
  const shape = [2, 2]
  const made = make(shape)
  shape[0] = 4
  expect(made.shape).toEqual([2, 2])
})

it('flip takes one axis as well', () => {
  expect(x.flip(0).toArray()).toEqual([
    [3, 4],
    [1, 2],
  ])
})

it('a tensor of another copy of the package is told from an object', async () => {
  vi.resetModules()
  const other = await import('../index.ts')
  const sum = (x: core.Tensor): core.Tensor => x.sum()
  const message =
    'of another copy of @sobolev/core; a program must load one copy, and npm ls @sobolev/core shows them'
  // The types are those of the one copy.
  const foreign = other.tensor([1]) as core.Tensor
  const variable = new other.Variable(1) as core.Variable
  expect(foreign).not.toBeInstanceOf(core.Tensor)
  for (const use of [
    () => core.tensor([1]).add(foreign),
    () => core.concat([foreign]),
    () => core.grad(sum)(foreign),
    () => new core.GradientTape().watch([foreign]),
    () => new core.Variable(foreign),
    () => core.compile(sum)(foreign),
    () => core.vmap(sum)(foreign),
    () => core.stack([core.tensor(1), variable]),
  ])
    expect(use).toThrow(message)
})
