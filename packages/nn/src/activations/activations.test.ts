import { GradientTape, grad, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { ActivationFunction } from './activation-function.ts'
import { elu } from './elu.ts'
import { softmax } from './softmax.ts'

const x = float64([-3, -0.7, 0, 0.4, 2.5])

// PyTorch 2.15, float64: values, then first derivatives.
const reference: Record<string, readonly [readonly number[], readonly number[]]> = {
  identity: [
    [-3, -0.7, 0, 0.4, 2.5],
    [1, 1, 1, 1, 1],
  ],
  relu: [
    [0, 0, 0, 0.4, 2.5],
    [0, 0, 0, 1, 1],
  ],
  softplus: [
    [0.04858735157374206, 0.4031860488854579, Math.LN2, 0.9130152523999526, 2.5788897342925496],
    [0.04742587317756679, 0.33181222783183395, 0.5, 0.598687660112452, 0.9241418199787564],
  ],
  gelu: [
    [-0.00404969409489031, -0.1693745565561511, 0, 0.2621686966441297, 2.4844758366855597],
    [-0.01194564720418392, 0.023385898866340155, 0.5, 0.8027297977316535, 1.037611085908145],
  ],
  geluTanh: [
    [-0.0036373920817729943, -0.16942986529488321, 0, 0.2621611694273562, 2.484915733910001],
    [-0.011584166630969648, 0.023642781343896052, 0.5, 0.8026588344205614, 1.037951576212666],
  ],
  silu: [
    [-0.14227761953270035, -0.2322685594822837, 0, 0.2394750640449808, 2.3103545499468914],
    [-0.08810410601516962, 0.17661321652665754, 0.5, 0.6947919584090636, 1.0994011113415267],
  ],
  elu: [
    [-0.950212931632136, -0.5034146962085905, 0, 0.4, 2.5],
    [0.049787068367863944, 0.4965853037914095, 1, 1, 1],
  ],
  tanh: [
    [-0.9950547536867305, -0.6043677771171635, 0, 0.3799489622552249, 0.9866142981514303],
    [0.009866037165440166, 0.6347395899824586, 1, 0.8556387860811777, 0.02659222668316057],
  ],
  leakyRelu: [
    [-0.03, -0.006999999999999999, 0, 0.4, 2.5],
    [0.01, 0.01, 0.01, 1, 1],
  ],
  selu: [
    [-1.6705687287671118, -0.8850530455772052, 0, 0.4202803949421922, 2.626752468388701],
    [
      0.08753061208026487, 0.8730462952701714, 1.7580993408473766, 1.0507009873554805,
      1.0507009873554805,
    ],
  ],
  mish: [
    [-0.1456474612756246, -0.2678702347955009, 0, 0.2890305340723631, 2.471392304557881],
    [-0.09339311453232084, 0.1844160732567819, 0.6, 0.8370175025417962, 1.041129530131353],
  ],
  sine: [
    [-0.1411200080598672, -0.644217687237691, 0, 0.3894183423086505, 0.5984721441039565],
    [-0.9899924966004454, 0.7648421872844885, 1, 0.9210609940028851, -0.8011436155469337],
  ],
  sigmoid: [
    [0.04742587317756678, 0.3318122278318339, 0.5, 0.598687660112452, 0.9241418199787566],
    [0.04517665973091214, 0.22171287329310907, 0.25, 0.24026074574152914, 0.07010371654510807],
  ],
}

function derivative(activation: ActivationFunction, at: Tensor): Tensor {
  const tape = new GradientTape()
  const input = at.mul(1)
  tape.watch(input)
  const y = tape.record(() => activation(input))
  return tape.gradient(y, input)
}

const activations = [...catalogue.of('activation').values()]
const byElement = activations.filter(({ name }) => name !== 'softmax')

it('has reference values for every activation', () => {
  expect(Object.keys(reference).sort()).toEqual(byElement.map(({ name }) => name).sort())
})

describe.each(byElement)('$name', ({ name, make }) => {
  const [values = [], slopes = []] = reference[name] ?? []
  const activation = make()

  it('has the values and derivatives of PyTorch', () => {
    expectClose(activation(x), values, 1e-14)
    expectClose(derivative(activation, x), slopes, 1e-14)
  })

  it('is finite with finite derivatives far from 0', () => {
    const far = float64([-1e4, 1e4])
    for (const y of [activation(far), derivative(activation, far)])
      expect(Array.from(y.data).every(Number.isFinite)).toBe(true)
  })
})

describe('at 0 has as many continuous derivatives as it says, and no more', () => {
  /** How far the derivatives of orders 0 to `orders` along a line jump at 0. */
  function jumps(activation: ActivationFunction, orders: number): number[] {
    const line = float64([1, -0.5])
    let f = (t: Tensor): Tensor => activation(line.mul(t)).mul(line).sum()
    const found: number[] = []
    for (let order = 0; order <= orders; order++) {
      found.push(Math.abs(f(float64(1e-9)).item() - f(float64(-1e-9)).item()))
      f = grad(f, { unconnectedGradients: 'zero' })
    }
    return found
  }

  it.each(activations)('$name: $smoothness', ({ smoothness, make }) => {
    const continuous = smoothness === 'infinite' ? 3 : smoothness
    for (const jump of jumps(make(), continuous)) expect(jump).toBeLessThan(1e-6)
    if (smoothness !== 'infinite') expect(jumps(make(), continuous + 1).at(-1)).toBeGreaterThan(0.1)
  })
})

it('softmax is eˣ / Σ eˣ along the last axis, at any size of x', () => {
  const logits = float64([
    [0, 0],
    [1000, 1000 - Math.LN2],
  ])
  expectClose(softmax(logits), [0.5, 0.5, 2 / 3, 1 / 3])
})

it('elu has the options of core', () => {
  expectClose(elu(float64([-1]), { alpha: 2 }), [2 * Math.expm1(-1)])
})
