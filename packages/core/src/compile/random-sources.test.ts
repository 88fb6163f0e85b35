import { describe, expect, it } from 'vitest'
import {
  CompileError,
  compile,
  grad,
  Rng,
  scan,
  type Tensor,
  tensor,
  Variable,
  vmap,
} from '../index.ts'

const rng = new Rng(1)
const x = tensor([1, 2])

const draws: Readonly<Record<string, (source: Rng) => Tensor>> = {
  uniform: (source) => source.uniform([2]),
  normal: (source) => source.normal([2]),
  truncatedNormal: (source) => source.truncatedNormal([2]),
  exponential: (source) => source.exponential([2]),
  bernoulli: (source) => source.bernoulli(0.5, [2]),
  categorical: (source) => source.categorical([0, 1]),
  rademacher: (source) => source.rademacher([2]),
  permutation: (source) => source.permutation(2),
}

describe.each(Object.entries(draws))('%s in a compiled function', (name, draw) => {
  const message = `compile: ${name}() must not draw from an Rng that the function closes over`

  it('is refused of a source that the function closes over, or of its children', () => {
    expect(() => compile(() => draw(rng))()).toThrow(CompileError)
    expect(() => compile(() => draw(rng))()).toThrow(message)
    expect(() => compile(() => draw(rng.split('mask').split(2)))()).toThrow(message)
    const held = { source: rng }
    expect(() => compile((y: Tensor) => [y, draw(held.source)])(x)).toThrow(message)
  })

  it('takes a source from the arguments, or one made of them', () => {
    const given = compile((source: Rng) => draw(source.split('mask')))
    expect(given(rng).toArray()).toEqual(draw(rng.split('mask')).toArray())
    const stepped = compile((step: Tensor) => draw(rng.split('mask').split(step)))
    for (const step of [1, 2])
      expect(stepped(tensor(step, { dtype: 'int32' })).toArray()).toEqual(
        draw(rng.split('mask').split(tensor(step, { dtype: 'int32' }))).toArray(),
      )
    const key = new Variable(rng.key)
    const kept = compile(() => draw(new Rng(key.value)))
    expect(kept().toArray()).toEqual(draw(rng).toArray())
  })
})

it('a source made within, of a number that stands there, is a constant that was meant', () => {
  const f = compile((y: Tensor) => y.add(new Rng(3).split('noise').uniform([2])))
  expect(f(x).toArray()).toEqual(x.add(new Rng(3).split('noise').uniform([2])).toArray())
})

it('sees sources within derivatives, loops, maps and functions compiled on their own', () => {
  const noisy = (y: Tensor): Tensor => y.mul(rng.uniform([2]))
  const inner = compile(noisy)
  const within: ((y: Tensor) => unknown)[] = [
    (y) => grad((z: Tensor) => noisy(z).sum())(y),
    (y) => scan((carry: Tensor) => ({ carry: noisy(carry) }), y, undefined, { length: 2 }).carry,
    (y) => vmap((one: Tensor) => one.mul(rng.uniform()))(y),
    (y) => inner(y),
    (y) => compile((z: Tensor, source: Rng) => z.add(source.uniform([2])))(y, rng),
  ]
  for (const f of within) expect(() => compile(f)(x)).toThrow(CompileError)
})

it('draws outside of compile as ever', () => {
  const looped = scan((carry: Tensor) => ({ carry: carry.add(rng.uniform([2])) }), x, undefined, {
    length: 2,
  }).carry
  const once = rng.uniform([2])
  expect(looped.toArray()).toEqual(x.add(once).add(once).toArray())
  const mask = rng.uniform([2])
  expect(compile((y: Tensor) => y.mul(mask))(x).toArray()).toEqual(x.mul(mask).toArray())
})
