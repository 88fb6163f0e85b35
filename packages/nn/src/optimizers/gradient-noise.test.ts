import { compile, Rng, type Tensor, Variable, zeros } from '@sobolev/core'
import { expect, it } from 'vitest'
import { gradientNoise } from './gradient-noise.ts'
import { Optimizer } from './optimizer.ts'

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
