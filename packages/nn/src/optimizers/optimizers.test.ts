import { compile, type Tensor, Variable, valueAndGrad } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import type { ParameterSelection } from '../parameter-selection.ts'
import { cosine } from '../schedules/cosine.ts'
import { adabelief } from './adabelief.ts'
import { adadelta } from './adadelta.ts'
import { adam } from './adam.ts'
import { adamw } from './adamw.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { lamb } from './lamb.ts'
import { lion } from './lion.ts'
import { momentum } from './momentum.ts'
import { muon } from './muon.ts'
import { nadam } from './nadam.ts'
import { Optimizer } from './optimizer.ts'
import { radam } from './radam.ts'
import { rmsprop } from './rmsprop.ts'
import { scaleByAdam } from './scale-by-adam.ts'
import { scaleByRms } from './scale-by-rms.ts'
import { sgd } from './sgd.ts'
import type { GradientTransform } from './transform.ts'

const steps = 250
const fading = (from: number): ReturnType<typeof cosine> => cosine({ from, duration: steps })

const optimizers: Readonly<Record<string, GradientTransform>> = {
  sgd: sgd({ learningRate: 0.02 }),
  'sgd with a schedule': sgd({ learningRate: fading(0.04) }),
  momentum: sgd({ learningRate: 0.004, momentum: 0.9 }),
  nesterov: sgd({ learningRate: 0.004, momentum: 0.9, nesterov: true }),
  rmsprop: rmsprop({ learningRate: fading(0.05) }),
  'rmsprop with momentum': rmsprop({ learningRate: fading(0.025), momentum: 0.5 }),
  adam: adam({ learningRate: fading(0.1) }),
  adamw: adamw({ learningRate: fading(0.1), weightDecay: 1e-4 }),
  adadelta: adadelta({ learningRate: fading(2), epsilon: 1e-4 }),
  nadam: nadam({ learningRate: fading(0.1) }),
  radam: radam({ learningRate: fading(0.1), beta2: 0.9 }),
  adabelief: adabelief({ learningRate: fading(0.1) }),
  lamb: lamb({ learningRate: fading(0.1), weightDecay: 0 }),
  lion: lion({ learningRate: fading(0.1), beta2: 0.95, weightDecay: 0 }),
  muon: muon({ learningRate: fading(0.1), weightDecay: 0 }),
  'clipped adam': chain(clipByGlobalNorm(1), adam({ learningRate: fading(0.1) })),
}

const objectives = {
  /** An ellipse, ten times as long as wide. */
  quadratic: (x: Tensor) =>
    x
      .sub(float64([1, -2]))
      .square()
      .mul(float64([0.5, 5]))
      .sum(),
  /** A curved valley: (1 − x)² + 5 (y − x²)² (Rosenbrock 1960, with a milder slope). */
  rosenbrock: (x: Tensor) => {
    const [a, b] = [x.slice([0]), x.slice([1])]
    return a.sub(1).square().add(b.sub(a.square()).square().mul(5))
  },
}

describe.each(Object.entries(optimizers))('%s', (_, transform) => {
  it.each(Object.entries(objectives))('finds the minimum of the %s', (_, f) => {
    const x = new Variable(float64([-0.5, 1]))
    const optimizer = new Optimizer(transform, { x })
    const start = f(x.value).item()
    const step = compile(() => {
      const { value, grad } = valueAndGrad(f)(x.value)
      optimizer.apply({ x: grad })
      return value
    })
    for (let i = 0; i < steps; i++) step()
    expect(f(x.value).item()).toBeLessThan(1e-3 * start)
  })
})

// Three steps from (1, −2) with these gradients, in float64 by PyTorch 2.15's optimizer of that name.
const gradients = [float64([0.5, -2]), float64([0.25, 1]), float64([-1, 3])]

const reference: readonly [string, GradientTransform, readonly number[]][] = [
  ['SGD', sgd({ learningRate: 0.1 }), [0.95, -1.8, 0.925, -1.9, 1.025, -2.2]],
  [
    'SGD with momentum',
    sgd({ learningRate: 0.1, momentum: 0.9 }),
    [0.95, -1.8, 0.88, -1.72, 0.917, -1.948],
  ],
  [
    'SGD with Nesterov momentum',
    sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
    [0.905, -1.62, 0.817, -1.648, 0.9503, -2.1532],
  ],
  [
    'Adam',
    adam({ learningRate: 0.1 }),
    [
      0.900000002, -1.9000000005, 0.8067820404774624, -1.8733662967024316, 0.8274177428854115,
      -1.9123052755013417,
    ],
  ],
  [
    'AdamW',
    adamw({ learningRate: 0.1, weightDecay: 0.05 }),
    [
      0.895000002, -1.8900000005, 0.7973070404674624, -1.8539162966999316, 0.8139562076730742,
      -1.8835856940153417,
    ],
  ],
  [
    'RMSprop',
    rmsprop({ learningRate: 0.1 }),
    [
      0.6837722539831608, -1.683772238983162, 0.5363303065239152, -1.8312141929641461,
      0.818188228662653, -2.092926151976148,
    ],
  ],
  [
    'RMSprop with momentum',
    rmsprop({ learningRate: 0.1, momentum: 0.5 }),
    [
      0.6837722539831607, -1.683772238983162, 0.3782164335154955, -1.673100312455727,
      0.5072964454204008, -1.9294763082040116,
    ],
  ],
]

describe.each(reference)('%s', (_, transform, wanted) => {
  it('takes the steps of PyTorch', () => {
    const x = new Variable(float64([1, -2]))
    const optimizer = new Optimizer(transform, { x })
    const path = gradients.flatMap((gradient) => {
      optimizer.apply({ x: gradient })
      return Array.from(x.value.data)
    })
    expectClose(float64(path), wanted, 1e-14)
  })
})

it('adam divides by the bias as the paper does: the first two steps by hand', () => {
  const x = new Variable(float64([1]))
  const optimizer = new Optimizer(
    adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.5, epsilon: 0.25 }),
    { x },
  )
  optimizer.apply({ x: float64([2]) })
  // m̂ = 0.4 / 0.2 and v̂ = 2 / 0.5.
  const first = 1 - (0.1 * 2) / (2 + 0.25)
  expectClose(x.value, [first], 1e-15)
  optimizer.apply({ x: float64([-1]) })
  // m = 0.8 · 0.4 − 0.2 = 0.12 over 1 − 0.64; v = 0.5 · 2 + 0.5 = 1.5 over 1 − 0.25.
  const second = first - (0.1 * (0.12 / 0.36)) / (Math.sqrt(2) + 0.25)
  expectClose(x.value, [second], 1e-15)
})

it('float32 bias corrections keep their digits at β near 1', () => {
  const x = new Variable([1])
  const optimizer = new Optimizer(adam({ learningRate: 1, beta2: 0.99999 }), { x })
  optimizer.apply({ x: gradients[0]?.slice([{ stop: 1 }]).cast('float32') ?? x.value })
  expect(Math.abs(x.value.data[0] ?? 1)).toBeLessThan(3e-7)
})

describe('the decay of adamw', () => {
  const decayed = (decays: ParameterSelection): number[] => {
    const variables = {
      // What a variable is called does not count.
      'a.bias': new Variable(float64([2]), { role: 'kernel' }),
      'a.kernel': new Variable(float64([2])),
    }
    const optimizer = new Optimizer(
      adamw({ learningRate: 0.1, weightDecay: 0.5, decays }),
      variables,
    )
    optimizer.apply({ 'a.bias': float64([0]), 'a.kernel': float64([0]) })
    return Object.values(variables).map((variable) => variable.value.item())
  }
  const less = expect.closeTo(2 * (1 - 0.1 * 0.5), 15)

  it('is decoupled: it passes by the moments', () => {
    expect(decayed('all')).toEqual([less, less])
  })

  it.each<[string, ParameterSelection]>([
    ['a role', 'kernel'],
    ['a path', '*.bias'],
    ['a function', (path) => path === 'a.bias'],
  ])('follows %s', (_, decays) => {
    expect(decayed(decays)).toEqual([less, 2])
  })

  it('says where nothing decays, before the first step', () => {
    const optimizer = () => new Optimizer(adamw({ decays: 'scale' }), [new Variable(1)])
    expect(optimizer).toThrow('decays: the role "scale" must select a variable, got 0 (no role)')
  })

  it('goes by all variables, also where some have no gradient', () => {
    const variables = {
      used: new Variable(float64(2), { role: 'bias' }),
      spare: new Variable(float64(2), { role: 'kernel' }),
    }
    const optimizer = new Optimizer(adamw({ decays: 'kernel' }), variables)
    optimizer.apply({ used: float64(0), spare: null })
    expect(Object.values(variables).map(({ value }) => value.item())).toEqual([2, 2])
  })
})

it('options that do not go together are told apart from what a method takes', () => {
  const { check } = sgd.definition
  expect(check?.({ nesterov: true, momentum: 0 })).toContain('nesterov needs a momentum above 0')
  expect(check?.({ nesterov: true, momentum: 0.9 })).toBeUndefined()
})

describe('what is out of range', () => {
  it.each<[string, () => unknown]>([
    [
      'sgd: momentum must be a number from 0 up to, but not including, 1 or a schedule, got 1',
      () => sgd({ learningRate: 1, momentum: 1 }),
    ],
    [
      'sgd: nesterov needs a momentum above 0, got 0; 0.9 is usual',
      () => sgd({ learningRate: 1, nesterov: true }),
    ],
    ['adam: beta1 must be', () => adam({ learningRate: 1, beta1: 1 })],
    ['adam: beta2 must be', () => adam({ learningRate: 1, beta2: -1 })],
    ['rmsprop: decay must be', () => rmsprop({ learningRate: 1, decay: 2 })],
    ['scaleByAdam: beta1 must be', () => scaleByAdam({ beta1: 1 })],
    ['scaleByRms: decay must be', () => scaleByRms({ decay: 1 })],
    ['momentum: momentum must be', () => momentum(1)],
    [
      'clipByGlobalNorm: limit must be a finite number above 0 or a schedule, got 0',
      () => clipByGlobalNorm(0),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(message)
    expect(make).toThrow(RangeError)
  })
})
