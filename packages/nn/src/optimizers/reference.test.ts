import { readFileSync } from 'node:fs'
import { compile, type Nested, type Tensor, tanh, Variable, valueAndGrad } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { isMinimizer } from '../minimizers/minimizer.ts'
import { constant } from '../schedules/constant.ts'
import { adabelief } from './adabelief.ts'
import { adadelta } from './adadelta.ts'
import { adagrad } from './adagrad.ts'
import { adam } from './adam.ts'
import { adamw } from './adamw.ts'
import { adaptiveClipping } from './adaptive-clipping.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { clipByValue } from './clip-by-value.ts'
import { decayWeights } from './decay-weights.ts'
import { grouped } from './grouped.ts'
import { lamb } from './lamb.ts'
import { lion } from './lion.ts'
import { muon } from './muon.ts'
import { nadam } from './nadam.ts'
import { Optimizer } from './optimizer.ts'
import { radam } from './radam.ts'
import { rmsprop } from './rmsprop.ts'
import { scheduleFreeAdamw } from './schedule-free-adamw.ts'
import { sgd } from './sgd.ts'
import type { GradientTransform } from './transform.ts'

/** 20 steps of PyTorch or Optax in float64, as `reference/optimizers.py` wrote them: kernel and bias after each. */
interface Reference {
  readonly kernel: Nested
  readonly bias: Nested
  readonly inputs: Nested
  readonly targets: Nested
  readonly paths: Readonly<Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>>
}

const file = new URL('../../reference/optimizers.json.golden', import.meta.url)
const reference: Reference = JSON.parse(readFileSync(file, 'utf8'))

const transforms: Readonly<Record<string, GradientTransform>> = {
  sgd: sgd({ learningRate: 0.02, momentum: 0.8, nesterov: true }),
  rmsprop: rmsprop({ learningRate: 0.02, decay: 0.8, epsilon: 1e-3, momentum: 0.5 }),
  adam: adam({ learningRate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 }),
  adamw: adamw({ learningRate: 0.05, beta1: 0.8, beta2: 0.99, weightDecay: 0.1 }),
  adagrad: adagrad({ learningRate: 0.2, initialAccumulator: 0.3, epsilon: 1e-3 }),
  'clipByGlobalNorm and decayWeights': chain(
    clipByGlobalNorm(2),
    decayWeights(0.1),
    sgd({ learningRate: 0.05 }),
  ),
  adadelta: adadelta({ learningRate: 0.5, decay: 0.8, epsilon: 1e-4 }),
  nadam: nadam({ learningRate: 0.05, beta1: 0.8, beta2: 0.99, momentumDecay: 0.1 }),
  radam: radam({ learningRate: 0.01, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 }),
  muon: muon({ learningRate: 0.05, weightDecay: 0.1 }),
  adabelief: adabelief({ learningRate: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 }),
  lamb: lamb({ learningRate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 }),
  clipByValue: chain(clipByValue(0.8), sgd({ learningRate: 0.05 })),
  adaptiveClipping: chain(
    adaptiveClipping({ limit: 0.5, epsilon: 0.01 }),
    sgd({ learningRate: 0.05 }),
  ),
  grouped: grouped({
    optimizer: adamw({ learningRate: 0.05, weightDecay: 0.1 }),
    groups: {
      matrices: { includes: 'kernel', factor: 0.4 },
      vectors: { includes: 'bias', optimizer: adamw({ learningRate: 0.05, weightDecay: 0 }) },
    },
  }),
  scheduleFreeAdamw: scheduleFreeAdamw({
    learningRate: constant({ value: 0.05, warmUp: 4 }),
    beta1: 0.8,
    beta2: 0.99,
    epsilon: 1e-3,
    weightDecay: 0.1,
  }),
  lion: lion({ learningRate: 0.03, beta1: 0.8, beta2: 0.95, weightDecay: 0.1 }),
}

type Parameters = { kernel: Tensor; bias: Tensor }

const scales = float64([
  [1, 2, 3],
  [4, 5, 6],
])
const objectives: Readonly<Record<string, (parameters: Parameters) => Tensor>> = {
  quadratic: ({ kernel, bias }) =>
    kernel.sub(0.25).square().mul(scales).sum().add(bias.sub(0.1).square().sum()),
  network: ({ kernel, bias }) =>
    tanh(float64(reference.inputs).matmul(kernel).add(bias))
      .sub(float64(reference.targets))
      .square()
      .sum(),
}

it('has a row for each optimizer of the catalogue, and for all that the script writes', () => {
  // Those that evaluate several times a step, or change the steps of another, are compared beside their files.
  const optimizers = [...catalogue.of('optimizer').values()]
    .filter(({ make, example }) => !isMinimizer(make(example.options)))
    .filter(({ options }) => options.optimizer === undefined)
    .map(({ name }) => name)
  expect(Object.keys(transforms)).toEqual(expect.arrayContaining(optimizers))
  expect(Object.keys(transforms).sort()).toEqual(Object.keys(reference.paths).sort())
})

describe.each(Object.entries(transforms))('%s', (name, transform) => {
  it.each(Object.entries(objectives))('takes the 20 steps of the reference on the %s', (of, f) => {
    const variables = {
      kernel: new Variable(float64(reference.kernel), { role: 'kernel' }),
      bias: new Variable(float64(reference.bias), { role: 'bias' }),
    }
    const optimizer = new Optimizer(transform, variables)
    const path = reference.paths[name]?.[of] ?? []
    expect(path).toHaveLength(20)
    const { kernel, bias } = variables
    const step = compile(() => {
      const { value, grad } = valueAndGrad(f)({ kernel: kernel.value, bias: bias.value })
      optimizer.apply(grad)
      return value
    })
    for (const wanted of path) {
      step()
      const weights = optimizer.evaluatedWeights() ?? { kernel: kernel.value, bias: bias.value }
      const numbers = [weights.kernel, weights.bias].flatMap((value) => [...(value?.data ?? [])])
      expectClose(float64(numbers), wanted, 1e-9)
    }
  })
})
