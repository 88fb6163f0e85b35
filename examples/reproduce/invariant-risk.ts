import {
  compile,
  concat,
  eye,
  GradientTape,
  grad,
  ones,
  Rng,
  solve,
  type Tensor,
  Variable,
} from '@sobolev/core'
import { adam, Optimizer } from '@sobolev/nn'
import type { Reproduction } from './reproduction.ts'

const causes = 5
const rows = 1000
const steps = 100_000

/** Inputs [n, 10], the causes of a target before its effects, and the targets [n, 1] of one environment. */
interface Environment {
  readonly inputs: Tensor
  readonly targets: Tensor
}

/** cause = normal numbers of deviation √2 e, target = cause + normal, effect = target + e · normal. */
function environment(deviation: number, rng: Rng): Environment {
  const normal = (name: string): Tensor =>
    rng.split(name).normal([rows, causes], { dtype: 'float64' })
  const cause = normal('hidden').add(normal('cause')).mul(deviation)
  const target = cause.add(normal('target'))
  const effect = target.add(normal('effect').mul(deviation))
  return { inputs: concat([cause, effect], 1), targets: target.sum(1, { keepDims: true }) }
}

const squaredError = ({ inputs, targets }: Environment, weights: Tensor): Tensor =>
  inputs.matmul(weights).sub(targets).square().mean()

/** Weights [10, 1] by least squares over all environments. */
function leastSquares(environments: readonly Environment[]): Tensor {
  const inputs = concat(environments.map((of) => of.inputs))
  const targets = concat(environments.map((of) => of.targets))
  const transposed = inputs.transpose()
  return solve(transposed.matmul(inputs), transposed.matmul(targets))
}

/** Weights Φ · 1 that are best in each environment by themselves: ‖∂ error(Φ w) / ∂w‖² at w = 1 is kept small. */
function invariantWeights(environments: readonly Environment[], share: number): Tensor {
  const features = new Variable(eye(2 * causes, { dtype: 'float64' }))
  const dummy = ones([2 * causes, 1], { dtype: 'float64' })
  const optimizer = new Optimizer(adam({ learningRate: 1e-3 }), { features })
  const step = compile(() => {
    const tape = new GradientTape()
    const total = tape.record(() => {
      const terms = environments.map((of) => {
        const error = (w: Tensor): Tensor => squaredError(of, features.value.matmul(w))
        const penalty = grad(error)(dummy).square().mean()
        return error(dummy)
          .mul(share)
          .add(penalty.mul(1 - share))
      })
      return terms.reduce((sum, term) => sum.add(term))
    })
    optimizer.apply(tape.gradient(total, { features }))
    return total
  })
  for (let number = 0; number < steps; number++) step()
  return features.value.matmul(dummy)
}

/** The mean square by which the weights of the causes, all 1, are missed. */
const errorOf = (weights: Tensor): number =>
  weights
    .slice([{ stop: causes }])
    .sub(1)
    .square()
    .mean()
    .item()

function run(seed: number): Record<string, number> {
  const rng = new Rng(seed)
  const [first, second, last] = [0.2, 2, 5].map((deviation) =>
    environment(deviation, rng.split(String(deviation))),
  )
  if (!first || !second || !last) throw new RangeError('there are three environments')
  const candidates = [0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1].map((share) => {
    const weights = invariantWeights([first, second], share)
    return { weights, error: squaredError(last, weights).item() }
  })
  const best = candidates.reduce((least, other) => (other.error < least.error ? other : least))
  return {
    'error, least squares': errorOf(leastSquares([first, second, last])),
    'error, invariant risk': errorOf(best.weights),
  }
}

export const invariantRisk: Reproduction = {
  name: 'invariant-risk',
  source:
    'Arjovsky, Bottou, Gulrajani & Lopez-Paz 2019, “Invariant risk minimization”, synthetic_results.txt of the code',
  setup:
    'A chain of 5 causes, a target and 5 effects in three environments of 1,000 rows; least squares over all against IRM with Adam (0.001) for 100,000 steps, its weight chosen by the third environment.',
  figures: [
    { name: 'error, least squares', published: 0.0087, band: { least: 0.006, most: 0.012 } },
    { name: 'error, invariant risk', published: 0.0017, band: { most: 0.005 } },
  ],
  remarks:
    'The published numbers are those of the first run in the file; its first ten have errors of 0.0002 to 0.0049 with invariant risk, 0.0024 on average. float64 here where the code has float32.',
  run,
}
