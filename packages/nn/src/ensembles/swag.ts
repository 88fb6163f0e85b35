import { concat, type Rng, type Tensor, tensor, zeros } from '@sobolev/core'
import { defineEnsemble } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Variables } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import type { Tensors } from '../tensors.ts'
import { membersOption } from './members-option.ts'

export const swag = defineEnsemble({
  name: 'swag',
  summary:
    'Weights drawn from a normal distribution around the mean of the late weights, with the spread that these have.',
  formula:
    'θₘ = θ̄ + 1/√2 √(mean θ² − θ̄²) z₁ + 1/√(2 (K − 1)) D z₂, D the last K of θ − θ̄ as columns, z₁ and z₂ ~ N(0, 1)',
  paper: {
    authors: 'Maddox, Garipov, Izmailov, Vetrov & Wilson',
    year: 2019,
    title: 'A simple baseline for Bayesian uncertainty in deep learning',
    place: 'algorithm 1 and equation 1',
  },
  cost: 'that of one training, rank + 2 copies of the weights, and as many passes in a prediction as there are members',
  when: 'Probabilities that are less sure of themselves for little more than one training: after most of the training, at a learning rate that stays at a moderate number, as for an average of the weights.',
  advice: {
    wants: ['overconfident', 'sharpMinima'],
    suggested:
      'Start after three quarters of the epochs, at a constant learning rate; rank 20, 10 to 30 members.',
    notWith:
      'Batch normalisation, whose running statistics belong to no drawn weights; a learning rate that falls to 0, after which there is no spread; average, which is of all weights.',
    limits: 'It describes one minimum: what other minima say, deepEnsemble knows.',
  },
  notes:
    'Drawn weights keep no constraints of training. Before two sets of weights were gathered, what is evaluated are their mean, or the weights as they are. The drawn weights are kept in checkpoints. What is not trained, such as running statistics, is what it is at the moment.',
  aliases: ['swaGaussian', 'stochasticWeightAveragingGaussian'],
  options: {
    start: option.duration({
      minimum: 0,
      words: 'how long training goes on before weights are gathered',
    }),
    every: option.duration({ default: 1, words: 'how long from one gathering to the next' }),
    rank: option.integer({
      minimum: 2,
      default: 20,
      words: 'how many of the last deviations from the mean are kept',
    }),
    members: membersOption(10),
  },
  short: 'start',
  // The mean of 1 and 3, plus z₁ / √2 for their variance 1 and z₂ / √2 for the last deviation, 3 − 2.
  example: {
    options: { start: 0, members: 1 },
    weights: [1, 3],
    inputs: [[2]],
    value: [[3.363738884058056]],
  },
  make: ({ start, every, rank, members }) => ({
    way: 'gatheredWeights',
    isDue: (steps) => steps > start && (steps - start) % every === 0,
    gather: (state, weights, variables) => gather(state, trained(weights, variables), rank),
    members: (state, rng) =>
      state.count === undefined
        ? []
        : Array.from({ length: members }, (_, member) => draw(state, rng.split(member))),
  }),
})

const trained = (weights: Tensors, variables: Variables): Tensors =>
  Object.fromEntries(Object.entries(weights).filter(([path]) => variables[path]?.trainable))

/** Under `mean.`, `square.` and `deviations.`, [k, ...], by the paths of the weights; and `count`. */
function gather(state: Tensors, weights: Tensors, rank: number): Tensors {
  const count = (state.count?.item() ?? 0) + 1
  const parts = Object.entries(weights).flatMap(([path, value]): [string, Tensor][] => {
    const mixed = (before: Tensor | undefined, now: Tensor): Tensor =>
      before === undefined ? now : before.add(now.sub(before).div(count))
    // In float64: in float32 the difference of mean square and squared mean is mostly rounding.
    const wide = value.cast('float64')
    const average = mixed(state[`mean.${path}`], wide)
    const deviation = wide.sub(average).cast(value.dtype).expandDims(0)
    const before = state[`deviations.${path}`]
    const deviations = before === undefined ? deviation : concat([before, deviation], 0)
    return [
      [`mean.${path}`, average],
      [`square.${path}`, mixed(state[`square.${path}`], wide.square())],
      [`deviations.${path}`, deviations.slice([{ start: Math.max(0, count - 1 < rank ? 0 : 1) }])],
    ]
  })
  return { count: tensor(count, { dtype: 'int32' }), ...Object.fromEntries(parts) }
}

function draw(state: Tensors, rng: Rng): Tensors {
  const means = Object.entries(state).filter(([name]) => name.startsWith('mean.'))
  return Object.fromEntries(
    means.map(([name, average]) => {
      const path = name.slice('mean.'.length)
      const square = state[`square.${path}`] ?? average.square()
      const deviations = state[`deviations.${path}`] ?? zeros([1, ...average.shape])
      const dtype = floatDType('swag: weights', deviations)
      const rank = deviations.shape[0] ?? 1
      if (rank < 2) return [path, average.cast(dtype)]
      const spread = square.sub(average.square()).maximum(0).div(2).sqrt().cast(dtype)
      const diagonal = spread.mul(
        rng.split('diagonal').split(path).normal(average.shape, { dtype }),
      )
      // The same numbers for all weights: a deviation is of all of them together.
      const shares = rng
        .split('shares')
        .normal([rank], { dtype })
        .div(Math.sqrt(2 * (rank - 1)))
      const low = shares.reshape([1, rank]).matmul(deviations.reshape([rank, average.size]))
      return [path, average.cast(dtype).add(diagonal).add(low.reshape(average.shape))]
    }),
  )
}
