import { Rng, type Tensor, tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { Parallel } from '../layers/parallel.ts'
import { Parametric } from '../layers/parametric.ts'
import { PiecewiseLinearEmbedding } from '../layers/piecewise-linear-embedding.ts'
import { Residual } from '../layers/residual.ts'
import { SpectralNorm } from '../layers/spectral-norm.ts'
import { Sequential } from '../modules/sequential.ts'
import { adaptModel, adapts } from './adapt-model.ts'
import { fromData } from './from-data.ts'

const rng = new Rng(1)
const x = rng
  .split('x')
  .normal([300, 3], { dtype: 'float64' })
  .mul(tensor([1, 50, 0.01], { dtype: 'float64' }))
  .add(4)

const dense = (
  name: string,
  inputs: number,
  units: number,
  parametrization: 'standard' | 'ntk' = 'standard',
) => new Dense(inputs, units, { rng: rng.split(name), parametrization, dtype: 'float64' })

/** The standard deviation of each column, and how many rows lie below 0. */
function columnsOf(sums: Tensor): { readonly deviation: number; readonly below: number }[] {
  const [n = 0, units = 0] = sums.shape
  const { data } = sums
  return Array.from({ length: units }, (_, unit) => {
    const values = Array.from({ length: n }, (_, row) => Number(data[row * units + unit]))
    const mean = values.reduce((sum, value) => sum + value, 0) / n
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n
    return { deviation: Math.sqrt(variance), below: values.filter((value) => value < 0).length }
  })
}

const model = () => {
  const first = dense('first', 3, 20)
  const inner = dense('inner', 20, 20, 'ntk')
  const last = dense('last', 20, 2, 'ntk')
  const activation = new Parametric(20, { activation: tanh, dtype: 'float64' })
  return {
    first,
    inner,
    last,
    whole: new Sequential([first, activation, new Residual([inner]), last]),
  }
}

it('makes the sums of each unit have the standard deviation 1, with their bend among the examples', () => {
  const { first, inner, last, whole } = model()
  adaptModel(whole, x, { rng, initialization: fromData() })
  const hidden = first.call(x).tanh()
  for (const sums of [first.call(x), inner.sums(hidden), last.sums(hidden.add(inner.call(hidden)))])
    for (const { deviation, below } of columnsOf(sums)) {
      expect(deviation).toBeCloseTo(1, 10)
      expect(below).toBeGreaterThan(0)
      expect(below).toBeLessThan(300)
    }
})

it('gives the same for the same source, and other weights for another', () => {
  const weightsBy = (source: Rng) => {
    const { whole } = model()
    adaptModel(whole, x, { rng: source, initialization: fromData() })
    return contents(
      Object.fromEntries(
        Object.entries(whole.variables()).map(([path, { value }]) => [path, value]),
      ),
    )
  }
  expect(weightsBy(new Rng(5))).toEqual(weightsBy(new Rng(5)))
  expect(weightsBy(new Rng(5))).not.toEqual(weightsBy(new Rng(6)))
})

it('can keep the directions of kernels, and biases', () => {
  const layer = dense('first', 3, 4)
  const before = layer.kernel.value
  adaptModel(layer, x, { rng, initialization: fromData({ kernels: 'scaled', points: 0 }) })
  const ratio = layer.kernel.value.div(before)
  expect(columnsOf(ratio).every(({ deviation }) => deviation < 1e-12)).toBe(true)
  expect(layer.bias?.value.toArray()).toEqual([0, 0, 0, 0])
})

it('a unit that sees no difference gets weights of a usual size', () => {
  const layer = dense('first', 3, 50)
  adaptModel(layer, x.mul(0), { rng, initialization: fromData() })
  const { data } = layer.kernel.value
  expect(Math.hypot(...Array.from(data, Number)) / Math.sqrt(150)).toBeCloseTo(Math.sqrt(1 / 3), 1)
})

it('leaves dense layers alone whose kernels others change', () => {
  const within = dense('within', 3, 4)
  const beside = dense('beside', 3, 4)
  const before = within.kernel.value
  const whole = new Parallel([new SpectralNorm([within], { rng }), beside])
  adaptModel(whole, x, { rng, initialization: fromData() })
  expect(within.kernel.value).toBe(before)
  expect(columnsOf(beside.sums(x)).every(({ deviation }) => Math.abs(deviation - 1) < 1e-9)).toBe(
    true,
  )
})

it('goes by the steps of sequences that are there', () => {
  const layer = dense('steps', 2, 3)
  const steps = rng.split('steps').normal([40, 5, 2], { dtype: 'float64' })
  const mask = rng.split('mask').bernoulli(0.5, [40, 5])
  adaptModel(new Sequential([layer]), steps, { rng, mask, initialization: fromData() })
  const present = steps.reshape([200, 2])
  const rows = Array.from(mask.data, (there, row) => (there ? [row] : [])).flat()
  const sums = layer.sums(
    tensor(
      rows.map((row) => Array.from(present.slice([row]).data, Number)),
      { dtype: 'float64' },
    ),
  )
  for (const { deviation } of columnsOf(sums)) expect(deviation).toBeCloseTo(1, 10)
})

it('layers take quantiles of what reaches them, and nothing is changed otherwise', () => {
  const embedding = new PiecewiseLinearEmbedding(3, { rng, bins: 1, dtype: 'float64' })
  const first = dense('first', 3, 3)
  const whole = new Sequential([first, embedding])
  const kernel = first.kernel.value
  expect([adapts(whole), adapts(first)]).toEqual([true, false])
  adaptModel(whole, x, { rng })
  const reached = first.call(x)
  const ends = [reached.min(0), reached.max(0)].map((end) => Array.from(end.data, Number))
  expect(embedding.boundaries.value.transpose().toArray()).toEqual(ends)
  expect(first.kernel.value).toBe(kernel)
})
