import { compile, Rng, type Tensor, Variable, zeros } from '@sobolev/core'
import { expect, it } from 'vitest'
import { chain } from './chain.ts'
import { gradientNoise } from './gradient-noise.ts'
import { Optimizer } from './optimizer.ts'
import type { GradientTransform } from './transform.ts'

const steps = 3

/** What each of three steps adds to two variables whose gradients are 0. */
function noiseOf(rng: Rng, isCompiled: boolean): Tensor[][] {
  const variables = { a: new Variable(zeros([2000])), b: new Variable(zeros([2000])) }
  const optimizer = new Optimizer(gradientNoise({ variance: 4, decay: 1 }), variables)
  const step = (source: Rng): Tensor[] => {
    const before = [variables.a.value, variables.b.value]
    optimizer.apply({ a: zeros([2000]), b: zeros([2000]) }, { rng: source })
    return [variables.a.value, variables.b.value].map((after, i) => after.sub(before[i] ?? 0))
  }
  const run = isCompiled ? compile(step) : step
  return Array.from({ length: steps }, (_, number) => run(rng.split(number)))
}

it('has the variance of its step, is new for each variable and step, and the same compiled', () => {
  const noise = noiseOf(new Rng(3), false)
  for (const [step, [a, b]] of noise.entries())
    for (const one of [a, b])
      expect(Math.abs((one?.square().mean().item() ?? 0) / (4 / (1 + step)) - 1)).toBeLessThan(0.1)
  const firsts = noise.flat().map((one) => one.data[0])
  expect(new Set(firsts).size).toBe(2 * steps)
  const compiled = noiseOf(new Rng(3), true)
  expect(compiled.flat().map(({ data }) => data)).toEqual(noise.flat().map(({ data }) => data))
})

it('says what it lacks where no random source is given', () => {
  const optimizer = new Optimizer(gradientNoise(), { w: new Variable(1) })
  expect(() => optimizer.apply({ w: zeros([]) })).toThrow(
    'gradientNoise: needs a random source, got none; give the mode of the step: optimizer.apply(gradients, { rng })',
  )
})

/** What one step adds to 2000 weights whose gradients are 0. */
function noiseBy(transform: GradientTransform): Tensor {
  const w = new Variable(zeros([2000]))
  new Optimizer(transform, { w }).apply({ w: zeros([2000]) }, { rng: new Rng(3) })
  return w.value
}

it('draws its own numbers where two have names in a chain, and refuses two without', () => {
  const alone = noiseBy(gradientNoise(1))
  expect(noiseBy(chain(gradientNoise(1))).data).toEqual(alone.data)
  const [first, second] = ['first', 'second'].map((name) =>
    noiseBy(chain({ [name]: gradientNoise(1) })),
  )
  const both = noiseBy(chain({ first: gradientNoise(1), second: gradientNoise(1) }))
  expect(both.data).toEqual(first?.add(second ?? first).data)
  // Equal numbers would have four times the variance of one, not twice.
  expect(Math.abs(both.square().mean().item() - 2)).toBeLessThan(0.3)
  const named = chain({ second: gradientNoise() })
  expect(() => chain(gradientNoise(), named, chain(gradientNoise()))).toThrow(
    'chain: each transform must draw random numbers by a name of its own, got "gradientNoise" twice; chain({ first: …, second: … }) names them',
  )
})
