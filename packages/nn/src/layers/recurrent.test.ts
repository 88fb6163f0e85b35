import {
  compile,
  eye,
  GradientTape,
  matmul,
  Rng,
  ShapeError,
  type Tensor,
  zeros,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Module } from '../modules/module.ts'
import { Gru } from './gru.ts'
import { Lstm } from './lstm.ts'

const rng = new Rng(3)
const plan = (name: string, options: object) => {
  const definition = catalogue.of('layer').get(name)
  if (!definition) throw new RangeError(`there is no layer ${name}`)
  return definition.make({ units: 3, ...options })
}
const build = (name: string, options: object): Module =>
  plan(name, options).build([4, 2], rng, { dtype: 'float64' })
const mode = { training: false } as const

describe.each(['gru', 'lstm', 'simpleRnn'])('%s', (name) => {
  it('compiled with a penalty on its input gradient, is one program for ten steps and a thousand', () => {
    const layer = build(name, { direction: 'bidirectional' })
    const slopes = compile((x: Tensor) => {
      const tape = new GradientTape({ persistent: true })
      tape.watch(x)
      return tape.record(() => {
        const slope = tape.gradient(layer.call(x, mode).square().sum(), x)
        return tape.gradient(slope.square().sum(), layer.trainableVariables())
      })
    })
    const sizes = [10, 1000].map((steps) =>
      /^\d+ instructions/m.exec(slopes.explain(zeros([2, steps, 2], { dtype: 'float64' })))?.at(0),
    )
    expect(sizes[0]).toMatch(/^\d+/)
    expect(sizes[1]).toBe(sizes[0])
  })

  it('begins with a square orthogonal matrix for each gate', () => {
    const kernel = build(name, {}).variables()['forward.recurrentKernel']?.value ?? zeros([0])
    for (let start = 0; start < (kernel.shape[1] ?? 0); start += 3) {
      const block = kernel.slice([null, { start, stop: start + 3 }])
      expectClose(matmul(block, block, { transposeA: true }), Array.from(eye(3).data), 1e-14)
    }
  })

  it('bidirectional, is the two directions beside each other, with the same weights', () => {
    const x = rng.split('x').normal([2, 4, 2], { dtype: 'float64' })
    for (const returnSequences of [false, true]) {
      const [forward, backward, both] = ['forward', 'backward', 'bidirectional'].map((direction) =>
        build(name, { direction, returnSequences }).call(x, mode).unstack(-1),
      )
      expect(both).toEqual([...(forward ?? []), ...(backward ?? [])])
    }
  })

  it('gives the last of its states, where backward is the first of the sequence', () => {
    const x = rng.split('x').normal([2, 4, 2], { dtype: 'float64' })
    for (const [direction, place] of [
      ['forward', 3],
      ['backward', 0],
    ] as const) {
      const states = build(name, { direction, returnSequences: true }).call(x, mode)
      const last = build(name, { direction }).call(x, mode)
      expect(states.unstack(1)[place]).toEqual(last)
    }
  })

  it('leaves the bias out', () => {
    const layer = build(name, { useBias: false })
    expect(Object.keys(layer.variables())).toEqual(['forward.kernel', 'forward.recurrentKernel'])
    const sizes = Object.values(layer.variables()).map(({ value }) => value.size)
    expect(plan(name, { useBias: false }).parameters([4, 2])).toBe(
      sizes.reduce((sum, size) => sum + size, 0),
    )
  })

  it('without steps gives the state it begins with', () => {
    expect(
      build(name, {})
        .call(zeros([1, 0, 2], { dtype: 'float64' }), mode)
        .toArray(),
    ).toEqual([[0, 0, 0]])
  })

  it('refuses inputs that are no sequences of its features', () => {
    const className = name.charAt(0).toUpperCase() + name.slice(1)
    for (const shape of [[], [4], [1, 8, 8]])
      expect(() => plan(name, {}).outputShape(shape)).toThrow(
        new ShapeError(
          `${className}: inputs must be [n, steps, features], got [${['n', ...shape].join(', ')}]`,
        ),
      )
    const layer = build(name, {})
    expect(() => layer.call(zeros([2, 4, 3], { dtype: 'float64' }), mode)).toThrow(
      `${className}: x must be [n, steps, 2], got [2, 4, 3]`,
    )
    expect(() => layer.call(float64([[1, 2]]), mode)).toThrow('got [1, 2]')
    expect(() => layer.call(zeros([2, 4, 2]), mode)).toThrow(
      `${className}: x must be float64, as its weights are, got float32`,
    )
  })
})

it('refuses features and sources that are none', () => {
  expect(() => new Gru(0, { units: 2, rng })).toThrow(
    'Gru: the number of features must be a whole number from 1, got 0; new Gru(features, { units, rng })',
  )
  // @ts-expect-error: JavaScript may leave the source out
  expect(() => new Gru(2, { units: 2 })).toThrow('Gru: needs a source of random numbers')
  expect(() => new Gru(2, { units: 0, rng })).toThrow(
    'Gru: units must be a positive integer, got 0',
  )
})

it('an lstm begins with its forgetBias in the forget gate, whose place is the second', () => {
  for (const [forgetBias, value] of [
    [undefined, 1],
    [0.5, 0.5],
  ] as const) {
    const layer = new Lstm(1, { units: 1, rng, ...(forgetBias ? { forgetBias } : {}) })
    expect(layer.forward?.bias?.value.toArray()).toEqual([0, value, 0, 0])
  }
})
