import { compile, grad, mapTree, Rng, stack, type Tensor, vmap } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Tensors } from '../tensors.ts'
import { Module } from './module.ts'
import { Sequential } from './sequential.ts'
import { withWeights } from './with-weights.ts'

const rng = new Rng(1)
const network = (seed: number): Sequential =>
  new Sequential([
    new Dense(2, 3, { rng: rng.split(seed).split('a') }),
    new Dropout(0.5),
    new Dense(3, 1, { rng: rng.split(seed).split('b') }),
  ])
const model = network(0)
const x = rng.split('x').normal([4, 2])
const y = x.sum(1, { keepDims: true })

describe('a model with other weights', () => {
  test('gives what a model that has them gives, and keeps its own', () => {
    const other = network(1)
    const own = model.call(x).toArray()
    expect(model.callWith(other.parameters(), x).toArray()).toEqual(other.call(x).toArray())
    expect(model.call(x).toArray()).toEqual(own)
    expect(model.callWith({}, x).toArray()).toEqual(own)
  })

  test('trains through a step of training: MAML', () => {
    const lossOf = (weights: Tensors): Tensor => squaredError(model.callWith(weights, x), y).mean()
    const adapted = (weights: Tensors): Tensors =>
      mapTree((w, slope) => w.sub(slope.mul(0.1)), weights, grad(lossOf)(weights))
    const meta = (weights: Tensors): Tensor => lossOf(adapted(weights))
    const slopes = grad(meta)(model.parameters())
    const step = 1e-2
    const path = 'layers.2.bias'
    const moved = (by: number): number => {
      const weights = model.parameters()
      return meta({ ...weights, [path]: weights[path]?.add(by) ?? x }).item()
    }
    expect(slopes[path]?.item()).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 3)
    expect(compile(grad(meta))(model.parameters())[path]?.toArray()).toEqual(
      slopes[path]?.toArray(),
    )
  })

  test('is an ensemble under vmap', () => {
    const members = [network(1), network(2), network(3)]
    const [first, ...rest] = members.map((member) => member.parameters())
    const all = mapTree((...parts) => stack(parts), first ?? {}, ...rest)
    const outputs = vmap((weights: Tensors) => model.callWith(weights, x))(all)
    expect(outputs.toArray()).toEqual(members.map((member) => member.call(x).toArray()))
  })

  test('is any function of it', () => {
    const zero = mapTree((w) => w.mul(0), model.parameters())
    expect(withWeights(model, zero, () => model.call(x).abs().sum().item())).toBe(0)
  })
})

test('a module of one’s own that passes its mode on predicts without one', () => {
  class Twice extends Module {
    readonly inner = model
    call(inputs: Tensor, mode?: Parameters<Module['call']>[1]): Tensor {
      return this.inner.call(inputs, mode).mul(2)
    }
  }
  expect(new Twice().call(x).toArray()).toEqual(model.call(x).mul(2).toArray())
  expect(model.call(x).toArray()).toEqual(model.call(x, { training: false }).toArray())
})
