import { ones, Rng, ShapeError, type Tensor } from '@sobolev/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { mlp } from './mlp.ts'
import { childMode, type Mode } from './mode.ts'
import { Module } from './module.ts'
import { type Layer, Sequential } from './sequential.ts'

const rng = new Rng(3)
const x = ones([2, 4])

/** Notes what passes through it. */
class Probe extends Module {
  readonly seen: Tensor[] = []
  override call(inputs: Tensor): Tensor {
    this.seen.push(inputs)
    return inputs
  }
}

it('calls modules and functions in turn', () => {
  const dense = new Dense(4, 3, { rng })
  const model = new Sequential([dense, tanh, (y) => y.sum(1)])
  const wanted = dense.call(x).tanh().sum(1)
  expect(model.call(x, { training: false }).data).toEqual(wanted.data)
  expect(Object.keys(model.variables())).toEqual(['layers.0.kernel', 'layers.0.bias'])
})

it('says which layer its inputs do not fit', () => {
  const inner = new Sequential([tanh, new Dense(3, 2, { rng })])
  const model = new Sequential([new Dense(4, 4, { rng }), inner])
  expect(() => model.call(x, { training: false })).toThrow(
    new ShapeError('layers.1.layers.1: Dense: last length must be 3, got [2, 4]'),
  )
})

it('gives each layer a source of its own', () => {
  const wide = ones([1000])
  const probes = [new Probe(), new Probe()] as const
  const model = new Sequential([new Dropout(0.5), probes[0], new Dropout(0.5), probes[1]])
  model.call(wide, { training: true, rng })
  const kept = probes.map(({ seen }) => seen[0]?.sum().item() ?? 0)
  // Half are kept, then half of these; the same mask twice would keep half.
  expect(kept[0]).toBeGreaterThan(900)
  expect(new Set(probes[1].seen[0]?.data)).toEqual(new Set([0, 4]))
  expect((kept[1] ?? 0) / 4).toBeLessThan(300)
})

describe('law: adding a layer does not change another layer’s numbers', () => {
  const layers: fc.Arbitrary<Layer> = fc.oneof(
    fc.double({ min: 0, max: 0.9, noNaN: true }).map((rate) => new Dropout(rate)),
    fc.nat(100).map((name) => new Dense(4, 4, { rng: rng.split('extra').split(name) })),
    fc.constant(tanh),
  )

  it('neither its outputs nor its initial weights', () => {
    fc.assert(
      fc.property(fc.array(layers, { maxLength: 3 }), (added) => {
        const build = (more: readonly Layer[]): [Dense, Probe, Sequential] => {
          const dense = new Dense(4, 4, { rng: rng.split('first') })
          const probe = new Probe()
          return [dense, probe, new Sequential([dense, new Dropout(0.3), probe, ...more])]
        }
        const [dense, probe, model] = build([])
        const [sameDense, sameProbe, longer] = build(added)
        const mode: Mode = { training: true, rng }
        model.call(x, mode)
        longer.call(x, mode)
        expect(sameDense.kernel.value.data).toEqual(dense.kernel.value.data)
        expect(sameProbe.seen[0]?.data).toEqual(probe.seen[0]?.data)
      }),
      { numRuns: 30 },
    )
  })
})

describe('childMode', () => {
  it('splits the source by name', () => {
    const mode = childMode({ training: true, rng }, 'a')
    const source = mode.training ? mode.rng : null
    expect(source?.key.data).toEqual(rng.split('a').key.data)
  })

  it('passes on that nothing is trained', () => {
    expect(childMode({ training: false }, 'a')).toEqual({ training: false })
  })
})

it('a perceptron is dense layers of its sizes, with the activation behind each but the last', () => {
  const source = new Rng(3)
  const model = mlp([2, 3, 1], { activation: tanh, rng: source, useBias: false })
  const written = new Sequential([
    new Dense(2, 3, { rng: source.split(0), activation: tanh, useBias: false }),
    new Dense(3, 1, { rng: source.split(1), useBias: false }),
  ])
  const x = source.split('x').normal([4, 2])
  expect(model.call(x).toArray()).toEqual(written.call(x).toArray())
  expect(Object.keys(model.variables())).toEqual(['layers.0.kernel', 'layers.1.kernel'])
  expect(() => mlp([2], { rng: source })).toThrow(
    'mlp: must be given two sizes or more, mlp([inputs, hidden, outputs], { activation, rng }), got [2]',
  )
})
