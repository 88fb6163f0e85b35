import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { gelu } from '../activations/gelu.ts'
import { identity } from '../activations/identity.ts'
import { leakyRelu } from '../activations/leaky-relu.ts'
import { relu } from '../activations/relu.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { AveragePool } from '../layers/average-pool.ts'
import { BatchNorm } from '../layers/batch-norm.ts'
import { Convolution } from '../layers/convolution.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Flatten } from '../layers/flatten.ts'
import { MaxPool } from '../layers/max-pool.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { layerBounds } from '../modules/layer-bounds.ts'
import type { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { intervalBounds } from './interval-bounds.ts'

const rng = new Rng(8)
const mode = { training: true, rng: rng.split('mode') } as const
const dtype = 'float64' as const

function dense(
  inputs: number,
  units: number,
  name: string,
  activation: ActivationFunction = identity,
): Dense {
  const layer = new Dense(inputs, units, { rng: rng.split(name), dtype, activation })
  layer.bias?.assign(rng.split(`${name}.bias`).normal([units], { dtype }))
  return layer
}

const networks: readonly (readonly [string, Module, readonly number[]])[] = [
  [
    'of dense layers',
    new Sequential([
      dense(3, 6, 'a', tanh),
      new Dropout(0.4),
      dense(6, 6, 'b', relu),
      dense(6, 2, 'c'),
    ]),
    [4, 3],
  ],
  [
    'of convolutions',
    new Sequential([
      new Convolution([2, 6, 6], { filters: 3, kernelSize: 3, rng: rng.split('k'), dtype }),
      relu,
      new MaxPool({ size: 2 }),
      new AveragePool({ size: 2 }),
      new Flatten(),
      dense(3, 2, 'd'),
    ]),
    [4, 2, 6, 6],
  ],
]

describe.each(networks)('bounds of a network %s', (_, model, shape) => {
  it('hold wherever inputs are moved', () => {
    const x = rng.split('x').normal(shape, { dtype })
    const { lower, upper } = layerBounds(model, { lower: x.sub(0.2), upper: x.add(0.2) }, mode)
    for (let draw = 0; draw < 30; draw++) {
      const noise = rng.split('noise').split(draw)
      // Half of them at the corners.
      const change =
        draw % 2 === 0
          ? noise.rademacher(shape, { dtype }).mul(0.2)
          : noise.uniform(shape, { low: -0.2, high: 0.2, dtype })
      const outputs = model.call(x.add(change), mode)
      expect(outputs.greaterEqual(lower).cast('int32').sum().item()).toBe(outputs.size)
      expect(outputs.lessEqual(upper).cast('int32').sum().item()).toBe(outputs.size)
    }
    const still = layerBounds(model, { lower: x, upper: x }, mode)
    expectClose(still.lower, model.call(x, mode))
    expectClose(still.upper, model.call(x, mode))
  })
})

describe('intervalBounds', () => {
  const x = rng.split('inputs').normal([4, 2], { dtype })
  const rows = (y: Tensor): number[][] =>
    Array.from({ length: 4 }, (_, i) =>
      Array.from(y.data).slice((i * y.size) / 4, ((i + 1) * y.size) / 4),
    )
  /** f ± ε Σ |w|, of one layer, where bounds are exact. */
  const boundsBy = (layer: Dense, epsilon: number): { low: number[][]; high: number[][] } => {
    const kernel = Array.from(layer.kernel.value.data)
    const units = kernel.length / 2
    const reach = Array.from(
      { length: units },
      (_, k) => Math.abs(kernel[k] ?? 0) + Math.abs(kernel[units + k] ?? 0),
    )
    const f = rows(layer.call(x))
    const moved = (sign: number): number[][] =>
      f.map((row) => row.map((value, k) => value + sign * epsilon * (reach[k] ?? 0)))
    return { low: moved(-1), high: moved(1) }
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / 4

  it('is the loss at the worst bounds less the loss, of classes', () => {
    const layer = dense(2, 3, 'classes')
    const targets = [0, 2, 1, 1]
    const { low, high } = boundsBy(layer, 0.3)
    const loss = (logits: readonly number[], target: number): number =>
      Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (logits[target] ?? 0)
    const worst = low.map((row, i) =>
      row.map((value, k) => (k === targets[i] ? value : (high[i]?.[k] ?? 0))),
    )
    const wanted =
      mean(worst.map((row, i) => loss(row, targets[i] ?? 0))) -
      mean(rows(layer.call(x)).map((row, i) => loss(row, targets[i] ?? 0)))
    const batch = { model: layer, loss: softmaxCrossEntropy, inputs: x, targets: int32(targets) }
    expectClose(evaluateBatch(batch, intervalBounds(0.3)), [wanted])
  })

  it('is the loss at the worse bound less the loss, of one logit', () => {
    const layer = dense(2, 1, 'logit')
    const targets = [0, 1, 1, 0]
    const { low, high } = boundsBy(layer, 0.3)
    const loss = (logit: number, target: number): number =>
      Math.log(1 + Math.exp(target === 1 ? -logit : logit))
    const ends = targets.map((y, i) => (y === 1 ? low : high)[i]?.[0] ?? 0)
    const wanted =
      mean(ends.map((end, i) => loss(end, targets[i] ?? 0))) -
      mean(rows(layer.call(x)).map(([f = 0], i) => loss(f, targets[i] ?? 0)))
    const batch = {
      ...{ model: layer, loss: binaryCrossEntropy, inputs: x },
      targets: float64(targets).reshape([4, 1]),
    }
    expectClose(evaluateBatch(batch, intervalBounds(0.3)), [wanted])
  })

  it.each([
    ['layers.0: bounds are known of the outputs of dense layers,', new BatchNorm(2, { dtype })],
    ['got the function gelu', dense(2, 2, 'gelu', gelu)],
    ['got a function', (y: Tensor) => y.sin()],
  ] as const)('refuses what it cannot bound: %s', (words, layer) => {
    const model = new Sequential([layer, dense(2, 3, 'last')])
    const batch = { model, loss: softmaxCrossEntropy, inputs: x, targets: int32([0, 1, 2, 0]) }
    expect(() => evaluateBatch(batch, intervalBounds(0.1))).toThrow(words)
  })

  it('takes a leaky relu whose slope does not fall', () => {
    expect(leakyRelu.definition.make({ slope: 0.1 }).isMonotone).toBe(true)
    expect(leakyRelu.definition.make({ slope: -0.1 }).isMonotone).toBe(false)
    expect([tanh.isMonotone, gelu.isMonotone]).toEqual([true, false])
  })
})
