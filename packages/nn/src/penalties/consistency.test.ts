import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { Dense } from '../layers/dense.ts'
import type { Loss } from '../losses/loss.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { confidencePenalty } from './confidence-penalty.ts'
import { decorrelation } from './decorrelation.ts'
import { entropyMinimization } from './entropy-minimization.ts'
import { meanTeacher } from './mean-teacher.ts'
import { noiseConsistency } from './noise-consistency.ts'
import { rDrop } from './r-drop.ts'
import { vicregCovariance } from './vicreg-covariance.ts'
import { vicregVariance } from './vicreg-variance.ts'
import {
  divergences,
  entropies,
  inputs,
  klFrom,
  mean,
  mode,
  n,
  nothing,
  type Rows,
  rng,
  rowsOf,
  softmax,
  source,
  squaredDistances,
  testWritten,
  values,
  type Written,
  type WrittenRow,
  x0,
} from './written-consistency.fixture.ts'

const noisy = (standardDeviation: number): Rows => {
  const noise = source.split('noise').normal([n, 2], { standardDeviation, dtype: 'float64' })
  return rowsOf(inputs.add(noise))
}

testWritten([
  {
    name: 'noiseConsistency',
    penalty: noiseConsistency(0.3),
    held: () => noisy(0.3),
    value: ({ f }, moved) =>
      mean(squaredDistances(softmax(f(x0)), softmax(f(moved, source.split('mask'))))) / 3,
  },
  {
    name: 'noiseConsistency of values',
    penalty: noiseConsistency(0.3),
    loss: squaredError,
    held: () => noisy(0.3),
    value: ({ f }, moved) => mean(squaredDistances(f(x0), f(moved, source.split('mask')))) / 3,
  },
  {
    name: 'noiseConsistency by the divergence, with one mask',
    penalty: noiseConsistency({ standardDeviation: 0.3, distance: 'divergence', mask: 'same' }),
    held: () => noisy(0.3),
    value: ({ f }, moved) => mean(klFrom(f, f(x0))(moved)),
  },
  {
    name: 'rDrop',
    penalty: rDrop(),
    held: nothing,
    value: ({ f }) => {
      const [p, q] = [softmax(f(x0)), softmax(f(x0, source))]
      return (mean(divergences(p, q)) + mean(divergences(q, p))) / 2
    },
  },
  {
    name: 'confidencePenalty',
    penalty: confidencePenalty(),
    held: nothing,
    value: ({ f }) => -mean(entropies(softmax(f(x0)))),
  },
  ...([['outputs'], ['layers.0']] as const).flatMap(([of]): WrittenRow[] => {
    const covariancesOf = (model: Written, divisor: number): Rows => {
      const features = of === 'outputs' ? model.f(x0) : model.hidden(x0)
      const width = features[0]?.length ?? 0
      const column = (j: number): number[] => features.map((row) => row[j] ?? 0)
      const centered = Array.from({ length: width }, (_, j) =>
        column(j).map((value) => value - mean(column(j))),
      )
      return centered.map((a) =>
        centered.map((b) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0) / divisor),
      )
    }
    const sumOff = (c: Rows): number =>
      c.flatMap((row, i) => row.filter((_, j) => j !== i)).reduce((sum, v) => sum + v * v, 0)
    return [
      {
        name: `vicregVariance of ${of}`,
        penalty: vicregVariance({ of, standardDeviation: 0.8 }),
        held: nothing,
        value: (model) =>
          mean(
            covariancesOf(model, n - 1).map((row, i) =>
              Math.max(0, 0.8 - Math.sqrt((row[i] ?? 0) + 1e-4)),
            ),
          ),
      },
      {
        name: `vicregCovariance of ${of}`,
        penalty: vicregCovariance(of),
        held: nothing,
        value: (model) => {
          const c = covariancesOf(model, n - 1)
          return sumOff(c) / c.length
        },
      },
      {
        name: `decorrelation of ${of}`,
        penalty: decorrelation(of),
        held: nothing,
        value: (model) => sumOff(covariancesOf(model, n)) / 2,
      },
    ]
  }),
  {
    name: 'entropyMinimization',
    penalty: entropyMinimization(),
    held: nothing,
    value: ({ f }) => mean(entropies(softmax(f(x0)))),
  },
])

it('what compares predictions must know what the outputs of the loss are', () => {
  const model = new Dense(2, 3, { rng, dtype: 'float64' })
  const loss: Loss = (outputs, targets) => squaredError(outputs, targets)
  const step = (of: Loss) =>
    objective({ model, loss: of, penalties: { term: { penalty: rDrop(), weight: 1 } } })
  expect(() => step(loss)(inputs, values, mode)).toThrow(
    "rDrop: must know what the outputs are, and this loss does not say so; take one of the catalogue, or Object.assign(loss, { outputs: 'values' })",
  )
  const said = step(Object.assign(loss, { outputs: 'values' } as const))
  expect(said(inputs, values, mode).penalties.term?.item()).toBe(0)
})

it('meanTeacher compares with the average of the weights over the steps', () => {
  const model = new Dense(2, 3, { rng: rng.split('teacher'), dtype: 'float64' })
  const term = { penalty: meanTeacher({ decay: 0.15 }), weight: 1 }
  const step = objective({ model, loss: squaredError, penalties: { term }, rng })
  const kernel = (): readonly number[] => Array.from(model.kernel.value.data)
  const outputsBy = (weights: readonly number[]): Rows =>
    rowsOf(inputs.matmul(float64(weights).reshape([2, 3])))
  let teacher = kernel()
  // At most 1 / 10 in the first step, 2 / 11 in the second.
  for (const [number, decay] of [0.1, 0.15, 0.15].entries()) {
    model.kernel.assign(model.kernel.value.mul(1.5).add(0.1))
    const { penalties, gradients } = step(inputs, values, mode, number)
    const wanted = mean(squaredDistances(outputsBy(kernel()), outputsBy(teacher))) / 3
    expectClose(penalties.term ?? inputs, [wanted])
    const held = teacher
    const direction = rng.split('direction').normal([2, 3], { dtype: 'float64' })
    const whole = (): number =>
      squaredError(model.call(inputs), values).mean().item() +
      mean(squaredDistances(outputsBy(kernel()), outputsBy(held))) / 3
    const slope = (gradients.kernel ?? inputs).mul(direction).sum()
    expectClose(slope, [slopeAlong(model.kernel, direction, whole)], 1e-8)
    teacher = teacher.map((value, i) => decay * value + (1 - decay) * (kernel()[i] ?? 0))
    expectClose(step.state()['term.kernel'] ?? inputs, teacher)
  }
})
