import { concat, grad, hessian, Rng, stack, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import type { Columns } from '../evaluation/columns.ts'
import { Dense } from '../layers/dense.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { coral } from './coral.ts'
import { fish } from './fish.ts'
import { fishr } from './fishr.ts'
import { hessianAlignment } from './hessian-alignment.ts'
import { iga } from './iga.ts'
import { mmd } from './mmd.ts'
import type { Penalty } from './penalty.ts'

const rng = new Rng(61)
const mode = { training: true, rng } as const
const inputs = rng.split('inputs').normal([7, 2], { dtype: 'float64' })
const targets = int32([0, 2, 1, 1, 0, 2, 2])
/** The third environment has no row in the batch, the last row is of the fourth. */
const sites = [0, 1, 1, 0, 1, 1, 3]
const site = float64(sites.map((s) => [0, 1, 2, 3].map((e) => Number(e === s))))
const columns: Columns = { site }
const present = [0, 1, 3]
const environments = 'site'

const model = new Sequential([
  new Dense(2, 2, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
  new Dense(2, 3, { rng: rng.split('second'), dtype: 'float64' }),
])
for (const [index, variable] of Object.values(model.variables()).entries())
  variable.assign(rng.split(index).normal(variable.shape, { dtype: 'float64' }))

/** Of the first layer 4 + 2 numbers, of the last 6 + 3. */
const theta = concat(Object.values(model.variables()).map(({ value }) => value.reshape([-1])))
const last = theta.slice([{ start: 6 }])

const hiddenAt = (parameters: Tensor): Tensor => {
  const kernel = parameters.slice([{ stop: 4 }]).reshape([2, 2])
  return inputs
    .matmul(kernel)
    .add(parameters.slice([{ start: 4, stop: 6 }]))
    .tanh()
}
const outputsAt = (parameters: Tensor): Tensor => {
  const kernel = parameters.slice([{ start: 6, stop: 12 }]).reshape([2, 3])
  return hiddenAt(parameters)
    .matmul(kernel)
    .add(parameters.slice([{ start: 12 }]))
}
const lossesAt = (parameters: Tensor): Tensor => softmaxCrossEntropy(outputsAt(parameters), targets)
const rowsOf = (environment: number): Tensor =>
  int32(sites.flatMap((other, row) => (other === environment ? [row] : [])))
const riskOf =
  (environment: number) =>
  (parameters: Tensor): Tensor =>
    lossesAt(parameters).gather(rowsOf(environment)).mean()
/** The same by the parameters of the last layer alone. */
const lastRiskOf =
  (environment: number) =>
  (parameters: Tensor): Tensor =>
    riskOf(environment)(concat([theta.slice([{ stop: 6 }]), parameters]))

const squareOf = (x: Tensor): number => x.square().sum().item()
const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, x) => sum + x, 0) / numbers.length
const spread = (vectors: readonly Tensor[]): number => {
  const mean = stack(vectors).mean(0)
  return average(vectors.map((vector) => squareOf(vector.sub(mean))))
}
/** `of` of each pair of environments with rows, on average. */
const overPairs = (of: (a: number, b: number) => number): number =>
  average(present.flatMap((a) => present.flatMap((b) => (a < b ? [of(a, b)] : []))))

function penaltyAt(penalty: Penalty): number {
  const evaluate = objective({
    ...{ model, loss: softmaxCrossEntropy, rng, layout: { inputs: {}, groups: { site: 4 } } },
    penalties: { term: { penalty, weight: 1 } },
  })
  return evaluate(inputs, targets, mode, 0, { columns }).penalties.term?.item() ?? Number.NaN
}

describe('penalties that compare environments are as written out; those without rows do not count', () => {
  const slopes = new Map(present.map((e) => [e, grad(riskOf(e))(theta)]))
  const slopeOf = (environment: number): Tensor => slopes.get(environment) ?? theta

  it('iga', () => {
    expect(penaltyAt(iga({ environments }))).toBeCloseTo(spread([...slopes.values()]), 12)
    const ofLast = spread(present.map((e) => grad(lastRiskOf(e))(last)))
    expect(penaltyAt(iga({ environments, layer: 'layers.1' }))).toBeCloseTo(ofLast, 12)
  })

  it('fish', () => {
    const wanted = overPairs((a, b) => -slopeOf(a).mul(slopeOf(b)).sum().item())
    expect(penaltyAt(fish({ environments }))).toBeCloseTo(wanted, 12)
  })

  it('hessianAlignment', () => {
    const products = present.map((e) =>
      hessian(lastRiskOf(e))(last).matmul(grad(lastRiskOf(e))(last)),
    )
    expect(penaltyAt(hessianAlignment({ environments }))).toBeCloseTo(spread(products), 12)
  })

  it('fishr', () => {
    const ofExample = sites.map((_, row) =>
      grad((parameters: Tensor) => lossesAt(parameters).slice([row]))(theta).slice([{ start: 6 }]),
    )
    const variances = present.map((e) => {
      const rows = stack(ofExample.filter((_, row) => sites[row] === e))
      return rows.sub(rows.mean(0)).square().mean(0)
    })
    expect(penaltyAt(fishr({ environments, average: 0 }))).toBeCloseTo(spread(variances), 12)
    // The average begins at 0: a tenth of each variance, and a hundredth of squares.
    const averaged = penaltyAt(fishr({ environments, average: 0.9 }))
    expect(averaged).toBeCloseTo(spread(variances) / 100, 12)
  })

  it('coral', () => {
    const covarianceOf = (environment: number): Tensor => {
      const rows = hiddenAt(theta).gather(rowsOf(environment))
      const distances = rows.sub(rows.mean(0))
      return distances
        .transpose()
        .matmul(distances)
        .div((rows.shape[0] ?? 0) - 1)
    }
    // The fourth has one row, of which there is no covariance.
    const wanted = squareOf(covarianceOf(0).sub(covarianceOf(1))) / 16
    expect(penaltyAt(coral({ environments, of: 'layers.0' }))).toBeCloseTo(wanted, 12)
  })

  it('coral is 0 where no two environments have two rows', () => {
    const lonely = {
      site: float64([0, 1, 2, 3, 3, 3, 3].map((s) => [0, 1, 2, 3].map((e) => Number(e === s)))),
    }
    for (const given of [lonely, { site: lonely.site.slice([{ stop: 3 }]) }]) {
      const n = given.site.shape[0] ?? 0
      const evaluate = objective({
        ...{ model, loss: softmaxCrossEntropy, layout: { inputs: {}, groups: { site: 4 } } },
        penalties: { term: { penalty: coral({ environments }), weight: 1 } },
      })
      const x = inputs.slice([{ stop: n }])
      const { penalties, gradients } = evaluate(x, targets.slice([{ stop: n }]), mode, 0, {
        columns: given,
      })
      expect(penalties.term?.item()).toBe(0)
      expect(Number.isFinite(gradients['layers.0.kernel']?.sum().item())).toBe(true)
    }
  })

  it('mmd', () => {
    const outputs = outputsAt(theta)
    const kernelOf = (a: number, b: number): number => {
      const [x, y] = [outputs.gather(rowsOf(a)), outputs.gather(rowsOf(b))]
      const values = x.unstack().flatMap((u) => y.unstack().map((v) => -squareOf(u.sub(v)) / 8))
      return average(values.map((value) => float64(value).exp().item()))
    }
    const wanted = overPairs((a, b) => kernelOf(a, a) + kernelOf(b, b) - 2 * kernelOf(a, b))
    expect(penaltyAt(mmd({ environments, bandwidth: 2 }))).toBeCloseTo(wanted, 12)
  })
})

it('a layer without parameters is told, with those that have some', () => {
  expect(() => penaltyAt(iga({ environments, layer: 'layers.5' }))).toThrow(
    'iga: layer must be the path of one with parameters to train, layers.0, layers.1, got "layers.5"',
  )
})
