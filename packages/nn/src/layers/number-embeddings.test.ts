import { checkGradients, compile, Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { relu } from '../activations/relu.ts'
import type { InputElement } from '../evaluation/example-layout.ts'
import { PeriodicEmbedding } from './periodic-embedding.ts'
import { PiecewiseLinearEmbedding } from './piecewise-linear-embedding.ts'

const rng = new Rng(3)
const dtype = 'float64'
const values = (tensorOf: Tensor): number[] => Array.from(tensorOf.data, Number)

describe('periodicEmbedding', () => {
  const layer = new PeriodicEmbedding(3, {
    ...{ frequencies: 4, dimensions: 2, standardDeviation: 0.5, numbers: [0, 2], activation: relu },
    ...{ rng, dtype },
  })
  const x = rng.split('x').normal([5, 3], { dtype })

  it('puts sums of cosines behind its inputs, of each number by itself', () => {
    const [f, p, k, b] = [layer.frequencies, layer.phases, layer.kernel, layer.bias].map(
      ({ value }) => values(value),
    )
    const wanted = Array.from({ length: 5 }, (_, row) => {
      const inputs = values(x.slice([row]))
      const sums = [0, 2].flatMap((column, number) =>
        [0, 1].map((dimension) => {
          let sum = b?.[number * 2 + dimension] ?? Number.NaN
          for (let i = 0; i < 4; i++) {
            const place = number * 4 + i
            const angle =
              2 * Math.PI * (inputs[column] ?? 0) * (f?.[place] ?? 0) + (p?.[place] ?? 0)
            sum += Math.cos(angle) * (k?.[place * 2 + dimension] ?? 0)
          }
          return Math.max(sum, 0)
        }),
      )
      return [...inputs, ...sums]
    })
    expectClose(layer.call(x), float64(wanted), 1e-13)
    expect(compile((of: Tensor) => layer.call(of))(x).data).toEqual(layer.call(x).data)
  })

  it('takes the last axis of sequences', () => {
    const steps = rng.split('steps').normal([2, 4, 3], { dtype })
    const whole = layer.call(steps)
    expect(whole.shape).toEqual([2, 4, 7])
    expect(whole.reshape([8, 7]).data).toEqual(layer.call(steps.reshape([8, 3])).data)
    expect(() => layer.call(rng.normal([2, 4], { dtype }))).toThrow(
      'PeriodicEmbedding: last length must be 3, got [2, 4]',
    )
  })

  it('begins with frequencies and phases as the paper has them', () => {
    const { frequencies, phases } = new PeriodicEmbedding(500, { rng, dtype })
    const [f, p] = [values(frequencies.value), values(phases.value)]
    expect(Math.hypot(...f) / Math.sqrt(f.length)).toBeCloseTo(0.1, 2)
    expect(Math.max(...p)).toBeLessThan(Math.PI)
    expect(Math.min(...p)).toBeLessThan(-3.1)
  })

  it('has derivatives to the second order', () => {
    checkGradients((of: Tensor) => layer.call(of).tanh().sum(), [x])
  })
})

describe('piecewiseLinearEmbedding', () => {
  const embedding = (columns: number[][], bins: number): PiecewiseLinearEmbedding => {
    const x = float64(columns).transpose()
    const layer = new PiecewiseLinearEmbedding(columns.length, {
      bins,
      dimensions: bins,
      rng,
      dtype,
    })
    layer.adapt(x)
    const count = columns.length
    // The sums are the shares of the bins themselves.
    const identity = Array.from({ length: bins * bins }, (_, i) => (i % (bins + 1) === 0 ? 1 : 0))
    layer.kernel.assign(
      tensor(Array(count).fill(identity).flat(), { shape: [count, bins, bins], dtype }),
    )
    return layer
  }

  it('takes its bends from the quantiles, and is open at both ends', () => {
    const layer = embedding([[0, 1, 2, 4, 8]], 2)
    expect(values(layer.boundaries.value)).toEqual([0, 2, 8])
    expectClose(
      layer.call(float64([[-1], [1], [2], [5], [14]])),
      float64([
        [-1, -0.5, 0],
        [1, 0.5, 0],
        [2, 1, 0],
        [5, 1, 0.5],
        [14, 1, 2],
      ]),
    )
  })

  it('makes fewer bins of equal quantiles, and none of a constant', () => {
    const layer = embedding(
      [
        [0, 0, 0, 0, 4],
        [1, 5, 5, 5, 5],
        [3, 3, 3, 3, 3],
      ],
      4,
    )
    const shares = layer.call(float64([[2, 3, 9]])).slice([0, { start: 3 }])
    expect(values(shares)).toEqual([0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0])
    const beyond = layer.call(float64([[-4, 7, 0]])).slice([0, { start: 3 }])
    expect(values(beyond)).toEqual([0, 0, 0, -1, 1.5, 0, 0, 0, 0, 0, 0, 0])
  })

  it('begins as the numbers alone, and gives the same compiled', () => {
    const layer = new PiecewiseLinearEmbedding(2, { rng, dtype })
    const x = rng.split('x').normal([4, 2], { dtype })
    expectClose(layer.call(x).slice([{}, { start: 2 }]), float64(Array(4).fill(Array(16).fill(0))))
    layer.kernel.assign(rng.normal([2, 16, 8], { dtype }))
    expect(compile((of: Tensor) => layer.call(of))(x).data).toEqual(layer.call(x).data)
    expect(Object.keys(layer.trainableVariables())).toEqual(['kernel', 'bias'])
  })
})

describe.each([
  ['periodicEmbedding', PeriodicEmbedding],
  ['piecewiseLinearEmbedding', PiecewiseLinearEmbedding],
])('%s of a table', (_, { definition }) => {
  const element = (kind: InputElement['kind']): InputElement => ({ column: kind, kind })
  const told = (kinds: readonly InputElement['kind'][]) =>
    definition.make({ dimensions: 2 }).forElements?.(kinds.map(element)) ?? expect.fail('no plan')

  it('takes the numbers alone, and says what is what behind it', () => {
    const { plan, elements } = told(['category', 'number', 'indicator', 'number'])
    expect(plan.outputShape([4])).toEqual([8])
    const layer = plan.build([4], rng, { dtype })
    const x = rng.split('x').normal([3, 4], { dtype })
    expect(layer.call(x, { training: false }).shape).toEqual([3, 8])
    expect(Reflect.get(layer, 'numbers')).toEqual([1, 3])
    expect(elements?.map(({ column }) => column)).toEqual([
      ...['category', 'number', 'indicator', 'number'],
      ...['number', 'number', 'number', 'number'],
    ])
    expect(elements?.filter(({ kind }) => kind === 'number')).toHaveLength(2)
  })

  it('leaves a table without numbers as it is', () => {
    const { plan } = told(['category', 'category'])
    expect([plan.outputShape([2]), plan.parameters([2])]).toEqual([[2], 0])
    const x = rng.normal([3, 2])
    expect(plan.build([2], rng).call(x, { training: false })).toBe(x)
  })
})
